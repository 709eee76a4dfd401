package io.rein4j.agent.dqn;

import io.rein4j.agent.MetricSink;
import io.rein4j.agent.RunningMeans;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;

/** The metrics of the batches that an agent has learned from: means since the last report. */
final class BatchMetrics implements Stateful {

  private static final int LOSS = 0;
  private static final int TD_ERROR = 1;
  private static final int Q_VALUE = 2;

  private final RunningMeans means = new RunningMeans("loss", "td_error", "q_value");

  private double loss;
  private double absoluteError;
  private double value;

  /**
   * Takes in one transition.
   *
   * @param weightedLoss its loss times its weight
   * @param error expected return of its action minus that of its target
   * @param expected the expected return of its action
   */
  void add(double weightedLoss, double error, double expected) {
    loss += weightedLoss;
    absoluteError += Math.abs(error);
    value += expected;
  }

  /** Ends a batch of so many transitions. */
  void endBatch(int size) {
    means.add(LOSS, loss / size);
    means.add(TD_ERROR, absoluteError / size);
    means.add(Q_VALUE, value / size);
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
