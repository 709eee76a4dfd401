package io.rein4j.clip;

import java.util.List;

/** The clipper that moves elements outside an interval around 0 to its nearer end. */
final class Interval {

  private Interval() {}

  static void clamp(Gradient gradient, double low, double high) {
    float largest = (float) gradient.norm(Double.POSITIVE_INFINITY);
    gradient.report(largest, low == -high ? high : Double.NaN);
    // A zero end carries the sign that leaves the zero on its own side as it is, bit for bit.
    float floatLow = low == 0 ? -0f : GradientNorms.towardsZeroIfSubnormal(low);
    float floatHigh = high == 0 ? 0f : GradientNorms.towardsZeroIfSubnormal(high);
    if (largest > Math.min(-floatLow, floatHigh)) {
      float[] values = gradient.edit();
      List<ParameterLayout.Block> blocks = gradient.blocks();
      for (int b = 0; b < blocks.size(); b++) {
        clamp(values, blocks.get(b).offset(), blocks.get(b).end(), floatLow, floatHigh);
      }
    }
  }

  private static void clamp(float[] values, int from, int to, float low, float high) {
    for (int i = from; i < to; i++) {
      values[i] = Math.max(low, Math.min(high, values[i]));
    }
  }
}
