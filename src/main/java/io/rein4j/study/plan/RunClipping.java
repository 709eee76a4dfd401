package io.rein4j.study.plan;

import io.rein4j.record.ClippingFigures;
import io.rein4j.record.Column;
import io.rein4j.record.Numbers;
import io.rein4j.record.ParameterUpdateFigures;
import io.rein4j.record.ScopeFigures;
import io.rein4j.record.TailFigures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * What the clipping stage did in a run, or on average in the runs of a cell. NaN is "undefined".
 *
 * <p>With several update paths, what is said of norms is undefined but for each path: the norms of
 * different gradients are no single gradient's, and cannot be held against one.
 *
 * @param updates attempted gradient steps
 * @param skippedUpdates those that the non-finite policy, or a rule with {@code on-exceed: skip},
 *     dropped
 * @param clippedFraction share of the applied updates in which any element changed
 * @param removedNormShare 1 − Σ‖post‖/Σ‖pre‖
 * @param normPreMean mean L2 norm of the gradient before the first rule
 * @param clipCoefficientMean mean of ‖post‖/‖pre‖
 * @param tailIndex Hill's estimate of the tail index of the last norms
 * @param paths the same on each of several update paths, by their names; empty if there is only one
 * @param groups the figures of each group of parameters, of one run that has finished; empty
 *     otherwise
 * @param updateClippedFraction share of the applied updates that update clipping changed
 * @param updateNormPreMean mean L2 norm of the update of the parameters as the optimizer made it
 * @param updateRatioMean mean ratio of the update's norm, after clipping, to the parameters'
 */
public record RunClipping(
    double updates,
    double skippedUpdates,
    double clippedFraction,
    double removedNormShare,
    double normPreMean,
    double clipCoefficientMean,
    double tailIndex,
    Map<String, RunClipping> paths,
    Map<String, ScopeFigures> groups,
    double updateClippedFraction,
    double updateNormPreMean,
    double updateRatioMean) {

  /** The clipping of a run of which nothing is known. */
  public static final RunClipping UNKNOWN =
      new RunClipping(
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Map.of(),
          Map.of());

  /**
   * A figure.
   *
   * @param column its name in files and its heading
   * @param isShare whether people read it in percent
   * @param value the figure
   */
  public record Figure(Column<?> column, boolean isShare, Function<RunClipping, Double> value) {}

  /** All of them, in the order of files. */
  public static final List<Figure> FIGURES =
      List.of(
          new Figure(ClippingFigures.UPDATES, false, RunClipping::updates),
          new Figure(ClippingFigures.SKIPPED_UPDATES, false, RunClipping::skippedUpdates),
          new Figure(ScopeFigures.CLIPPED_FRACTION, true, RunClipping::clippedFraction),
          new Figure(ScopeFigures.REMOVED_NORM_SHARE, true, RunClipping::removedNormShare),
          new Figure(ScopeFigures.GRAD_NORM_PRE_MEAN, false, RunClipping::normPreMean),
          new Figure(ScopeFigures.CLIP_COEFFICIENT_MEAN, false, RunClipping::clipCoefficientMean),
          new Figure(TailFigures.TAIL_INDEX, false, RunClipping::tailIndex));

  /** Those of the updates of the parameters, where they are measured, in the order of files. */
  public static final List<Figure> UPDATE_FIGURES =
      List.of(
          new Figure(
              ParameterUpdateFigures.CLIPPED_FRACTION, true, RunClipping::updateClippedFraction),
          new Figure(ParameterUpdateFigures.NORM_PRE_MEAN, false, RunClipping::updateNormPreMean),
          new Figure(ParameterUpdateFigures.RATIO_MEAN, false, RunClipping::updateRatioMean));

  /**
   * Makes what clipping did in a run whose updates of the parameters were not measured.
   *
   * @param updates attempted gradient steps
   * @param skippedUpdates those that the non-finite policy, or a rule with {@code on-exceed: skip},
   *     dropped
   * @param clippedFraction share of the applied updates in which any element changed
   * @param removedNormShare 1 − Σ‖post‖/Σ‖pre‖
   * @param normPreMean mean L2 norm of the gradient before the first rule
   * @param clipCoefficientMean mean of ‖post‖/‖pre‖
   * @param tailIndex Hill's estimate of the tail index of the last norms
   * @param paths the same on each of several update paths, by their names
   * @param groups the figures of each group of parameters
   */
  public RunClipping(
      double updates,
      double skippedUpdates,
      double clippedFraction,
      double removedNormShare,
      double normPreMean,
      double clipCoefficientMean,
      double tailIndex,
      Map<String, RunClipping> paths,
      Map<String, ScopeFigures> groups) {
    this(
        updates,
        skippedUpdates,
        clippedFraction,
        removedNormShare,
        normPreMean,
        clipCoefficientMean,
        tailIndex,
        paths,
        groups,
        Double.NaN,
        Double.NaN,
        Double.NaN);
  }

  public RunClipping {
    paths = Collections.unmodifiableMap(new LinkedHashMap<>(paths));
    groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
  }

  /**
   * {@return the clipping in a run}
   *
   * @param figures over all its updates
   * @param tail of its last norms
   */
  public static RunClipping of(ClippingFigures figures, TailFigures tail) {
    Map<String, RunClipping> each = new LinkedHashMap<>();
    figures.paths().forEach((path, own) -> each.put(path, onPath(own, tail.path(path), Map.of())));
    return onPath(figures, tail, figures.groups()).over(each);
  }

  private static RunClipping onPath(
      ClippingFigures figures, TailFigures tail, Map<String, ScopeFigures> groups) {
    return new RunClipping(
        (double) figures.updates(),
        (double) figures.skippedUpdates(),
        figures.whole().clippedFraction(),
        figures.whole().removedNormShare(),
        figures.whole().gradNormPreMean(),
        figures.whole().clipCoefficientMean(),
        tail.tailIndex(),
        Map.of(),
        groups,
        figures.whole().updateOrNone().clippedFraction(),
        figures.whole().updateOrNone().normPreMean(),
        figures.whole().updateOrNone().ratioMean());
  }

  /** {@return whether the updates of the parameters were measured, on any path} */
  public boolean measuresUpdates() {
    return !Double.isNaN(updateClippedFraction)
        || paths.values().stream().anyMatch(RunClipping::measuresUpdates);
  }

  /**
   * {@return the clipping on an update path; unknown where there is none of that name}
   *
   * @param path the path's name; empty for the only one, and for all of them
   */
  public RunClipping path(String path) {
    return path.isEmpty() ? this : paths.getOrDefault(path, UNKNOWN);
  }

  /** {@return the clipping on each update path, by its name; the only one has none} */
  public Map<String, RunClipping> byPath() {
    return paths.isEmpty() ? Map.of("", this) : paths;
  }

  /**
   * {@return the share of updates that were clipped, averaged over the runs in which it is known,
   * on each update path by its name; the only one has none}
   *
   * @param runs what each run tells
   */
  public static Map<String, Double> clippedFractions(List<RunClipping> runs) {
    Map<String, List<Double>> fractions = new LinkedHashMap<>();
    for (RunClipping run : runs) {
      run.byPath()
          .forEach(
              (path, clipping) -> {
                if (!Double.isNaN(clipping.clippedFraction)) {
                  fractions
                      .computeIfAbsent(path, name -> new ArrayList<>())
                      .add(clipping.clippedFraction);
                }
              });
    }
    Map<String, Double> means = new LinkedHashMap<>();
    fractions.forEach(
        (path, of) ->
            means.put(
                path, of.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN)));
    return means;
  }

  /**
   * {@return the share of clipped updates on each update path in percent, for instance {@code actor
   * 1.5%, critic 20.0%}; a dash if none is known}
   *
   * @param fractions the shares by the paths' names; the only path has none
   */
  public static String percents(Map<String, Double> fractions) {
    StringJoiner percents = new StringJoiner(", ").setEmptyValue(Numbers.percent(Double.NaN, 1));
    fractions.forEach(
        (path, fraction) ->
            percents.add((path + " " + Numbers.percent(fraction, 1)).stripLeading()));
    return percents.toString();
  }

  /** Returns the same over several paths, of whose norms together nothing is said. */
  public RunClipping over(Map<String, RunClipping> several) {
    return several.isEmpty()
        ? this
        : new RunClipping(
            updates,
            skippedUpdates,
            clippedFraction,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            several,
            groups,
            updateClippedFraction,
            Double.NaN,
            Double.NaN);
  }
}
