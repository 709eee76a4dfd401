package io.rein4j.clip;

import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.List;

/** The clipper that holds each parameter's elements to the mean of its largest magnitudes. */
final class AdaClipper implements Clipper {

  private final DecayingMeans largest;

  /** What elements up to the mean are multiplied by, and those above. */
  private final double[] choice = {1, 1};

  AdaClipper(double decay, int parameters) {
    this.largest = new DecayingMeans(decay, parameters);
  }

  @Override
  public void clip(Gradient gradient) {
    List<Gradient> parts = gradient.perParameter();
    double highest = 0;
    for (int i = 0; i < parts.size(); i++) {
      Gradient part = parts.get(i);
      double magnitude = part.norm(Double.POSITIVE_INFINITY);
      if (magnitude == 0) {
        largest.leave(i);
      } else {
        double mean = largest.with(i, magnitude);
        highest = Math.max(highest, magnitude / mean);
        if (Gradient.exceeds(magnitude, mean)) {
          scaleAbove(part.edit(), part.blocks().get(0), mean, mean / magnitude);
        }
      }
    }
    // How often it binds says nothing of its threshold, which about half of all maxima exceed.
    gradient.report(highest, Double.NaN);
  }

  private void scaleAbove(float[] values, Block block, double limit, double factor) {
    if (limit * factor >= Float.MIN_NORMAL) {
      choice[1] = factor;
      scaleAbove(values, block.offset(), block.end(), floor(limit), choice);
      return;
    }
    for (int i = block.offset(); i < block.end(); i++) {
      if (Math.abs(values[i]) > limit) {
        values[i] = GradientNorms.towardsZeroIfSubnormal(values[i] * factor);
      }
    }
  }

  /** Multiplies by the second of two factors what is above a limit, and all else by the first. */
  private static void scaleAbove(float[] values, int from, int to, float limit, double[] factors) {
    // Which elements are above is hard to foresee, so there is no branch: of floats that are not
    // negative, the larger one has the larger bits.
    int limitBits = Float.floatToRawIntBits(limit);
    for (int i = from; i < to; i++) {
      int bits = Float.floatToRawIntBits(Math.abs(values[i]));
      values[i] = (float) (values[i] * factors[(limitBits - bits) >>> 31]);
    }
  }

  /** Returns the largest float that is not above a number. */
  private static float floor(double number) {
    float nearest = (float) number;
    return nearest > number ? Math.nextDown(nearest) : nearest;
  }

  @Override
  public void commit() {
    largest.commit();
  }

  @Override
  public void state(State state) throws IOException {
    largest.state(state);
  }
}
