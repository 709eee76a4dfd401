package io.rein4j.record;

import io.rein4j.clip.RuleStatistics;
import java.io.IOException;
import java.util.List;

/**
 * What one clipping rule did, in its own norm. NaN is "undefined".
 *
 * @param boundFraction share of the updates in which it changed anything, or which it dropped
 * @param normMean mean of the norm that it measured
 * @param thresholdMean mean of its threshold
 * @param droppedUpdates updates that it dropped
 */
public record RuleFigures(
    double boundFraction, double normMean, double thresholdMean, long droppedUpdates) {

  /** Share of the updates in which the rule changed anything, or which it dropped. */
  public static final Column<RuleFigures> BOUND_FRACTION =
      Column.number(
          "bound_fraction",
          "bound",
          "share",
          "Share of the updates in which the rule changed anything, or which it dropped.",
          RuleFigures::boundFraction);

  /** Mean of the norm that the rule measured. */
  public static final Column<RuleFigures> NORM_MEAN =
      Column.number(
          "norm_mean",
          "norm, mean",
          "the rule's norm",
          "Mean of the norm that the rule measured.",
          RuleFigures::normMean);

  /** Mean of the rule's threshold. */
  public static final Column<RuleFigures> THRESHOLD_MEAN =
      Column.number(
          "threshold_mean",
          "threshold, mean",
          "the rule's norm",
          "Mean threshold of the rule.",
          RuleFigures::thresholdMean);

  /** Updates that the rule dropped. */
  public static final Column<RuleFigures> DROPPED_UPDATES =
      Column.whole(
          "dropped_updates",
          "dropped",
          "updates",
          "Updates that the rule dropped; absent if it dropped none.",
          RuleFigures::droppedUpdates);

  static final List<Column<RuleFigures>> COLUMNS =
      List.of(BOUND_FRACTION, NORM_MEAN, THRESHOLD_MEAN, DROPPED_UPDATES);

  /** The figures of a rule that there is not. */
  static final RuleFigures NONE = new RuleFigures(Double.NaN, Double.NaN, Double.NaN, 0);

  static RuleFigures of(RuleStatistics statistics) {
    return new RuleFigures(
        statistics.boundFraction(),
        statistics.normMean(),
        statistics.thresholdMean(),
        statistics.droppedUpdates());
  }

  static RuleFigures read(Values values) throws IOException {
    return new RuleFigures(
        values.number(BOUND_FRACTION),
        values.number(NORM_MEAN),
        values.number(THRESHOLD_MEAN),
        values.has(DROPPED_UPDATES) ? values.whole(DROPPED_UPDATES) : 0);
  }

  /** Returns the columns of these figures in files. */
  List<Column<RuleFigures>> columns() {
    return droppedUpdates == 0 ? COLUMNS.subList(0, COLUMNS.size() - 1) : COLUMNS;
  }
}
