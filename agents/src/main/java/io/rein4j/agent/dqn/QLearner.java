package io.rein4j.agent.dqn;

import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;

/**
 * The way in which the online and the target network read what environments show and what is drawn
 * from a replay memory: step by step, or as sequences.
 */
interface QLearner extends Stateful {

  /** {@return the online network's states before what is seen next, environments × state size} */
  float[] states();

  /**
   * Takes in what all environments show as the next step of their episodes, which actions are to be
   * chosen for.
   */
  void see(float[] observations);

  /** {@return the online network's outputs for what was seen last} */
  float[] outputs();

  /** Forgets the episode of an environment, which is over. */
  void forget(int env);

  /**
   * Computes how the online network differs from what the target network says it should be, for
   * what was drawn last.
   *
   * @param metrics receives what to report
   * @return the derivative of the loss by each output of the network's last forward pass
   */
  float[] outputGradient(BatchMetrics metrics);

  /**
   * Computes the same derivative once more by the parameters as they are now, with the targets,
   * noise and dropout of the last {@link #outputGradient}; changes nothing else.
   *
   * @return the derivative of the loss by each output of the network's last forward pass
   */
  float[] repeatedOutputGradient();

  /** {@return the online network at the start of some episodes} */
  GreedyOutputs greedyOutputs(int rows);

  /** Hands over everything but the parameters. */
  @Override
  void state(State state) throws IOException;

  /** The online network in some episodes side by side, without noise. */
  interface GreedyOutputs {

    /** {@return the outputs for the next step of each episode} */
    float[] of(float[] observations);

    /** Forgets an episode, as another one starts in its place. */
    default void startEpisode(int row) {}
  }
}
