package io.rein4j.report;

import io.rein4j.record.Column;
import io.rein4j.record.Diagnostics;
import io.rein4j.record.EpisodeRow;
import io.rein4j.record.LogRow;
import io.rein4j.report.Series.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The figures of what a run's diagnostics measured: one of each, with a line an update path. */
final class DiagnosticFigures {

  /** More points than this are drawn as means of neighbours. */
  private static final int MOST_POINTS = 400;

  private static final Axis STEPS =
      Axis.counted(EpisodeRow.STEP.key(), "agent steps, all environments together");

  private final LogTable log;
  private final List<String> paths;

  /**
   * Makes the figures.
   *
   * @param paths the names of several update paths, or the empty one of the only path
   */
  DiagnosticFigures(LogTable log, List<String> paths) {
    this.log = log;
    this.paths = List.copyOf(paths);
  }

  /** Returns those that there is anything to draw in. */
  List<XyFigure> all() {
    return List.of(
            byEpoch(
                "clipped-by-epoch",
                "Clipped updates by epoch of a rollout",
                "The mean share of clipped updates in each pass over a rollout, for the first, middle and last third of training. Where a line rises to the right, clipping has more to do the further the policy has moved from the data.",
                Diagnostics.CLIPPED_BY_EPOCH,
                Axis.share("clipped_share", "share of updates that were clipped")),
            byEpoch(
                "norm-by-epoch",
                "Gradient norm by epoch of a rollout",
                "The mean norm before clipping in each pass over a rollout, for the first, middle and last third of training. Norms that grow to the right come from stale data (Garg et al. 2021): fewer epochs would shorten them, as clipping does.",
                Diagnostics.NORM_BY_EPOCH,
                Axis.log("norm", "mean L2 norm before clipping")),
            overTraining(
                "local-smoothness",
                "Local smoothness of the loss",
                "How far the gradient of one batch moved in an update, divided by how far the parameters did: the curvature along the step. Steps much longer than its reciprocal overshoot. Where it peaks, a fixed learning rate was too large and clipping kept the step short.",
                Diagnostics.LOCAL_SMOOTHNESS,
                Axis.log("smoothness", "‖change of gradient‖ ÷ ‖change of parameters‖")),
            overTraining(
                "smoothness-slope",
                "Does the loss curve more where its gradient is longer?",
                "The slope of local smoothness against the gradient's norm on logarithmic axes, over the run so far. Near 1, curvature grows as the norm does, and theory asks for clipping; near 0, curvature does not depend on the norm, and clipping needs another reason, such as a heavy tail.",
                Diagnostics.SMOOTHNESS_SLOPE,
                Axis.linear("slope", "slope on logarithmic axes")),
            overTraining(
                "dormant-units",
                "Dormant units",
                "The share of units that are hardly ever active: at most 2.5% of their layer's mean. A line that rises means that the network loses capacity while it learns.",
                Diagnostics.DORMANT_UNIT_SHARE,
                Axis.share("dormant", "share of units that are dormant")),
            overTraining(
                "layer-norms",
                "Smallest layer's gradient ÷ largest layer's",
                "The ratio of the shortest layer's gradient to the longest within a network. Far below 1, gradients vanish on their way back; a norm over all layers is then that of the last ones alone.",
                Diagnostics.LAYER_GRADIENT_RATIO,
                Axis.log("ratio", "ratio of L2 norms")),
            overTraining(
                "gradient-noise",
                "Noise scale of the gradient",
                "The size of a batch whose mean gradient is as long as its scatter. Far above the run's batch size, what is clipped is mostly noise; far below it, smaller batches would do. Gaps are where the gradient cannot be told from 0.",
                Diagnostics.GRADIENT_NOISE_SCALE,
                Axis.log("samples", "samples")),
            overTraining(
                "signal-to-noise",
                "Signal-to-noise ratio of the gradient",
                "The true gradient's squared norm divided by the variance of a batch's mean gradient. Far below 1, an update's direction is mostly chance, and clipping bounds what chance does. It is estimated without bias, so it can be below 0.",
                Diagnostics.GRADIENT_SIGNAL_TO_NOISE,
                Axis.linear("ratio", "signal ÷ noise")))
        .stream()
        .filter(XyFigure::hasPoints)
        .toList();
  }

  private XyFigure overTraining(
      String id, String title, String reading, Column<LogRow> column, Axis y) {
    List<Series> series = new ArrayList<>();
    for (String path : paths) {
      double[][] points = log.points(Diagnostics.onPath(column, path), MOST_POINTS);
      series.add(
          Series.of(
              path.isEmpty() ? column.heading() : "%s, %s".formatted(column.heading(), path),
              Style.LINE,
              series.size(),
              points[0],
              points[1]));
    }
    return new XyFigure(id, title, reading, STEPS, y, series, List.of());
  }

  private XyFigure byEpoch(String id, String title, String reading, Column<LogRow> column, Axis y) {
    List<Series> series = new ArrayList<>();
    List<String> thirds = List.of("first third", "middle third", "last third");
    double[] epochs = IntStream.range(0, log.epochs()).asDoubleStream().toArray();
    for (String path : paths) {
      for (int third = 0; third < thirds.size(); third++) {
        int part = third;
        double[] means =
            IntStream.range(0, log.epochs())
                .mapToDouble(
                    epoch -> third(log.points(Diagnostics.inEpoch(column, epoch, path), 0), part))
                .toArray();
        series.add(
            Series.of(
                path.isEmpty() ? thirds.get(third) : "%s, %s".formatted(path, thirds.get(third)),
                Style.LINE,
                series.size() % 6,
                epochs,
                means));
      }
    }
    return new XyFigure(
        id,
        title,
        reading,
        Axis.counted("epoch", "epoch of a rollout, from 0"),
        y,
        series,
        List.of());
  }

  /**
   * Returns the mean of the values in a third of the run's steps.
   *
   * @param points their steps, and the values
   */
  private double third(double[][] points, int third) {
    long steps = log.lastStep();
    return IntStream.range(0, points[0].length)
        .filter(i -> Math.min(2, (int) (3 * (points[0][i] - 1) / steps)) == third)
        .mapToDouble(i -> points[1][i])
        .average()
        .orElse(Double.NaN);
  }
}
