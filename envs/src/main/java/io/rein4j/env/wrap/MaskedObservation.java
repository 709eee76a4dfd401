package io.rein4j.env.wrap;

import io.rein4j.env.Box;
import io.rein4j.env.Space;

/** Some elements of observations. */
final class MaskedObservation implements ObservationTransform {

  private final Space space;
  private final int[] kept;

  MaskedObservation(Box within, int[] kept) {
    this.kept = kept;
    float[] low = new float[kept.length];
    float[] high = new float[kept.length];
    for (int i = 0; i < kept.length; i++) {
      low[i] = within.low(kept[i]);
      high[i] = within.high(kept[i]);
    }
    this.space = Box.vector(low, high);
  }

  @Override
  public Space space() {
    return space;
  }

  @Override
  public void first(float[] within, float[] out, int offset) {
    next(within, false, out, offset);
  }

  @Override
  public void next(float[] within, boolean ended, float[] out, int offset) {
    for (int i = 0; i < kept.length; i++) {
      out[offset + i] = within[kept[i]];
    }
  }
}
