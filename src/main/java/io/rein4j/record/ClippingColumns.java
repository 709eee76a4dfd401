package io.rein4j.record;

import io.rein4j.agent.PathFigures;
import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.NormWindow;
import io.rein4j.clip.NormWindows;
import io.rein4j.clip.RuleStatistics;
import io.rein4j.clip.ScopeStatistics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The figures of {@link ClippingStatistics} by name and in order, as every file of a run folder
 * writes them.
 */
final class ClippingColumns {

  private record Count(String name, ToLongFunction<ClippingStatistics> value) {}

  private record Figure(String name, ToDoubleFunction<ClippingStatistics> value) {}

  private record ScopeFigure(String name, ToDoubleFunction<ScopeStatistics> value) {}

  private record TailFigure(
      String name, ToDoubleFunction<NormWindows> all, ToDoubleFunction<NormWindow> one) {}

  private record RuleFigure(String name, ToDoubleFunction<RuleStatistics> value) {}

  private static final List<Count> COUNTS =
      List.of(
          new Count("updates", ClippingStatistics::updates),
          new Count("skipped_updates", ClippingStatistics::skippedUpdates),
          new Count("clipped_updates", statistics -> statistics.whole().clippedUpdates()));

  private static final List<Figure> FRACTIONS =
      List.of(
          new Figure("clipped_fraction", statistics -> statistics.whole().clippedFraction()),
          new Figure(
              "clipped_element_fraction",
              statistics -> statistics.whole().clippedElementFraction()),
          new Figure("clipped_sample_fraction", ClippingStatistics::clippedSampleFraction));

  private static final Count NONFINITE =
      new Count("nonfinite_elements", ClippingStatistics::nonFiniteElements);

  private static final List<Figure> NORMS =
      List.of(
          new Figure("grad_norm_pre_mean", statistics -> statistics.whole().gradNormPreMean()),
          new Figure(
              "grad_norm_pre_p50", statistics -> statistics.whole().gradNormPreQuantile(0.5)),
          new Figure(
              "grad_norm_pre_p90", statistics -> statistics.whole().gradNormPreQuantile(0.9)),
          new Figure("grad_norm_pre_max", statistics -> statistics.whole().gradNormPreMax()),
          new Figure("grad_norm_post_mean", statistics -> statistics.whole().gradNormPostMean()),
          new Figure(
              "clip_coefficient_mean", statistics -> statistics.whole().clipCoefficientMean()),
          new Figure("clip_coefficient_min", statistics -> statistics.whole().clipCoefficientMin()),
          new Figure("removed_norm_share", statistics -> statistics.whole().removedNormShare()),
          new Figure("cosine_mean", statistics -> statistics.whole().cosineMean()),
          new Figure("threshold_mean", ClippingStatistics::thresholdMean));

  /** The figures of each group that tables hold. */
  private static final List<ScopeFigure> GROUP_COLUMNS =
      List.of(
          new ScopeFigure("clipped_fraction", ScopeStatistics::clippedFraction),
          new ScopeFigure("grad_norm_pre_mean", ScopeStatistics::gradNormPreMean),
          new ScopeFigure("grad_norm_post_mean", ScopeStatistics::gradNormPostMean));

  /** The figures of each group that only metrics hold. */
  private static final List<ScopeFigure> GROUP_REST =
      List.of(
          new ScopeFigure("clipped_element_fraction", ScopeStatistics::clippedElementFraction),
          new ScopeFigure("grad_norm_pre_p50", scope -> scope.gradNormPreQuantile(0.5)),
          new ScopeFigure("grad_norm_pre_p90", scope -> scope.gradNormPreQuantile(0.9)),
          new ScopeFigure("grad_norm_pre_max", ScopeStatistics::gradNormPreMax),
          new ScopeFigure("clip_coefficient_mean", ScopeStatistics::clipCoefficientMean),
          new ScopeFigure("clip_coefficient_min", ScopeStatistics::clipCoefficientMin),
          new ScopeFigure("removed_norm_share", ScopeStatistics::removedNormShare),
          new ScopeFigure("cosine_mean", ScopeStatistics::cosineMean));

  /** The figures of each rule, in its own norm. */
  private static final List<RuleFigure> RULE =
      List.of(
          new RuleFigure("bound_fraction", RuleStatistics::boundFraction),
          new RuleFigure("norm_mean", RuleStatistics::normMean),
          new RuleFigure("threshold_mean", RuleStatistics::thresholdMean));

  private static final List<TailFigure> TAIL =
      List.of(
          new TailFigure("norm_kurtosis", NormWindows::kurtosis, NormWindow::kurtosis),
          new TailFigure("tail_index", NormWindows::tailIndex, NormWindow::tailIndex));

  private ClippingColumns() {}

  /** {@return the names of the figures of the whole gradient} */
  static List<String> names() {
    List<String> names = new ArrayList<>();
    COUNTS.forEach(column -> names.add(column.name()));
    FRACTIONS.forEach(column -> names.add(column.name()));
    names.add(NONFINITE.name());
    NORMS.forEach(column -> names.add(column.name()));
    return names;
  }

  /** {@return the names of the figures of each group, {@code figure/group}} */
  static List<String> groupNames(List<String> groups) {
    List<String> names = new ArrayList<>();
    for (String group : groups) {
      GROUP_COLUMNS.forEach(column -> names.add(column.name() + "/" + group));
    }
    return names;
  }

  /** {@return the names of the figures of each update path, {@code figure/path:name}} */
  static List<String> pathNames(List<String> paths) {
    List<String> names = new ArrayList<>();
    for (String path : paths) {
      names().forEach(name -> names.add(PathFigures.name(name, path)));
    }
    return names;
  }

  /** {@return the names of what the last norms say of their tail} */
  static List<String> tailNames() {
    return TAIL.stream().map(TailFigure::name).toList();
  }

  /** Writes the cells of {@link #names}. */
  static void write(CsvWriter csv, ClippingStatistics statistics) throws IOException {
    COUNTS.forEach(column -> csv.cell(column.value().applyAsLong(statistics)));
    FRACTIONS.forEach(column -> csv.cell(column.value().applyAsDouble(statistics)));
    csv.cell(NONFINITE.value().applyAsLong(statistics));
    NORMS.forEach(column -> csv.cell(column.value().applyAsDouble(statistics)));
  }

  /** Writes the cells of {@link #groupNames}. */
  static void writeGroups(CsvWriter csv, ClippingStatistics statistics) {
    for (int group = 0; group < statistics.groups().size(); group++) {
      ScopeStatistics scope = statistics.group(group);
      GROUP_COLUMNS.forEach(column -> csv.cell(column.value().applyAsDouble(scope)));
    }
  }

  /** Writes the cells of {@link #pathNames}. */
  static void writePaths(CsvWriter csv, ClippingStatistics statistics) throws IOException {
    for (int path = 0; path < statistics.paths().size(); path++) {
      write(csv, statistics.path(path));
    }
  }

  /**
   * Puts every figure under its name behind a prefix: of the whole gradient, {@code figure/group}
   * of each group, {@code figure/path:name} of each update path, {@code rule/n/figure} of each
   * rule, counted from 0 as in a config's paths.
   */
  static void put(Map<String, Object> fields, String prefix, ClippingStatistics statistics) {
    putWhole(fields, prefix, "", statistics);
    for (int group = 0; group < statistics.groups().size(); group++) {
      putGroup(fields, prefix, statistics.groups().get(group), statistics.group(group));
    }
    for (int path = 0; path < statistics.paths().size(); path++) {
      putWhole(fields, prefix, statistics.paths().get(path), statistics.path(path));
    }
    putRules(fields, prefix, "", statistics);
    for (int path = 0; path < statistics.paths().size(); path++) {
      putRules(fields, prefix, statistics.paths().get(path), statistics.path(path));
    }
  }

  /** Puts what the last norms say of their tail, behind a prefix. */
  static void put(Map<String, Object> fields, String prefix, NormWindows norms) {
    for (TailFigure figure : TAIL) {
      fields.put(prefix + figure.name(), figure.all().applyAsDouble(norms));
    }
    for (int path = 0; path < norms.paths().size(); path++) {
      for (TailFigure figure : TAIL) {
        fields.put(
            PathFigures.name(prefix + figure.name(), norms.paths().get(path)),
            figure.one().applyAsDouble(norms.path(path)));
      }
    }
  }

  private static void putWhole(
      Map<String, Object> fields, String prefix, String path, ClippingStatistics statistics) {
    COUNTS.forEach(
        column ->
            fields.put(
                PathFigures.name(prefix + column.name(), path),
                column.value().applyAsLong(statistics)));
    FRACTIONS.forEach(
        column ->
            fields.put(
                PathFigures.name(prefix + column.name(), path),
                column.value().applyAsDouble(statistics)));
    fields.put(
        PathFigures.name(prefix + NONFINITE.name(), path),
        NONFINITE.value().applyAsLong(statistics));
    NORMS.forEach(
        column ->
            fields.put(
                PathFigures.name(prefix + column.name(), path),
                column.value().applyAsDouble(statistics)));
  }

  private static void putRules(
      Map<String, Object> fields, String prefix, String path, ClippingStatistics statistics) {
    for (int rule = 0; rule < statistics.rules(); rule++) {
      RuleStatistics figures = statistics.rule(rule);
      String place = prefix + "rule/" + rule + "/";
      RULE.forEach(
          column ->
              fields.put(
                  PathFigures.name(place + column.name(), path),
                  column.value().applyAsDouble(figures)));
    }
  }

  private static void putGroup(
      Map<String, Object> fields, String prefix, String group, ScopeStatistics scope) {
    for (List<ScopeFigure> figures : List.of(GROUP_COLUMNS, GROUP_REST)) {
      for (ScopeFigure figure : figures) {
        fields.put(prefix + figure.name() + "/" + group, figure.value().applyAsDouble(scope));
      }
    }
  }
}
