package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The clipper that moves elements outside an interval around 0 to its nearer end.
 *
 * <p>If it is a stage's only one, its work is done while the gradient is measured, see {@link
 * GradientNorms#open(float[], float[], double, ValueClipper, int[])}.
 */
final class ValueClipper implements Clipper {

  private final @Nullable Schedule threshold;
  private final double low;
  private final double high;

  /** Makes a clipper to [−c, c], for a c that may change. */
  ValueClipper(Schedule threshold) {
    this.threshold = threshold;
    this.low = Double.NaN;
    this.high = Double.NaN;
  }

  ValueClipper(double low, double high) {
    this.threshold = null;
    this.low = low;
    this.high = high;
  }

  /** Returns the lower end. A zero end carries the sign that leaves the zero on its side alone. */
  float low(double progress) {
    double end = threshold == null ? low : -threshold.at(progress);
    return end == 0 ? -0f : GradientNorms.towardsZeroIfSubnormal(end);
  }

  /** Returns the upper end. */
  float high(double progress) {
    double end = threshold == null ? high : threshold.at(progress);
    return end == 0 ? 0f : GradientNorms.towardsZeroIfSubnormal(end);
  }

  /** Returns what a magnitude must exceed for an element to be outside; that may not suffice. */
  static float limit(float low, float high) {
    return Math.min(-low, high);
  }

  @Override
  public void clip(Gradient gradient) {
    double progress = gradient.progress();
    float low = low(progress);
    float high = high(progress);
    float largest = gradient.isClamped() ? gradient.takeClamped() : clamp(gradient, low, high);
    gradient.report(largest, reported(progress));
  }

  private double reported(double progress) {
    if (threshold != null) {
      return threshold.at(progress);
    }
    return low == -high ? high : Double.NaN;
  }

  private static float clamp(Gradient gradient, float low, float high) {
    float largest = (float) gradient.norm(Double.POSITIVE_INFINITY);
    if (largest > limit(low, high) && isAnyOutside(gradient, low, high)) {
      float[] values = gradient.edit();
      List<ParameterLayout.Block> blocks = gradient.blocks();
      for (int b = 0; b < blocks.size(); b++) {
        clamp(values, blocks.get(b).offset(), blocks.get(b).end(), low, high);
      }
    }
    return largest;
  }

  private static boolean isAnyOutside(Gradient gradient, float low, float high) {
    if (low == -high) {
      return true;
    }
    float[] values = gradient.values();
    List<ParameterLayout.Block> blocks = gradient.blocks();
    for (int b = 0; b < blocks.size(); b++) {
      for (int i = blocks.get(b).offset(); i < blocks.get(b).end(); i++) {
        if (values[i] < low || values[i] > high) {
          return true;
        }
      }
    }
    return false;
  }

  /** Moves the elements of {@code [from..to)} that are outside an interval to its nearer end. */
  static void clamp(float[] values, int from, int to, float low, float high) {
    for (int i = from; i < to; i++) {
      values[i] = Math.max(low, Math.min(high, values[i]));
    }
  }
}
