package io.rein4j.clip;

import io.rein4j.state.State;
import java.io.IOException;
import java.util.List;

/** The clipper that scales weight matrices back to their norms before the first update. */
final class WeightNormClipper implements UpdateClipper {

  private final int every;
  private final boolean[] projected;

  /** The norms before the first update, 0 for blocks that are left alone. */
  private final double[] norms;

  private boolean known;
  private int updates;

  WeightNormClipper(int every, boolean[] projected) {
    this.every = every;
    this.projected = projected.clone();
    this.norms = new double[projected.length];
  }

  @Override
  public void clip(ParameterUpdate update) {
    List<ParameterUpdate> parts = update.perParameter();
    if (!known) {
      for (int b = 0; b < norms.length; b++) {
        norms[b] = projected[b] ? parts.get(b).normBefore() : 0;
      }
      known = true;
    }
    updates++;
    if (updates < every) {
      return;
    }
    updates = 0;
    double largest = 0;
    for (int b = 0; b < norms.length; b++) {
      if (norms[b] > 0) {
        double norm = parts.get(b).normAfter();
        largest = Math.max(largest, norm / norms[b]);
        if (Gradient.exceeds(norm, norms[b]) || Gradient.exceeds(norms[b], norm)) {
          project(parts.get(b), norms[b] / norm);
        }
      }
    }
    update.report(largest, 1);
  }

  private static void project(ParameterUpdate part, double factor) {
    if (factor <= Float.MAX_VALUE) {
      ParameterLayout.Block block = part.blocks().get(0);
      multiply(part.edit(), (float) factor, block.offset(), block.end());
    }
  }

  private static void multiply(float[] values, float factor, int from, int to) {
    for (int i = from; i < to; i++) {
      values[i] *= factor;
    }
  }

  @Override
  public void state(State state) throws IOException {
    known = state.of(known);
    updates = state.of(updates);
    state.of(norms);
  }
}
