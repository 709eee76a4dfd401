package io.rein4j.clip;

import io.rein4j.state.State;
import java.io.IOException;
import java.util.List;

/** The clipper that gives each parameter's gradient the ratio of its norms' two means as length. */
final class NormRatioClipper implements Clipper {

  private final double epsilon;
  private final DecayingMeans norms;
  private final DecayingMeans squares;

  NormRatioClipper(NormRatio settings, int parameters) {
    this.epsilon = settings.epsilon();
    this.norms = new DecayingMeans(settings.meanDecay(), parameters);
    this.squares = new DecayingMeans(settings.squareDecay(), parameters);
  }

  @Override
  public void clip(Gradient gradient) {
    List<Gradient> parts = gradient.perParameter();
    double longest = 0;
    for (int i = 0; i < parts.size(); i++) {
      Gradient part = parts.get(i);
      double norm = part.norm();
      longest = Math.max(longest, norm);
      if (norm == 0) {
        norms.leave(i);
        squares.leave(i);
      } else {
        double mean = norms.with(i, norm);
        double root = Math.sqrt(squares.with(i, norm * norm));
        part.scale(mean / (root + epsilon) / norm);
      }
    }
    gradient.report(longest, Double.NaN);
  }

  @Override
  public void commit() {
    norms.commit();
    squares.commit();
  }

  @Override
  public void state(State state) throws IOException {
    norms.state(state);
    squares.state(state);
  }
}
