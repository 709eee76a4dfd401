package io.rein4j.env.wrap;

import io.rein4j.env.Box;
import io.rein4j.env.Space;
import java.util.Arrays;

/** Some elements of observations. */
final class MaskedObservation implements ObservationTransform {

  private final Space space;
  private final int[] kept;

  MaskedObservation(Box within, int[] kept) {
    this.kept = kept;
    double[] low = kept(within.exactLow(), kept);
    double[] high = kept(within.exactHigh(), kept);
    this.space = new Box(low, high, new int[] {kept.length}, within.type());
  }

  private static double[] kept(double[] bounds, int[] kept) {
    return Arrays.stream(kept).mapToDouble(index -> bounds[index]).toArray();
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
