package io.rein4j.study.tables;

import io.rein4j.study.analysis.Aggregate;
import io.rein4j.study.analysis.CellResult;
import io.rein4j.study.analysis.ChanceCheck;
import io.rein4j.study.analysis.Choice;
import io.rein4j.study.analysis.Comparison;
import io.rein4j.study.analysis.GridSensitivity;
import io.rein4j.study.analysis.Improvement;
import io.rein4j.study.analysis.LevelCurve;
import io.rein4j.study.analysis.Raced;
import io.rein4j.study.analysis.ResultColumn;
import io.rein4j.study.analysis.SensitivityCurve;
import io.rein4j.study.analysis.StudyResults;
import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.RandomReturn;
import io.rein4j.study.plan.ScoreRange;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * results.json: all of a study's results but the runs, which scores.csv holds. Keys are the names
 * of the record components, in snake case; an interval is {@code {value, low, high}}.
 */
final class ResultsJson {

  private ResultsJson() {}

  static Map<String, Object> of(StudyResults results) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("design", design(results.design()));
    json.put("settings", settings(results.settings()));
    json.put("warnings", results.warnings());
    if (results.choice() != null) {
      json.put("choice", choice(results.choice()));
    }
    if (!results.grids().isEmpty()) {
      json.put("grids", each(results.grids(), GridSensitivity.COLUMNS));
    }
    json.put("comparisons", each(results.comparisons(), Comparison.COLUMNS));
    json.put("chance", each(results.chance(), ChanceCheck.COLUMNS));
    json.put("aggregates", each(results.aggregates(), Aggregate.COLUMNS));
    json.put(
        "cells",
        each(
            results.cells(),
            cell ->
                CellResult.columns(
                    cell.clipping().paths().keySet(), cell.clipping().measuresUpdates())));
    json.put("improvements", each(results.improvements(), Improvement.COLUMNS));
    json.put("sensitivity", each(results.sensitivity(), SensitivityCurve.COLUMNS));
    json.put("learning_curves", each(results.learningCurves(), LevelCurve.COLUMNS));
    json.put("profiles", each(results.profiles(), LevelCurve.COLUMNS));
    return json;
  }

  private static Map<String, Object> choice(Choice choice) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("recommended", choice.recommended());
    json.put("values", choice.values());
    json.put("mean", choice.mean());
    json.put("equivalent", choice.equivalent());
    json.put("finalists", choice.finalists());
    json.put("race", each(choice.race(), Raced.COLUMNS));
    json.put("sentence", choice.sentence());
    return json;
  }

  private static Map<String, Object> design(StudyDesign design) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", design.name());
    json.put("factor", design.factor());
    json.put("levels", design.levels());
    json.put("baseline", design.baseline());
    json.put("environments", design.environments());
    json.put("conditions", design.conditions());
    json.put("seeds", design.seeds());
    json.put("primary", ResultTables.plain(design.primary()));
    json.put("level_values", design.levelValues());
    Map<String, Object> scores = new LinkedHashMap<>();
    design.scores().forEach((environment, range) -> scores.put(environment, range(range)));
    json.put("scores", scores);
    return json;
  }

  private static Map<String, Object> range(ScoreRange range) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("random", range.random());
    json.put("reference", range.reference());
    range.solved().ifPresent(solved -> json.put("solved", solved));
    RandomReturn measured = range.measured();
    if (measured != null) {
      json.put("random_episodes", measured.episodes());
      json.put("random_standard_error", measured.standardError());
      json.put("random_seed", measured.seed());
    }
    return json;
  }

  private static Map<String, Object> settings(AnalysisSettings settings) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seed", settings.seed());
    json.put("replicates", settings.replicates());
    json.put("curve_replicates", settings.curveReplicates());
    json.put("threshold_score", settings.thresholdScore());
    json.put("margin", settings.margin());
    json.put("failure", settings.failure());
    return json;
  }

  private static Map<String, Object> estimate(Estimate estimate) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("value", estimate.value());
    json.put("low", estimate.low());
    json.put("high", estimate.high());
    return json;
  }

  private static <R> List<Map<String, Object>> each(List<R> rows, List<ResultColumn<R>> columns) {
    return each(rows, row -> columns);
  }

  private static <R> List<Map<String, Object>> each(
      List<R> rows, Function<R, List<ResultColumn<R>>> columns) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (R row : rows) {
      Map<String, Object> json = new LinkedHashMap<>();
      columns.apply(row).forEach(column -> put(json, column.key(), column.value().apply(row)));
      all.add(json);
    }
    return all;
  }

  private static void put(Map<String, Object> json, String key, Object value) {
    if (value instanceof Estimate estimate) {
      json.put(key, estimate(estimate));
    } else if (value instanceof OptionalLong number) {
      number.ifPresent(known -> json.put(key, known));
    } else {
      json.put(key, ResultTables.plain(value));
    }
  }
}
