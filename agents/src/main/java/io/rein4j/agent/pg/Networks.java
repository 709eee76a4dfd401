package io.rein4j.agent.pg;

import io.rein4j.nn.Differentiable;
import io.rein4j.nn.LayeredNetwork;
import io.rein4j.random.Pcg64;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The networks of an actor and a critic. Arrays belong to them until their next call.
 *
 * <p>Some remember what the episode of each environment has shown: their states are the rows of
 * {@link #states}, and all zeros at an episode's start.
 */
sealed interface Networks permits SeparateNetworks, SharedNetwork, ActorAlone, RecurrentNetworks {

  /** The states of networks that do not remember. */
  float[][] NO_STATES = {};

  /** {@return all of them} */
  Differentiable[] all();

  /** {@return the one that has the actor's outputs and no others} */
  LayeredNetwork actor();

  /** Draws their weights, with the gains of SB3. */
  void initialize(Pcg64 random);

  /** Computes everything for what all environments show, as the next step of their episodes. */
  void step(float[] observations, int rows);

  /** Computes everything for a minibatch, and keeps what a backward pass needs. */
  void forward(Minibatch batch);

  /** {@return the actor's outputs of the last {@link #step} or {@link #forward}} */
  float[] outputs();

  /** {@return the features of the actor's last layer at the last step or forward pass} */
  float[] latents();

  /** {@return the critic's values of the last step or forward pass} */
  float[] values();

  /**
   * {@return the values of observations that would be the next steps of some environments'
   * episodes, without taking these steps}
   *
   * @param observations one of each environment
   * @param environment the first of them
   * @param rows how many
   */
  float[] valuesAhead(float[] observations, int environment, int rows);

  /** Forgets the episode of an environment. */
  default void endEpisode(int environment) {}

  /** {@return for each network that remembers, a state of each environment; they may be changed} */
  default float[][] states() {
    return NO_STATES;
  }

  /** {@return the number of floats that the actor remembers of an episode} */
  default int actorStateSize() {
    return 0;
  }

  /**
   * {@return the actor's outputs for the next steps of some episodes}
   *
   * @param states of the actor in these episodes, which take the step
   */
  float[] outputs(float[] observations, int rows, float[] states);

  /** Puts a loss's gradients by the outputs of each of {@link #all} into an array's beginning. */
  void gradients(float[] byOutputs, float[] byValues, int rows, float[][] gradients);

  /** Writes what is remembered. */
  default void writeState(DataOutput out) throws IOException {}

  /** Takes over what {@link #writeState} wrote. */
  default void readState(DataInput in) throws IOException {}
}
