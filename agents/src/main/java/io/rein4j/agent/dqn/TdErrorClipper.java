package io.rein4j.agent.dqn;

import io.rein4j.agent.MetricSink;
import io.rein4j.agent.RunningMeans;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.Arrays;

/** The limit to temporal-difference errors that follows their root mean square. */
final class TdErrorClipper implements Stateful {

  private final TdClipSettings settings;
  private final RunningMeans clippedFraction = new RunningMeans("td_clipped_fraction");

  /** The mean square without bias is the sum by the weight. */
  private double sum;

  private double weight;

  private boolean learns = true;

  /** The limits that the errors of the last batch were clipped to, row by row. */
  private double[] limits = {};

  TdErrorClipper(TdClipSettings settings) {
    this.settings = settings;
  }

  /**
   * Sets whether errors that are clipped from now on change the limit. If not, each row's is the
   * one that the row of the same number had last.
   */
  void learn(boolean doesLearn) {
    learns = doesLearn;
  }

  /**
   * Takes an error in and returns it, no larger than the limit.
   *
   * @param row its row in the batch
   */
  float clip(int row, float error) {
    double magnitude = Math.abs(error);
    boolean finite = magnitude < Double.POSITIVE_INFINITY;
    if (learns) {
      if (finite) {
        double known = Math.min(magnitude, limit());
        sum = settings.decay() * sum + (1 - settings.decay()) * known * known;
        weight = settings.decay() * weight + (1 - settings.decay());
        clippedFraction.add(0, magnitude > limit() ? 1 : 0);
      }
      if (row >= limits.length) {
        limits = Arrays.copyOf(limits, Math.max(row + 1, 2 * limits.length));
      }
      limits[row] = limit();
    }
    return finite && magnitude > limits[row] ? (float) Math.copySign(limits[row], error) : error;
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
