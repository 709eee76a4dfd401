package io.rein4j.agent.dqn;

import io.rein4j.env.VectorStep;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What a deep Q-network learns from, single transitions or sequences of them, with the online and
 * the target network that read it.
 */
sealed interface Experience permits TransitionExperience, SequenceExperience {

  /** {@return the parameters that learn} */
  Parameters online();

  /** {@return those of the target network} */
  Parameters target();

  /** {@return the network that learns} */
  Network network();

  /**
   * Takes in what all environments show as the next step of their episodes, which actions are to be
   * chosen for.
   */
  void see(float[] observations);

  /** {@return the online network's outputs for what was seen last} */
  float[] outputs();

  /**
   * Remembers what the actions that were chosen for what was seen last led to.
   *
   * @param chosen the index of each environment's action
   */
  void remember(VectorStep step, float[] chosen);

  /**
   * Remembers that an environment's episode was truncated behind the last step.
   *
   * @param observations a row for each environment, of which this one's is the final observation
   */
  void cut(int env, float[] observations);

  /** {@return the number of steps that there are to learn from} */
  int size();

  /** Draws what the next update learns from, of which there is something. */
  void draw(double progress);

  /**
   * Computes how the online network differs from what the target network says it should be.
   *
   * @param figures receives what to report
   * @return the derivative of the loss by each output of the network's last forward pass
   */
  float[] outputGradient(BatchFigures figures);

  /** {@return the number of steps that were drawn} */
  int drawn();

  /** {@return whether all observations that were drawn are finite} */
  boolean drewFiniteObservations();

  /** {@return whether all rewards that were drawn are finite} */
  boolean drewFiniteRewards();

  /** Takes note of what the update has found out about what was drawn. */
  void learned();

  /** {@return the online network at the start of some episodes} */
  GreedyOutputs greedyOutputs(int rows);

  /** Writes everything but the parameters. */
  void writeState(DataOutput out) throws IOException;

  /** Takes over what {@link #writeState} wrote. */
  void readState(DataInput in) throws IOException;

  /** The online network in some episodes side by side, without noise. */
  interface GreedyOutputs {

    /** {@return the outputs for the next step of each episode} */
    float[] of(float[] observations);

    /** Forgets an episode, as another one starts in its place. */
    default void startEpisode(int row) {}
  }
}
