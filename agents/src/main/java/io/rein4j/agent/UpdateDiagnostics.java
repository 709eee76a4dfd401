package io.rein4j.agent;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.math.VectorMath;
import io.rein4j.nn.DormantUnits;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every k-th update of an {@link UpdatePath} says of its gradient: the local smoothness of the
 * loss (‖Δg‖/‖Δθ‖ on one batch around the update: Zhang et al. 2020, "Why gradient clipping
 * accelerates training", section 5), the share of dormant units, the ratio of layers' norms, and
 * the noise over samples. Gradients are those before clipping.
 *
 * <p>Parameters, gradient and sources of randomness are afterwards what they are without it.
 */
final class UpdateDiagnostics implements Stateful {

  private static final int SMOOTHNESS = 0;
  private static final int DORMANT = 1;
  private static final int LAYERS = 2;

  /** With fewer measurements there is no advice. */
  private static final long LEAST_MEASUREMENTS = 30;

  private static final double MANY_DORMANT = 0.1;
  private static final double FAR_APART = 1e-3;
  private static final double MUCH_NOISE = 10;

  private final String path;
  private final int every;
  private final Parameters parameters;
  private final ParameterLayout layout;
  private final Network[] networks;

  /** Null if a network mixes its rows. */
  private final @Nullable BatchGradient rows;

  private final LayerNorms layers;
  private final DormantUnits units = new DormantUnits();
  private final RunningMeans means =
      new RunningMeans("local_smoothness", "dormant_unit_share", "layer_gradient_ratio");
  private final GradientNoise noise = new GradientNoise();
  private final GradientNoise noiseOfRun = new GradientNoise();
  private final LogLogSlope slope = new LogLogSlope();
  private final float[] values;
  private final float[] gradient;
  private float[] kept = {};

  private long updates;
  private long measurements;
  private long samples;
  private long ratios;
  private double ratioOfRun;
  private double dormant = Double.NaN;
  private boolean isOpen;

  UpdateDiagnostics(
      DiagnosticsSettings settings,
      String path,
      Parameters parameters,
      ParameterLayout layout,
      Network... networks) {
    this.path = path;
    this.every = settings.every();
    this.parameters = parameters;
    this.layout = layout;
    this.networks = networks.clone();
    boolean tellsRows = networks.length > 0;
    for (Network network : networks) {
      tellsRows &= network.hasRowGradients();
    }
    this.rows = tellsRows ? new BatchGradient(parameters, layout, networks) : null;
    this.layers = new LayerNorms(parameters, networks);
    this.values = new float[layout.size()];
    this.gradient = new float[layout.size()];
  }

  /** {@return whether the next update is measured} */
  boolean isDue() {
    return updates % every == 0;
  }

  /** Takes in an update that is not measured. */
  void pass() {
    updates++;
    isOpen = false;
  }

  /** Takes a batch back as {@link Network#backward} does, and measures what it left. */
  void backward(int count, float[][] outputGradients) {
    countDormant();
    if (rows == null) {
      for (int i = 0; i < networks.length; i++) {
        networks[i].backward(outputGradients[i]);
      }
    } else {
      rows.backward(count, outputGradients);
      rows.mean(0, count, parameters.gradient());
    }
    measure(rows, count);
  }

  /** Counts dormant units; before the backward pass. */
  void countDormant() {
    units.clear();
    for (Network network : networks) {
      network.countDormant(units);
    }
    dormant = units.share();
    add(DORMANT, dormant);
  }

  /** Measures the gradient of a batch before clipping, which stands in the parameters. */
  void measure(@Nullable BatchGradient batch, int count) {
    double squaredNorm = VectorMath.sumOfSquares(parameters.gradient(), layout.offset(), size());
    if (batch != null && Double.isFinite(squaredNorm)) {
      double[] squaredNorms = batch.squaredNorms(List.of());
      double sum = 0;
      for (int i = 0; i < count; i++) {
        sum += squaredNorms[i];
      }
      noise.add(count, sum / count, squaredNorm);
      noiseOfRun.add(count, sum / count, squaredNorm);
    }
    double ratio = layers.ratio();
    add(LAYERS, ratio);
    System.arraycopy(parameters.gradient(), layout.offset(), gradient, 0, size());
    System.arraycopy(parameters.values(), layout.offset(), values, 0, size());
    if (Double.isFinite(ratio)) {
      ratioOfRun += ratio;
      ratios++;
    }
    measurements++;
    samples += count;
    updates++;
    isOpen = true;
  }

  private void add(int figure, double value) {
    if (Double.isFinite(value)) {
      means.add(figure, value);
    }
  }

  private int size() {
    return layout.size();
  }

  /** {@return whether the last update was measured and waits for {@link #repeat}} */
  boolean isOpen() {
    return isOpen;
  }

  /**
   * Measures how far the gradient of the same batch moved with the parameters, and leaves the
   * gradient that stands in the parameters as it is.
   *
   * @param outputGradients the loss's derivatives after a forward pass by the new parameters
   */
  void repeat(float[][] outputGradients) {
    isOpen = false;
    if (kept.length == 0) {
      kept = new float[size()];
    }
    System.arraycopy(parameters.gradient(), layout.offset(), kept, 0, size());
    for (int i = 0; i < networks.length; i++) {
      networks[i].backward(outputGradients[i]);
    }
    double norm = Math.sqrt(VectorMath.sumOfSquares(gradient, 0, size()));
    double moved = distance(parameters.values(), values);
    double smoothness = distance(parameters.gradient(), gradient) / moved;
    if (moved > 0) {
      add(SMOOTHNESS, smoothness);
      slope.add(norm, smoothness);
    }
    System.arraycopy(kept, 0, parameters.gradient(), layout.offset(), size());
  }

  private double distance(float[] now, float[] before) {
    double squares = 0;
    for (int i = 0; i < before.length; i++) {
      double difference = (double) now[layout.offset() + i] - before[i];
      squares += difference * difference;
    }
    return Math.sqrt(squares);
  }

  /** Reports the figures since the last call; the slope is over the run so far. */
  void drain(MetricSink sink) {
    means.drain((figure, value) -> sink.put(PathFigures.name(figure, path), value));
    sink.put(PathFigures.name("smoothness_slope", path), slope.slope());
    sink.put(PathFigures.name("gradient_noise_scale", path), noise.scale());
    sink.put(PathFigures.name("gradient_signal_to_noise", path), noise.signalToNoise());
    noise.clear();
  }

  /** {@return what the run's measurements say, in sentences} */
  List<String> advice() {
    List<String> advice = new ArrayList<>();
    if (measurements < LEAST_MEASUREMENTS) {
      return advice;
    }
    double band = 2 * slope.standardError();
    if (slope.pairs() >= LEAST_MEASUREMENTS && slope.slope() - band > 0.5) {
      advice.add(
          "The loss curves more where its gradient is longer: local smoothness grows with the gradient's norm with a slope of %s ± %s on logarithmic axes, over %s updates. Near 1, theory asks for clipping ((L0, L1)-smoothness, Zhang et al. 2020)."
              .formatted(number(slope.slope()), number(band), slope.pairs()));
    } else if (slope.pairs() >= LEAST_MEASUREMENTS && slope.slope() + band < 0.5) {
      advice.add(
          "The loss curves little more, or no more, where its gradient is longer: local smoothness follows the gradient's norm with a slope of %s ± %s on logarithmic axes, over %s updates. Curvature gives no reason to clip here; rare spikes or heavy tails may."
              .formatted(number(slope.slope()), number(band), slope.pairs()));
    }
    double scale = noiseOfRun.scale();
    double batch = (double) samples / measurements;
    if (scale > MUCH_NOISE * batch) {
      advice.add(
          "The gradient is mostly noise: batches of about %s samples would be needed for a mean as long as its scatter, but those of the run have %s. A norm that is clipped is then mostly the noise's."
              .formatted(number(scale), number(batch)));
    }
    if (dormant >= MANY_DORMANT) {
      advice.add(
          "At the last measurement, %s%% of the units were dormant (mean activation at most 2.5%% of their layer's): the network learns with less than its size. A smaller learning rate, 'layer-norm' or another activation may keep them alive."
              .formatted(number(100 * dormant)));
    }
    if (ratioOfRun / ratios < FAR_APART) {
      advice.add(
          "Within a network, the smallest layer's gradient was %s times as long as the largest one's on average: it hardly learns, and a norm over all layers does not see it."
              .formatted(number(ratioOfRun / ratios)));
    }
    return advice;
  }

  /** Returns three significant digits at most. */
  private static String number(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros();
    boolean plain = value == 0 || (Math.abs(value) < 1e7 && Math.abs(value) >= 1e-4);
    return plain ? rounded.toPlainString() : rounded.toString();
  }

  @Override
  public void state(State state) throws IOException {
    updates = state.count(updates);
    measurements = state.count(measurements);
    samples = state.count(samples);
    ratios = state.count(ratios);
    ratioOfRun = state.of(ratioOfRun);
    dormant = state.of(dormant);
    means.state(state);
    noise.state(state);
    noiseOfRun.state(state);
    slope.state(state);
  }
}
