package io.rein4j.record;

import io.rein4j.clip.ScopeStatistics;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What clipping did to a gradient, or to one group of it, over the applied updates with finite
 * norms. NaN is "undefined".
 *
 * @param clippedFraction share of the updates in which any element changed
 * @param clippedElementFraction share of all elements that changed
 * @param gradNormPreMean mean L2 norm before the first rule
 * @param gradNormPreMedian median of that norm
 * @param gradNormPreP90 90% quantile of that norm
 * @param gradNormPreMax largest norm before the first rule
 * @param gradNormPostMean mean L2 norm after the last rule
 * @param clipCoefficientMean mean of norm after divided by norm before
 * @param clipCoefficientMin least norm after divided by norm before
 * @param removedNormShare share of the summed norms that clipping took away; below 0 where it
 *     lengthened gradients
 * @param cosineMean mean cosine between the gradient before and after clipping
 * @param update the figures of the update of the parameters; null where it is not measured
 */
public record ScopeFigures(
    double clippedFraction,
    double clippedElementFraction,
    double gradNormPreMean,
    double gradNormPreMedian,
    double gradNormPreP90,
    double gradNormPreMax,
    double gradNormPostMean,
    double clipCoefficientMean,
    double clipCoefficientMin,
    double removedNormShare,
    double cosineMean,
    @Nullable ParameterUpdateFigures update) {

  /** The figures of no updates. */
  static final ScopeFigures NONE =
      new ScopeFigures(
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN);

  /** The figures of a gradient alone. */
  ScopeFigures(
      double clippedFraction,
      double clippedElementFraction,
      double gradNormPreMean,
      double gradNormPreMedian,
      double gradNormPreP90,
      double gradNormPreMax,
      double gradNormPostMean,
      double clipCoefficientMean,
      double clipCoefficientMin,
      double removedNormShare,
      double cosineMean) {
    this(
        clippedFraction,
        clippedElementFraction,
        gradNormPreMean,
        gradNormPreMedian,
        gradNormPreP90,
        gradNormPreMax,
        gradNormPostMean,
        clipCoefficientMean,
        clipCoefficientMin,
        removedNormShare,
        cosineMean,
        null);
  }

  private static final String SHARE = "share";
  private static final String NORM = "L2 norm";

  /** Share of the updates in which any element changed. */
  public static final Column<ScopeFigures> CLIPPED_FRACTION =
      Column.number(
          "clipped_fraction",
          "clipped",
          SHARE,
          "Share of the applied updates in which clipping changed any element.",
          ScopeFigures::clippedFraction);

  /** Share of all elements that changed. */
  public static final Column<ScopeFigures> CLIPPED_ELEMENT_FRACTION =
      Column.number(
          "clipped_element_fraction",
          "clipped elements",
          SHARE,
          "Share of all elements of the applied updates that clipping changed.",
          ScopeFigures::clippedElementFraction);

  /** Mean norm before clipping. */
  public static final Column<ScopeFigures> GRAD_NORM_PRE_MEAN =
      Column.number(
          "grad_norm_pre_mean",
          "norm before, mean",
          NORM,
          "Mean L2 norm of the gradient before clipping, of the applied updates.",
          ScopeFigures::gradNormPreMean);

  /** Median norm before clipping. */
  public static final Column<ScopeFigures> GRAD_NORM_PRE_P50 =
      Column.number(
          "grad_norm_pre_p50",
          "norm before, median",
          NORM,
          "Median L2 norm of the gradient before clipping, to within 1%; updates that a rule dropped count, too.",
          ScopeFigures::gradNormPreMedian);

  /** 90% quantile of the norm before clipping. */
  public static final Column<ScopeFigures> GRAD_NORM_PRE_P90 =
      Column.number(
          "grad_norm_pre_p90",
          "90% quantile",
          NORM,
          "The 90% quantile of the same norms, to within 1%.",
          ScopeFigures::gradNormPreP90);

  /** Largest norm before clipping. */
  public static final Column<ScopeFigures> GRAD_NORM_PRE_MAX =
      Column.number(
          "grad_norm_pre_max",
          "largest",
          NORM,
          "The largest of the same norms.",
          ScopeFigures::gradNormPreMax);

  /** Mean norm after clipping. */
  public static final Column<ScopeFigures> GRAD_NORM_POST_MEAN =
      Column.number(
          "grad_norm_post_mean",
          "norm after, mean",
          NORM,
          "Mean L2 norm of the gradient after clipping, as the optimizer saw it.",
          ScopeFigures::gradNormPostMean);

  /** Mean coefficient. */
  public static final Column<ScopeFigures> CLIP_COEFFICIENT_MEAN =
      Column.number(
          "clip_coefficient_mean",
          "coefficient",
          "",
          "Mean ratio of the norm after clipping to the norm before; 1 where nothing was clipped.",
          ScopeFigures::clipCoefficientMean);

  /** Least coefficient. */
  public static final Column<ScopeFigures> CLIP_COEFFICIENT_MIN =
      Column.number(
          "clip_coefficient_min",
          "smallest coefficient",
          "",
          "Smallest ratio of the norm after clipping to the norm before.",
          ScopeFigures::clipCoefficientMin);

  /** Share of the summed norms that clipping took away. */
  public static final Column<ScopeFigures> REMOVED_NORM_SHARE =
      Column.number(
          "removed_norm_share",
          "removed",
          SHARE,
          "Share of the summed norms that clipping removed; below 0 where it lengthened gradients.",
          ScopeFigures::removedNormShare);

  /** Mean cosine between the gradient before and after. */
  public static final Column<ScopeFigures> COSINE_MEAN =
      Column.number(
          "cosine_mean",
          "cosine",
          "",
          "Mean cosine between the gradient before and after clipping; 1 where it kept its direction.",
          ScopeFigures::cosineMean);

  /** Those of each group that tables hold. */
  static final List<Column<ScopeFigures>> IN_TABLES =
      List.of(CLIPPED_FRACTION, GRAD_NORM_PRE_MEAN, GRAD_NORM_POST_MEAN);

  /** All of them. */
  static final List<Column<ScopeFigures>> COLUMNS =
      Stream.concat(
              IN_TABLES.stream(),
              Stream.of(
                  CLIPPED_ELEMENT_FRACTION,
                  GRAD_NORM_PRE_P50,
                  GRAD_NORM_PRE_P90,
                  GRAD_NORM_PRE_MAX,
                  CLIP_COEFFICIENT_MEAN,
                  CLIP_COEFFICIENT_MIN,
                  REMOVED_NORM_SHARE,
                  COSINE_MEAN))
          .toList();

  static ScopeFigures of(ScopeStatistics statistics) {
    return new ScopeFigures(
        statistics.clippedFraction(),
        statistics.clippedElementFraction(),
        statistics.gradNormPreMean(),
        statistics.gradNormPreQuantile(0.5),
        statistics.gradNormPreQuantile(0.9),
        statistics.gradNormPreMax(),
        statistics.gradNormPostMean(),
        statistics.clipCoefficientMean(),
        statistics.clipCoefficientMin(),
        statistics.removedNormShare(),
        statistics.cosineMean());
  }

  /** Returns those that tables hold of a group: quantiles of every row would take long. */
  static ScopeFigures inTables(ScopeStatistics group) {
    return few(group.clippedFraction(), group.gradNormPreMean(), group.gradNormPostMean());
  }

  /** {@return the figures of the update of the parameters; undefined where it is not measured} */
  public ParameterUpdateFigures updateOrNone() {
    return update == null ? ParameterUpdateFigures.NONE : update;
  }

  /** Returns the same with the figures of the update of the parameters. */
  ScopeFigures with(ParameterUpdateFigures measured) {
    return new ScopeFigures(
        clippedFraction,
        clippedElementFraction,
        gradNormPreMean,
        gradNormPreMedian,
        gradNormPreP90,
        gradNormPreMax,
        gradNormPostMean,
        clipCoefficientMean,
        clipCoefficientMin,
        removedNormShare,
        cosineMean,
        measured);
  }

  private static ScopeFigures few(double clipped, double normPre, double normPost) {
    return new ScopeFigures(
        clipped,
        Double.NaN,
        normPre,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        normPost,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN);
  }

  static ScopeFigures read(Values values) throws IOException {
    return new ScopeFigures(
        values.number(CLIPPED_FRACTION),
        values.number(CLIPPED_ELEMENT_FRACTION),
        values.number(GRAD_NORM_PRE_MEAN),
        values.number(GRAD_NORM_PRE_P50),
        values.number(GRAD_NORM_PRE_P90),
        values.number(GRAD_NORM_PRE_MAX),
        values.number(GRAD_NORM_POST_MEAN),
        values.number(CLIP_COEFFICIENT_MEAN),
        values.number(CLIP_COEFFICIENT_MIN),
        values.number(REMOVED_NORM_SHARE),
        values.number(COSINE_MEAN));
  }

  /** Reads a group's figures, of which a table holds but {@link #IN_TABLES}. */
  static ScopeFigures readGroup(Values values) throws IOException {
    return values.has(GRAD_NORM_PRE_P50)
        ? read(values)
        : few(
            values.number(CLIPPED_FRACTION),
            values.number(GRAD_NORM_PRE_MEAN),
            values.number(GRAD_NORM_POST_MEAN));
  }
}
