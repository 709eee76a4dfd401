package io.rein4j.clip;

import io.rein4j.state.State;
import java.io.IOException;

/** The clipper that shortens gradients whose norm is a spike, by running mean and variance. */
final class ZClipper implements Clipper {

  private static final double EPSILON = 1e-6;

  private final ZClip settings;
  private final double maxNorm;
  private final double[] first;
  private int seen;
  private double mean;
  private double variance;
  private double norm;

  ZClipper(ZClip settings) {
    this.settings = settings;
    this.maxNorm = settings.maxNorm() == null ? Double.POSITIVE_INFINITY : settings.maxNorm();
    this.first = new double[settings.warmup()];
  }

  @Override
  public void clip(Gradient gradient) {
    norm = gradient.norm();
    double spike =
        seen < first.length || norm == 0
            ? Double.POSITIVE_INFINITY
            : limit(norm, settings.threshold().at(gradient.progress()));
    double limit = Math.min(spike, maxNorm);
    if (limit < Double.POSITIVE_INFINITY) {
      gradient.limit(norm, limit);
    } else {
      gradient.report(norm, Double.NaN);
    }
    norm = Math.min(norm, spike);
  }

  /** Returns what a norm is to be shortened to, infinity if it is no spike. */
  private double limit(double norm, double threshold) {
    double deviation = Math.sqrt(variance);
    double z = (norm - mean) / (deviation + EPSILON);
    if (!(z > threshold)) {
      return Double.POSITIVE_INFINITY;
    }
    return switch (settings.mode()) {
      case ADAPTIVE -> mean + threshold * deviation / (z / threshold);
      case MEAN -> mean;
    };
  }

  @Override
  public void commit() {
    if (norm == 0) {
      return;
    }
    if (seen < first.length) {
      first[seen++] = norm;
      if (seen == first.length) {
        summarise();
      }
    } else {
      double decay = settings.decay();
      mean = decay * mean + (1 - decay) * norm;
      variance = decay * variance + (1 - decay) * (norm - mean) * (norm - mean);
    }
  }

  private void summarise() {
    double sum = 0;
    for (double x : first) {
      sum += x;
    }
    mean = sum / first.length;
    double squares = 0;
    for (double x : first) {
      squares += (x - mean) * (x - mean);
    }
    variance = squares / first.length;
  }

  @Override
  public void state(State state) throws IOException {
    seen = state.of(seen);
    if (seen < 0 || seen > first.length) {
      throw new IOException(
          "The state has seen %s first norms where at most %s belong."
              .formatted(seen, first.length));
    }
    state.of(first);
    mean = state.of(mean);
    variance = state.of(variance);
  }
}
