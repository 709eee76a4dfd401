package io.rein4j.record;

import io.rein4j.agent.PathFigures;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The figures that {@code metrics.jsonl} has of a run with {@code diagnostics}, among the agent's
 * own: what its measured updates say since the log point before.
 */
public final class Diagnostics {

  /** Stands for the number of an epoch, from 0. */
  private static final String NUMBER = "<n>";

  private static final Pattern EPOCH = Pattern.compile("epoch:(\\d+)");

  /** Local smoothness of the loss. */
  public static final Column<LogRow> LOCAL_SMOOTHNESS =
      of(
          "local_smoothness",
          "local smoothness",
          "gradient per parameter",
          "Mean over measured updates of how far the gradient of the same batch moved, divided by how far the parameters did (L2 norms, before clipping).",
          Scope.WHOLE);

  /** Slope of local smoothness against the gradient's norm. */
  public static final Column<LogRow> SMOOTHNESS_SLOPE =
      of(
          "smoothness_slope",
          "slope of the smoothness",
          "",
          "Slope of the logarithm of local smoothness against that of the gradient's norm, over the run so far: near 1 theory asks for clipping, near 0 it does not.",
          Scope.WHOLE);

  /** Share of dormant units. */
  public static final Column<LogRow> DORMANT_UNIT_SHARE =
      of(
          "dormant_unit_share",
          "dormant units",
          "share",
          "Share of the units with an activation whose mean absolute activation over a batch is at most 0.025 times that of their layer.",
          Scope.WHOLE);

  /** Ratio of layers' norms. */
  public static final Column<LogRow> LAYER_GRADIENT_RATIO =
      of(
          "layer_gradient_ratio",
          "smallest layer ÷ largest",
          "",
          "L2 norm of the smallest layer's gradient divided by the largest layer's, in the network where they lie furthest apart; near 0 gradients vanish on their way.",
          Scope.WHOLE);

  /** Simple noise scale. */
  public static final Column<LogRow> GRADIENT_NOISE_SCALE =
      of(
          "gradient_noise_scale",
          "noise scale",
          "samples",
          "Size of a batch whose mean gradient would be as long as its scatter: trace of the covariance of samples' gradients divided by the true gradient's squared norm; empty where that is not told from 0, or rows depend on each other.",
          Scope.WHOLE);

  /** Signal-to-noise ratio. */
  public static final Column<LogRow> GRADIENT_SIGNAL_TO_NOISE =
      of(
          "gradient_signal_to_noise",
          "signal to noise",
          "",
          "The true gradient's squared norm divided by the variance of a batch's mean gradient, estimated without bias, so that it may be below 0.",
          Scope.WHOLE);

  /** Share of clipped updates in an epoch of a rollout. */
  public static final Column<LogRow> CLIPPED_BY_EPOCH =
      of(
          "clipped_fraction/epoch:" + NUMBER,
          "clipped, by epoch",
          "share",
          "Share of the applied updates of a rollout's epoch, counted from 0, that clipping changed; of PPO.",
          Scope.WHOLE);

  /** Mean norm in an epoch of a rollout. */
  public static final Column<LogRow> NORM_BY_EPOCH =
      of(
          "grad_norm_pre_mean/epoch:" + NUMBER,
          "norm before, by epoch",
          "L2 norm",
          "Mean L2 norm before clipping over the applied updates of a rollout's epoch, counted from 0; of PPO.",
          Scope.WHOLE);

  /** All of them, in the order of the file's documentation. */
  static final List<Column<LogRow>> COLUMNS =
      List.of(
          LOCAL_SMOOTHNESS,
          SMOOTHNESS_SLOPE,
          DORMANT_UNIT_SHARE,
          LAYER_GRADIENT_RATIO,
          GRADIENT_NOISE_SCALE,
          GRADIENT_SIGNAL_TO_NOISE,
          CLIPPED_BY_EPOCH,
          NORM_BY_EPOCH);

  private Diagnostics() {}

  private static Column<LogRow> of(
      String figure, String heading, String unit, String description, Scope scope) {
    String key = scope.key(figure);
    return Column.<LogRow>number(
            figure, heading, unit, description, row -> row.metrics().getOrDefault(key, Double.NaN))
        .in(scope);
  }

  /**
   * {@return one of these columns, of an update path}
   *
   * @param column the column
   * @param path the path's name; empty for the only one
   */
  public static Column<LogRow> onPath(Column<LogRow> column, String path) {
    return of(
        column.figure(), column.heading(), column.unit(), column.description(), Scope.path(path));
  }

  /**
   * {@return one of the columns by epoch, of an epoch}
   *
   * @param column the column
   * @param epoch the epoch's number, from 0
   * @param path the update path's name; empty for the only one
   */
  public static Column<LogRow> inEpoch(Column<LogRow> column, int epoch, String path) {
    return of(
        column.figure().replace(NUMBER, Integer.toString(epoch)),
        column.heading(),
        column.unit(),
        column.description(),
        Scope.path(path));
  }

  /**
   * {@return the number of epochs that some keys of a file are of}
   *
   * @param keys what the file calls its figures
   */
  public static int epochs(Iterable<String> keys) {
    TreeSet<Integer> numbers = new TreeSet<>();
    for (String key : keys) {
      EPOCH.matcher(key).results().forEach(found -> numbers.add(Integer.valueOf(found.group(1))));
    }
    return numbers.isEmpty() ? 0 : numbers.last() + 1;
  }

  /** Returns the column whose key a file has, if it is one of these. */
  static Optional<Column<LogRow>> called(String key) {
    String figure = PathFigures.figure(key);
    String general = EPOCH.matcher(figure).replaceFirst("epoch:" + NUMBER);
    return COLUMNS.stream()
        .filter(column -> column.figure().equals(general))
        .findFirst()
        .map(
            column ->
                of(
                    figure,
                    column.heading(),
                    column.unit(),
                    column.description(),
                    Scope.path(PathFigures.path(key).orElse(""))));
  }
}
