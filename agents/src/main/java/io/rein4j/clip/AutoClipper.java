package io.rein4j.clip;

import io.rein4j.state.State;
import java.io.IOException;

/** The clipper that shortens gradients to a percentile of the latest norms. */
final class AutoClipper implements Clipper {

  private final double percentile;
  private final SortedWindow norms;
  private double norm;

  AutoClipper(double percentile, int window) {
    this.percentile = percentile;
    this.norms = new SortedWindow(window);
  }

  @Override
  public void clip(Gradient gradient) {
    norm = gradient.norm();
    if (norm > 0) {
      gradient.limit(norm, norms.percentileWith(norm, percentile));
    } else {
      gradient.report(norm, Double.NaN);
    }
  }

  @Override
  public void commit() {
    if (norm > 0) {
      norms.add(norm);
    }
  }

  @Override
  public void state(State state) throws IOException {
    norms.state(state);
  }
}
