package io.rein4j.agent.offpolicy;

import io.rein4j.agent.MetricSink;
import io.rein4j.agent.RunningMeans;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;

/** What critics say of the batches that they have learned from: means since the last report. */
final class CriticMetrics implements Stateful {

  private final RunningMeans means = new RunningMeans("critic_loss", "td_error", "q_value");

  private double loss;
  private double absoluteError;
  private double value;

  /**
   * Takes in one transition.
   *
   * @param weightedLoss the sum of the critics' losses, times its weight
   * @param error the mean of the critics' absolute errors
   * @param expected the mean of the critics' values
   */
  void add(double weightedLoss, double error, double expected) {
    loss += weightedLoss;
    absoluteError += error;
    value += expected;
  }

  /** Ends a batch of so many transitions. */
  void endBatch(int size) {
    means.add(0, loss / size);
    means.add(1, absoluteError / size);
    means.add(2, value / size);
    loss = 0;
    absoluteError = 0;
    value = 0;
  }

  void drain(MetricSink sink) {
    means.drain(sink);
  }

  @Override
  public void state(State state) throws IOException {
    means.state(state);
  }
}
