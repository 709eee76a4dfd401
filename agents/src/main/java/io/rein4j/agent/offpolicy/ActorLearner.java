package io.rein4j.agent.offpolicy;

import io.rein4j.agent.GreedyPolicy;
import io.rein4j.agent.MetricSink;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.replay.TransitionBatch;
import io.rein4j.nn.Parameters;
import io.rein4j.policy.PolicyLayers;
import io.rein4j.random.Pcg64;
import io.rein4j.state.Stateful;

/** The way in which an actor and its critics learn from transitions, and how the actor explores. */
interface ActorLearner extends Stateful {

  /** {@return everything that is learned} */
  Parameters parameters();

  /**
   * Draws what exploration keeps over several steps, if it is time.
   *
   * @param stepOfRound steps that each environment has taken since the last round of learning
   * @param random the source of exploration
   */
  default void beforeStep(int stepOfRound, Pcg64 random) {}

  /**
   * Chooses an action for each environment, before any action noise.
   *
   * @param observations environments × observation size floats
   * @param random the source of exploration
   * @param actions receives environments × action size floats in [−1, 1]
   */
  void explore(float[] observations, Pcg64 random, float[] actions);

  /**
   * Makes one update of everything that is due.
   *
   * @return how many update paths made one
   */
  int update(TransitionBatch batch, double progress, UpdateListener listener);

  /** {@return the networks that learn} */
  OffPolicyNetworks networks();

  /** {@return a way to act without exploring} */
  GreedyPolicy greedyPolicy(int rows);

  /** {@return the layers that lead to actions, and no others} */
  PolicyLayers policyLayers();

  /** Replaces the parameters. */
  void startFrom(float[] values);

  /** Reports the figures since the last call. */
  void drainMetrics(double progress, MetricSink sink);
}
