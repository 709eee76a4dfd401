package org.example;

import io.rein4j.clip.Clipper;
import io.rein4j.clip.Gradient;
import io.rein4j.state.State;
import java.io.IOException;

/** An {@link EmaNorm} at work, with the average that it keeps from update to update. */
final class EmaClipper implements Clipper {

  private final double factor;
  private final double decay;

  /** 0 until there was a norm. */
  private double average;

  private double norm;

  EmaClipper(double factor, double decay) {
    this.factor = factor;
    this.decay = decay;
  }

  @Override
  public void clip(Gradient gradient) {
    norm = gradient.norm();
    if (average > 0) {
      double limit = factor * average;
      gradient.limit(norm, limit);
      norm = Math.min(norm, limit);
    } else {
      gradient.report(norm, Double.NaN);
    }
  }

  /** Takes the norm in, now that the update is certain: a dropped one leaves no trace. */
  @Override
  public void commit() {
    average = average == 0 ? norm : decay * average + (1 - decay) * norm;
  }

  /** Hands over what a checkpoint keeps, so that a resumed run clips as if nothing had happened. */
  @Override
  public void state(State state) throws IOException {
    average = state.of(average);
    if (!(average >= 0 && average < Double.POSITIVE_INFINITY)) {
      throw new IOException("The state has an average norm of %s.".formatted(average));
    }
  }
}
