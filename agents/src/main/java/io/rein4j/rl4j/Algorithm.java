package io.rein4j.rl4j;

import io.rein4j.agent.MetricSink;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.learning.config.IUpdater;

/** One of RL4J's algorithms, and the networks that it learns with. */
interface Algorithm {

  /** {@return how the parameters of the networks lie, and the first values of them} */
  Parameters parameters();

  /** {@return the network that greedy actions are read off} */
  Network policy();

  /**
   * {@return all networks as one of DL4J's, with the present parameters}
   *
   * @param updater what applies its gradients
   */
  Model dl4jNetwork(IUpdater updater);

  /**
   * Takes the parameters over from DL4J's network.
   *
   * @param network what {@link #dl4jNetwork} made
   */
  void readParameters(Model network);

  /**
   * Lets RL4J train until the last step is taken and learned from.
   *
   * @param network what {@link #dl4jNetwork} made
   * @param environments what to train in
   */
  void train(Model network, LockstepEnvironments environments);

  /**
   * Reports figures of its own.
   *
   * @param sink receives each by its name
   */
  void drainMetrics(MetricSink sink);
}
