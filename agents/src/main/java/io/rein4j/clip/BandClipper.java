package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The clipper that holds the norm of each group between two multiples of its running mean. */
final class BandClipper implements Clipper {

  private final AdaptiveBand settings;

  /** The running means, 0 before the first norm > 0. */
  private final double[] means;

  private final double[] nextMeans;

  BandClipper(AdaptiveBand settings, int groups) {
    this.settings = settings;
    this.means = new double[groups];
    this.nextMeans = new double[groups];
  }

  @Override
  public void clip(Gradient gradient) {
    double progress = gradient.progress();
    double upper = settings.upper().at(progress);
    @Nullable Schedule edge = settings.lower();
    double lower = edge == null ? 0 : edge.at(progress);
    List<Gradient> parts = gradient.perGroup();
    double largest = 0;
    for (int i = 0; i < means.length; i++) {
      Gradient part = parts.get(i);
      double norm = part.norm();
      if (norm == 0) {
        nextMeans[i] = means[i];
      } else if (means[i] == 0) {
        nextMeans[i] = norm;
      } else {
        largest = Math.max(largest, norm / means[i]);
        double factor = factor(norm / means[i], lower, upper);
        if (factor != 1) {
          part.scale(factor);
        }
        nextMeans[i] = settings.decay() * means[i] + (1 - settings.decay()) * factor * norm;
      }
    }
    gradient.report(largest, upper);
  }

  /** Returns what brings a norm, as a multiple of the mean, into the band, or 1. */
  private double factor(double multiple, double lower, double upper) {
    if (Gradient.exceeds(multiple, upper)) {
      return upper / multiple;
    }
    return Gradient.exceeds(lower, multiple)
        ? Math.min(lower / multiple, settings.largestFactor())
        : 1;
  }

  @Override
  public void commit() {
    System.arraycopy(nextMeans, 0, means, 0, means.length);
  }

  @Override
  public void state(State state) throws IOException {
    state.of(means);
  }
}
