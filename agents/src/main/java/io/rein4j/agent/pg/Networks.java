package io.rein4j.agent.pg;

import io.rein4j.nn.Network;
import io.rein4j.random.Pcg64;
import java.util.Optional;

/** The networks of an actor and a critic. Arrays belong to them until their next call. */
sealed interface Networks permits SeparateNetworks, SharedNetwork, ActorAlone {

  /** {@return all of them} */
  Network[] all();

  /** {@return the one that has the actor's outputs and no others} */
  Optional<Network> actor();

  /** Draws their weights, with the gains of SB3. */
  void initialize(Pcg64 random);

  /** {@return the actor's outputs for rows of observations} */
  float[] predictOutputs(float[] observations, int rows);

  /** {@return the features of the actor's last layer at the last {@link #predictOutputs}} */
  float[] predictedLatents();

  /** {@return the critic's values of rows of observations} */
  float[] predictValues(float[] observations, int rows);

  /** Computes everything for a minibatch, and keeps what a backward pass needs. */
  void forward(float[] observations, int rows);

  /** {@return the actor's outputs of the last {@link #forward}} */
  float[] outputs();

  /** {@return the features of the actor's last layer at the last {@link #forward}} */
  float[] latents();

  /** {@return the critic's values of the last {@link #forward}} */
  float[] values();

  /** Puts a loss's gradients by the outputs of each of {@link #all} into an array's beginning. */
  void gradients(float[] byOutputs, float[] byValues, int rows, float[][] gradients);
}
