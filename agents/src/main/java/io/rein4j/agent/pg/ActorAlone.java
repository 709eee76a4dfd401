package io.rein4j.agent.pg;

import io.rein4j.nn.Mlp;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import io.rein4j.random.Pcg64;

/** An actor without a critic: every value is 0. */
final class ActorAlone implements Networks {

  private final Mlp actor;
  private float[] outputs = {};
  private float[] zeros = {};

  ActorAlone(Parameters parameters, int inputs, MlpSettings settings, int outputs) {
    this.actor = new Mlp(parameters, ActorCritic.ACTOR, inputs, settings, outputs);
  }

  @Override
  public Network[] all() {
    return new Network[] {actor};
  }

  @Override
  public void initialize(Pcg64 random) {
    actor.initialize(random, ActorCritic.HIDDEN_GAIN, ActorCritic.ACTOR_GAIN);
  }

  @Override
  public float[] predictOutputs(float[] observations, int rows) {
    return actor.predict(observations, rows);
  }

  @Override
  public float[] predictedLatents() {
    return actor.predictedLatent();
  }

  @Override
  public float[] predictValues(float[] observations, int rows) {
    return zeros(rows);
  }

  @Override
  public void forward(float[] observations, int rows) {
    outputs = actor.forward(observations, rows);
    zeros(rows);
  }

  private float[] zeros(int rows) {
    if (zeros.length < rows) {
      zeros = new float[rows];
    }
    return zeros;
  }

  @Override
  public float[] outputs() {
    return outputs;
  }

  @Override
  public float[] latents() {
    return actor.latent();
  }

  @Override
  public float[] values() {
    return zeros;
  }

  @Override
  public void gradients(float[] byOutputs, float[] byValues, int rows, float[][] gradients) {
    gradients[0] = byOutputs;
  }
}
