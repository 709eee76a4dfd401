package io.rein4j.clip;

import io.rein4j.state.State;
import java.io.IOException;
import java.util.Arrays;

/** The clipper that shortens gradients to a threshold that follows how many of them exceed it. */
final class TargetFractionClipper implements Clipper {

  private static final int FIRST_NORMS = 20;

  private final TargetFraction settings;
  private final double least;
  private final double largest;
  private final double[] first = new double[FIRST_NORMS];
  private int seen;

  /** NaN until there is one. */
  private double threshold;

  private double norm;

  TargetFractionClipper(TargetFraction settings) {
    this.settings = settings;
    this.least = settings.min() == null ? 0 : settings.min();
    this.largest = settings.max() == null ? Double.POSITIVE_INFINITY : settings.max();
    this.threshold = settings.initial() == null ? Double.NaN : settings.initial();
  }

  @Override
  public void clip(Gradient gradient) {
    norm = gradient.norm();
    if (Double.isNaN(threshold)) {
      gradient.report(norm, Double.NaN);
    } else {
      gradient.limit(norm, threshold);
    }
  }

  @Override
  public void commit() {
    if (norm == 0) {
      return;
    }
    if (Double.isNaN(threshold)) {
      first[seen++] = norm;
      if (seen == FIRST_NORMS) {
        Arrays.sort(first);
        moveTo((first[FIRST_NORMS / 2 - 1] + first[FIRST_NORMS / 2]) / 2);
      }
    } else {
      int exceeded = norm > threshold ? 1 : 0;
      moveTo(threshold * Math.exp(settings.rate() * (exceeded - settings.fraction())));
    }
  }

  private void moveTo(double next) {
    threshold = Math.max(least, Math.min(largest, next));
  }

  @Override
  public void state(State state) throws IOException {
    threshold = state.of(threshold);
    seen = state.of(seen);
    if (seen < 0 || seen > first.length) {
      throw new IOException(
          "The state has seen %s first norms where at most %s belong."
              .formatted(seen, first.length));
    }
    state.of(first);
  }
}
