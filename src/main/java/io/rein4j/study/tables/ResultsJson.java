package io.rein4j.study.tables;

import io.rein4j.agent.PathFigures;
import io.rein4j.study.analysis.Aggregate;
import io.rein4j.study.analysis.Band;
import io.rein4j.study.analysis.CellResult;
import io.rein4j.study.analysis.ChanceCheck;
import io.rein4j.study.analysis.Comparison;
import io.rein4j.study.analysis.Improvement;
import io.rein4j.study.analysis.LevelCurve;
import io.rein4j.study.analysis.SensitivityCurve;
import io.rein4j.study.analysis.StudyResults;
import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.RandomReturn;
import io.rein4j.study.plan.RunClipping;
import io.rein4j.study.plan.ScoreRange;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.Estimate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

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
    json.put("comparisons", each(results.comparisons(), ResultsJson::comparison));
    json.put("chance", each(results.chance(), ResultsJson::chance));
    json.put("aggregates", each(results.aggregates(), ResultsJson::aggregate));
    json.put("cells", each(results.cells(), ResultsJson::cell));
    json.put("improvements", each(results.improvements(), ResultsJson::improvement));
    json.put("sensitivity", each(results.sensitivity(), ResultsJson::sensitivity));
    json.put("learning_curves", each(results.learningCurves(), ResultsJson::curve));
    json.put("profiles", each(results.profiles(), ResultsJson::curve));
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
    return json;
  }

  private static void comparison(Map<String, Object> json, Comparison comparison) {
    json.put("outcome", word(comparison.outcome()));
    json.put("level", comparison.level());
    json.put("baseline", comparison.baseline());
    json.put("environment", comparison.environment());
    json.put("condition", comparison.condition());
    json.put("seeds", comparison.seeds());
    json.put("difference", estimate(comparison.difference()));
    json.put("p", comparison.p());
    json.put("adjusted_p", comparison.adjustedP());
    json.put("verdict", word(comparison.verdict()));
    comparison.seedsNeeded().ifPresent(seeds -> json.put("seeds_needed", seeds));
    json.put("sentence", comparison.sentence());
  }

  private static void chance(Map<String, Object> json, ChanceCheck check) {
    json.put("outcome", word(check.outcome()));
    json.put("environment", check.environment());
    json.put("condition", check.condition());
    json.put("seeds", check.seeds());
    json.put("splits", check.splits());
    json.put("usual_difference", check.usualDifference());
    json.put("large_difference", check.largeDifference());
    json.put("called_different", check.calledDifferent());
    json.put("sentence", check.sentence());
  }

  private static void aggregate(Map<String, Object> json, Aggregate aggregate) {
    json.put("outcome", word(aggregate.outcome()));
    json.put("level", aggregate.level());
    json.put("environment", aggregate.environment());
    json.put("condition", aggregate.condition());
    json.put("runs", aggregate.runs());
    json.put("iqm", estimate(aggregate.iqm()));
    json.put("mean", estimate(aggregate.mean()));
    json.put("median", estimate(aggregate.median()));
    json.put("optimality_gap", estimate(aggregate.optimalityGap()));
  }

  private static void cell(Map<String, Object> json, CellResult result) {
    json.put("level", result.cell().level());
    json.put("environment", result.cell().environment());
    json.put("condition", result.cell().condition());
    json.put("runs", result.runs());
    json.put("failed", result.failed().count());
    json.put("diverged", result.diverged().count());
    json.put("collapsed", result.collapsed().count());
    json.put("reached_threshold", result.reachedThreshold().count());
    json.put("steps_to_threshold", estimate(result.stepsToThreshold()));
    json.put("dispersion_across_time", estimate(result.dispersionAcrossTime()));
    json.put("dispersion_across_runs", estimate(result.dispersionAcrossRuns()));
    json.put("worst_changes", estimate(result.worstChanges()));
    json.put("max_drawdown", estimate(result.maxDrawdown()));
    json.put("worst_runs", estimate(result.worstRuns()));
    for (RunClipping.Figure figure : RunClipping.FIGURES) {
      json.put(figure.name(), figure.value().applyAsDouble(result.clipping()));
    }
    result
        .clipping()
        .paths()
        .forEach(
            (path, clipping) -> {
              for (RunClipping.Figure figure : RunClipping.FIGURES) {
                json.put(
                    PathFigures.name(figure.name(), path), figure.value().applyAsDouble(clipping));
              }
            });
  }

  private static void improvement(Map<String, Object> json, Improvement improvement) {
    json.put("outcome", word(improvement.outcome()));
    json.put("environment", improvement.environment());
    json.put("condition", improvement.condition());
    json.put("level", improvement.level());
    json.put("over", improvement.over());
    json.put("probability", estimate(improvement.probability()));
  }

  private static void sensitivity(Map<String, Object> json, SensitivityCurve curve) {
    json.put("outcome", word(curve.outcome()));
    json.put("environment", curve.environment());
    json.put("condition", curve.condition());
    band(json, curve.band());
  }

  private static void curve(Map<String, Object> json, LevelCurve curve) {
    json.put("level", curve.level());
    json.put("environment", curve.environment());
    json.put("condition", curve.condition());
    band(json, curve.band());
  }

  private static void band(Map<String, Object> json, Band band) {
    json.put("x", band.x());
    json.put("value", band.value());
    json.put("low", band.low());
    json.put("high", band.high());
  }

  private static Map<String, Object> estimate(Estimate estimate) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("value", estimate.value());
    json.put("low", estimate.low());
    json.put("high", estimate.high());
    return json;
  }

  private static <T> List<Map<String, Object>> each(
      List<T> elements, BiConsumer<Map<String, Object>, T> fill) {
    return elements.stream()
        .map(
            element -> {
              Map<String, Object> json = new LinkedHashMap<>();
              fill.accept(json, element);
              return json;
            })
        .toList();
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
