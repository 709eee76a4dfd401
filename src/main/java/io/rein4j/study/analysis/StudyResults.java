package io.rein4j.study.analysis;

import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.StudyDesign;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a study has shown: everything that the console, the page and the tables tell of it.
 *
 * @param design what was compared
 * @param settings the settings of the statistics
 * @param runs every run's figures: cell by cell, in order of the seeds
 * @param cells every cell's reliability and clipping
 * @param aggregates every outcome of every level, in each environment, and overall where there are
 *     several
 * @param comparisons every level against the baseline, per outcome, the primary one first,
 *     condition and environment, and overall where there are several environments
 * @param chance the A/A checks, one for each outcome, environment and condition
 * @param improvements the probability of improvement of every level over every other
 * @param learningCurves interquartile mean of the scores at every evaluation; overall only where
 *     the environments were evaluated at the same steps
 * @param profiles performance profiles of the final scores
 * @param sensitivity outcomes over the numbers behind the levels; none if fewer than two levels
 *     have one
 * @param grids the sensitivity of each grid of settings across environments; empty if the study has
 *     none
 * @param choice what the study recommends; null if it only compares
 * @param warnings what the reader should know before believing any of it, in sentences
 */
public record StudyResults(
    StudyDesign design,
    AnalysisSettings settings,
    List<RunScore> runs,
    List<CellResult> cells,
    List<Aggregate> aggregates,
    List<Comparison> comparisons,
    List<ChanceCheck> chance,
    List<Improvement> improvements,
    List<LevelCurve> learningCurves,
    List<LevelCurve> profiles,
    List<SensitivityCurve> sensitivity,
    List<GridSensitivity> grids,
    @Nullable Choice choice,
    List<String> warnings) {

  StudyResults withChoice(Choice recommendation, List<String> further) {
    List<String> all = new ArrayList<>(further);
    all.addAll(warnings);
    return new StudyResults(
        design,
        settings,
        runs,
        cells,
        aggregates,
        comparisons,
        chance,
        improvements,
        learningCurves,
        profiles,
        sensitivity,
        grids,
        recommendation,
        all);
  }

  public StudyResults {
    runs = List.copyOf(runs);
    cells = List.copyOf(cells);
    aggregates = List.copyOf(aggregates);
    comparisons = List.copyOf(comparisons);
    chance = List.copyOf(chance);
    improvements = List.copyOf(improvements);
    learningCurves = List.copyOf(learningCurves);
    profiles = List.copyOf(profiles);
    sensitivity = List.copyOf(sensitivity);
    grids = List.copyOf(grids);
    warnings = List.copyOf(warnings);
  }
}
