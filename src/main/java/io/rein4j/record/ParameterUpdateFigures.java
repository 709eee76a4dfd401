package io.rein4j.record;

import io.rein4j.clip.ParameterUpdateStatistics;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the stage behind the optimizer saw and did of all parameters, or of one group of them, over
 * the applied updates with finite norms. NaN is "undefined".
 *
 * @param clippedFraction share of the updates in which rules changed any parameter
 * @param clippedElementFraction share of the parameters of all updates that rules changed
 * @param normPreMean mean L2 norm of the update as the optimizer made it
 * @param normPreMax largest such norm
 * @param normPostMean mean L2 norm of the update after the last rule
 * @param ratioMean mean of that norm divided by that of the parameters
 * @param ratioMax largest such ratio
 */
public record ParameterUpdateFigures(
    double clippedFraction,
    double clippedElementFraction,
    double normPreMean,
    double normPreMax,
    double normPostMean,
    double ratioMean,
    double ratioMax) {

  /** The figures of no updates. */
  public static final ParameterUpdateFigures NONE =
      new ParameterUpdateFigures(
          Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  private static final String SHARE = "share";
  private static final String NORM = "L2 norm";

  /** Share of the updates in which rules changed any parameter. */
  public static final Column<ParameterUpdateFigures> CLIPPED_FRACTION =
      Column.number(
          "update_clipped_fraction",
          "updates limited",
          SHARE,
          "Share of the applied updates in which update clipping changed any parameter.",
          ParameterUpdateFigures::clippedFraction);

  /** Share of the parameters that rules changed. */
  public static final Column<ParameterUpdateFigures> CLIPPED_ELEMENT_FRACTION =
      Column.number(
          "update_clipped_element_fraction",
          "parameters limited",
          SHARE,
          "Share of the parameters of all applied updates that update clipping changed.",
          ParameterUpdateFigures::clippedElementFraction);

  /** Mean norm of the update before clipping. */
  public static final Column<ParameterUpdateFigures> NORM_PRE_MEAN =
      Column.number(
          "update_norm_pre_mean",
          "update before, mean",
          NORM,
          "Mean L2 norm of the update of the parameters as the optimizer made it.",
          ParameterUpdateFigures::normPreMean);

  /** Largest norm of the update before clipping. */
  public static final Column<ParameterUpdateFigures> NORM_PRE_MAX =
      Column.number(
          "update_norm_pre_max",
          "largest update before",
          NORM,
          "Largest L2 norm of an update of the parameters as the optimizer made it.",
          ParameterUpdateFigures::normPreMax);

  /** Mean norm of the update after clipping. */
  public static final Column<ParameterUpdateFigures> NORM_POST_MEAN =
      Column.number(
          "update_norm_post_mean",
          "update after, mean",
          NORM,
          "Mean L2 norm of the update of the parameters after update clipping.",
          ParameterUpdateFigures::normPostMean);

  /** Mean ratio of the update to the parameters. */
  public static final Column<ParameterUpdateFigures> RATIO_MEAN =
      Column.number(
          "update_ratio_mean",
          "update/parameters, mean",
          "",
          "Mean ratio of the L2 norm of the update after clipping to that of the parameters before it.",
          ParameterUpdateFigures::ratioMean);

  /** Largest ratio of the update to the parameters. */
  public static final Column<ParameterUpdateFigures> RATIO_MAX =
      Column.number(
          "update_ratio_max",
          "largest update/parameters",
          "",
          "Largest ratio of the L2 norm of an update after clipping to that of the parameters before it.",
          ParameterUpdateFigures::ratioMax);

  /** Those of each group that tables hold. */
  static final List<Column<ParameterUpdateFigures>> IN_TABLES =
      List.of(CLIPPED_FRACTION, NORM_PRE_MEAN, NORM_POST_MEAN, RATIO_MEAN);

  /** All of them. */
  static final List<Column<ParameterUpdateFigures>> COLUMNS =
      Stream.concat(
              IN_TABLES.stream(), Stream.of(CLIPPED_ELEMENT_FRACTION, NORM_PRE_MAX, RATIO_MAX))
          .toList();

  static ParameterUpdateFigures of(ParameterUpdateStatistics.Scope statistics) {
    return new ParameterUpdateFigures(
        statistics.clippedFraction(),
        statistics.clippedElementFraction(),
        statistics.normPreMean(),
        statistics.normPreMax(),
        statistics.normPostMean(),
        statistics.ratioMean(),
        statistics.ratioMax());
  }

  /** Returns those that tables hold of a group. */
  static ParameterUpdateFigures inTables(ParameterUpdateStatistics.Scope group) {
    return new ParameterUpdateFigures(
        group.clippedFraction(),
        Double.NaN,
        group.normPreMean(),
        Double.NaN,
        group.normPostMean(),
        group.ratioMean(),
        Double.NaN);
  }

  /** Reads the figures, of which a table holds but {@link #IN_TABLES} of a group. */
  static ParameterUpdateFigures read(Values values) throws IOException {
    boolean all = values.has(NORM_PRE_MAX);
    return new ParameterUpdateFigures(
        values.number(CLIPPED_FRACTION),
        all ? values.number(CLIPPED_ELEMENT_FRACTION) : Double.NaN,
        values.number(NORM_PRE_MEAN),
        all ? values.number(NORM_PRE_MAX) : Double.NaN,
        values.number(NORM_POST_MEAN),
        values.number(RATIO_MEAN),
        all ? values.number(RATIO_MAX) : Double.NaN);
  }
}
