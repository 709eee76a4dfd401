package io.rein4j.agent.pg;

import io.rein4j.agent.MetricSink;
import io.rein4j.agent.UpdateListener;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.List;

/** The algorithm by which a policy-gradient agent learns from its rollouts. */
sealed interface Learning extends Stateful permits PpoLearning, A2cLearning, ReinforceLearning {

  /** {@return an empty rollout} */
  Rollout rollout(int environments, int observationSize, int actionSize, int maskSize);

  /** {@return whether a rollout is to be learned from as it is} */
  boolean isComplete(Rollout rollout);

  /**
   * Estimates the advantages and returns of a complete rollout.
   *
   * @param lastValues value of each environment's observation after the rollout
   */
  void estimate(Rollout rollout, float[] lastValues);

  /**
   * Makes all updates from a rollout with its estimates.
   *
   * @return how many
   */
  int learn(Rollout rollout, double progress, UpdateListener listener);

  /** Reports the figures gathered since the last call, and starts gathering anew. */
  void drainMetrics(double progress, MetricSink sink);

  /** {@return what the algorithm's own measurements say, in sentences} */
  default List<String> advice() {
    return List.of();
  }

  /** Hands over what learning depends on, but for the model. */
  @Override
  void state(State state) throws IOException;
}
