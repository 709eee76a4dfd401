package io.rein4j.agent.pg;

import io.rein4j.nn.Mlp;
import io.rein4j.nn.Network;

/** The features that an actor's last layer takes in; none, if the network does not tell them. */
final class Latents {

  private static final float[] NONE = {};

  private Latents() {}

  /** Returns those of the last prediction. */
  static float[] predicted(Network actor) {
    return actor instanceof Mlp mlp ? mlp.predictedLatent() : NONE;
  }

  /** Returns those of the last forward pass. */
  static float[] of(Network actor) {
    return actor instanceof Mlp mlp ? mlp.latent() : NONE;
  }
}
