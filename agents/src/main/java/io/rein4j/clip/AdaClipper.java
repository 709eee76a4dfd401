package io.rein4j.clip;

import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.List;

/** The clipper that holds each parameter's elements to the mean of its largest magnitudes. */
final class AdaClipper implements Clipper {

  private final DecayingMeans largest;

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

  private static void scaleAbove(float[] values, Block block, double limit, double factor) {
    for (int i = block.offset(); i < block.end(); i++) {
      if (Math.abs(values[i]) > limit) {
        values[i] = GradientNorms.towardsZeroIfSubnormal(values[i] * factor);
      }
    }
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
