package io.rein4j.agent.dqn;

import io.rein4j.agent.MetricSink;
import io.rein4j.agent.RunningMeans;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;

/** The limit to temporal-difference errors that follows their root mean square. */
final class TdErrorClipper implements Stateful {

  private final TdClipSettings settings;
  private final RunningMeans clippedFraction = new RunningMeans("td_clipped_fraction");

  /** The mean square without bias is the sum by the weight. */
  private double sum;

  private double weight;

  private boolean learns = true;

  TdErrorClipper(TdClipSettings settings) {
    this.settings = settings;
  }

  /** Sets whether errors that are clipped from now on change the limit. */
  void learn(boolean doesLearn) {
    learns = doesLearn;
  }

  /** Takes an error in and returns it, no larger than the limit. */
  float clip(float error) {
    double magnitude = Math.abs(error);
    if (!(magnitude < Double.POSITIVE_INFINITY)) {
      return error;
    }
    if (!learns) {
      return magnitude > limit() ? (float) Math.copySign(limit(), error) : error;
    }
    double known = Math.min(magnitude, limit());
    sum = settings.decay() * sum + (1 - settings.decay()) * known * known;
    weight = settings.decay() * weight + (1 - settings.decay());
    boolean clipped = magnitude > limit();
    clippedFraction.add(0, clipped ? 1 : 0);
    return clipped ? (float) Math.copySign(limit(), error) : error;
  }

  /** Returns the largest magnitude that an error may have; before the first one > 0, any. */
  private double limit() {
    return sum > 0 ? settings.factor() * Math.sqrt(sum / weight) : Double.POSITIVE_INFINITY;
  }

  void drain(MetricSink sink) {
    clippedFraction.drain(sink);
  }

  @Override
  public void state(State state) throws IOException {
    sum = state.of(sum);
    weight = state.of(weight);
    clippedFraction.state(state);
  }
}
