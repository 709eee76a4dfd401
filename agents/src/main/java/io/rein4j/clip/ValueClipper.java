package io.rein4j.clip;

import java.util.List;

/** Moves elements outside an interval around 0 to its nearer end. */
final class ValueClipper implements Clipper {

  private final float low;
  private final float high;
  private final double threshold;

  ValueClipper(double low, double high) {
    // A zero end carries the sign that leaves the zero on its own side as it is, bit for bit.
    this.low = low == 0 ? -0f : -magnitude(-low);
    this.high = high == 0 ? 0f : magnitude(high);
    this.threshold = low == -high ? high : Double.NaN;
  }

  /** The nearest float, but towards 0 where floats are too coarse for a relative error of 1e-7. */
  private static float magnitude(double end) {
    float nearest = (float) end;
    return nearest < Float.MIN_NORMAL && nearest > end ? Math.nextDown(nearest) : nearest;
  }

  @Override
  public void clip(Gradient gradient) {
    double largest = gradient.norm(Double.POSITIVE_INFINITY);
    gradient.report(largest, threshold);
    if (largest > Math.min(-low, high)) {
      float[] values = gradient.edit();
      List<ParameterLayout.Block> blocks = gradient.blocks();
      for (int b = 0; b < blocks.size(); b++) {
        clamp(values, blocks.get(b).offset(), blocks.get(b).end());
      }
    }
  }

  private void clamp(float[] values, int from, int to) {
    float low = this.low;
    float high = this.high;
    for (int i = from; i < to; i++) {
      values[i] = Math.max(low, Math.min(high, values[i]));
    }
  }
}
