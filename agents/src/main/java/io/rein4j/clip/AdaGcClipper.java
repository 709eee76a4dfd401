package io.rein4j.clip;

import io.rein4j.state.State;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The clipper that holds each parameter's gradient to a multiple of the running mean of its norms.
 */
final class AdaGcClipper implements Clipper {

  private final AdaGc settings;

  /** The running means, infinite before the first norm > 0. */
  private final double[] means;

  private final double[] nextMeans;
  private int updates;

  AdaGcClipper(AdaGc settings, int parameters) {
    this.settings = settings;
    this.means = new double[parameters];
    this.nextMeans = new double[parameters];
    Arrays.fill(means, Double.POSITIVE_INFINITY);
  }

  @Override
  public void clip(Gradient gradient) {
    if (updates < settings.warmup()) {
      clipWhole(gradient);
    } else {
      clipParts(gradient);
    }
  }

  private void clipWhole(Gradient gradient) {
    gradient.limit(gradient.norm(), settings.absolute());
    List<Gradient> parts = gradient.perParameter();
    for (int i = 0; i < means.length; i++) {
      double norm = parts.get(i).norm();
      nextMeans[i] = norm > 0 ? Math.min(means[i], norm) : means[i];
    }
  }

  private void clipParts(Gradient gradient) {
    double multiple = settings.threshold().at(gradient.progress());
    List<Gradient> parts = gradient.perParameter();
    double largest = 0;
    for (int i = 0; i < means.length; i++) {
      double norm = parts.get(i).norm();
      if (norm == 0) {
        nextMeans[i] = means[i];
      } else if (means[i] == Double.POSITIVE_INFINITY) {
        nextMeans[i] = norm;
      } else {
        double limit = multiple * means[i];
        parts.get(i).limit(norm, limit);
        largest = Math.max(largest, norm / means[i]);
        nextMeans[i] = settings.decay() * means[i] + (1 - settings.decay()) * Math.min(norm, limit);
      }
    }
    gradient.report(largest, multiple);
  }

  @Override
  public void commit() {
    System.arraycopy(nextMeans, 0, means, 0, means.length);
    updates = Math.min(updates, Integer.MAX_VALUE - 1) + 1;
  }

  @Override
  public void state(State state) throws IOException {
    updates = state.of(updates);
    state.of(means);
  }
}
