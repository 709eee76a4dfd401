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

  TdErrorClipper(TdClipSettings settings) {
    this.settings = settings;
  }

  /** Takes an error in and returns it, no larger than the limit. */
  float clip(float error) {
    double magnitude = Math.abs(error);
    if (!(magnitude < Double.POSITIVE_INFINITY)) {
      return error;
    }
    double known =
        sum > 0 ? Math.min(magnitude, settings.factor() * Math.sqrt(sum / weight)) : magnitude;
    sum = settings.decay() * sum + (1 - settings.decay()) * known * known;
    weight = settings.decay() * weight + (1 - settings.decay());
    double limit = settings.factor() * Math.sqrt(sum / weight);
    boolean clipped = sum > 0 && magnitude > limit;
    clippedFraction.add(0, clipped ? 1 : 0);
    return clipped ? (float) Math.copySign(limit, error) : error;
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
