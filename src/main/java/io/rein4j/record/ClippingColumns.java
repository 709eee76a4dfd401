package io.rein4j.record;

import io.rein4j.clip.ClippingStatistics;
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

  private static final List<Count> COUNTS =
      List.of(
          new Count("updates", ClippingStatistics::updates),
          new Count("skipped_updates", ClippingStatistics::skippedUpdates),
          new Count("clipped_updates", ClippingStatistics::clippedUpdates));

  private static final List<Figure> FRACTIONS =
      List.of(
          new Figure("clipped_fraction", ClippingStatistics::clippedFraction),
          new Figure("clipped_element_fraction", ClippingStatistics::clippedElementFraction),
          new Figure("clipped_sample_fraction", ClippingStatistics::clippedSampleFraction));

  private static final Count NONFINITE =
      new Count("nonfinite_elements", ClippingStatistics::nonFiniteElements);

  private static final List<Figure> NORMS =
      List.of(
          new Figure("grad_norm_pre_mean", ClippingStatistics::gradNormPreMean),
          new Figure("grad_norm_pre_p50", statistics -> statistics.gradNormPreQuantile(0.5)),
          new Figure("grad_norm_pre_p90", statistics -> statistics.gradNormPreQuantile(0.9)),
          new Figure("grad_norm_pre_max", ClippingStatistics::gradNormPreMax),
          new Figure("grad_norm_post_mean", ClippingStatistics::gradNormPostMean),
          new Figure("clip_coefficient_mean", ClippingStatistics::clipCoefficientMean),
          new Figure("clip_coefficient_min", ClippingStatistics::clipCoefficientMin),
          new Figure("removed_norm_share", ClippingStatistics::removedNormShare),
          new Figure("cosine_mean", ClippingStatistics::cosineMean),
          new Figure("threshold_mean", ClippingStatistics::thresholdMean));

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
      names.add("clipped_fraction/" + group);
      names.add("grad_norm_pre_mean/" + group);
      names.add("grad_norm_post_mean/" + group);
    }
    return names;
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
      csv.cell(statistics.group(group).clippedFraction());
      csv.cell(statistics.group(group).gradNormPreMean());
      csv.cell(statistics.group(group).gradNormPostMean());
    }
  }

  /** Puts every figure, whole and by group and rule, under its name behind a prefix. */
  static void put(Map<String, Object> fields, String prefix, ClippingStatistics statistics) {
    COUNTS.forEach(
        column -> fields.put(prefix + column.name(), column.value().applyAsLong(statistics)));
    FRACTIONS.forEach(
        column -> fields.put(prefix + column.name(), column.value().applyAsDouble(statistics)));
    fields.put(prefix + NONFINITE.name(), NONFINITE.value().applyAsLong(statistics));
    NORMS.forEach(
        column -> fields.put(prefix + column.name(), column.value().applyAsDouble(statistics)));
  }
}
