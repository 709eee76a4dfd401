package io.rein4j.agent.pg;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.nn.Mlp;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import io.rein4j.random.Pcg64;

/** An actor and a critic that have nothing in common. */
final class SeparateNetworks implements Networks {

  private final Mlp actor;
  private final Mlp critic;
  private float[] outputs = {};
  private float[] values = {};

  static void declareActor(ParameterLayout.Builder layout, int in, MlpSettings settings, int out) {
    Mlp.declare(layout, ActorCritic.ACTOR, in, settings, out);
  }

  static void declareCritic(ParameterLayout.Builder layout, int in, MlpSettings settings) {
    Mlp.declare(layout, ActorCritic.CRITIC, in, settings, 1);
  }

  SeparateNetworks(Parameters parameters, int inputs, MlpSettings settings, int outputs) {
    this.actor = new Mlp(parameters, ActorCritic.ACTOR, inputs, settings, outputs);
    this.critic = new Mlp(parameters, ActorCritic.CRITIC, inputs, settings, 1);
  }

  @Override
  public Network[] all() {
    return new Network[] {actor, critic};
  }

  @Override
  public void initialize(Pcg64 random) {
    actor.initialize(random, ActorCritic.HIDDEN_GAIN, ActorCritic.ACTOR_GAIN);
    critic.initialize(random, ActorCritic.HIDDEN_GAIN, ActorCritic.CRITIC_GAIN);
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
    return critic.predict(observations, rows);
  }

  @Override
  public void forward(float[] observations, int rows) {
    outputs = actor.forward(observations, rows);
    values = critic.forward(observations, rows);
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
    return values;
  }

  @Override
  public void gradients(float[] byOutputs, float[] byValues, int rows, float[][] gradients) {
    gradients[0] = byOutputs;
    gradients[1] = byValues;
  }
}
