package io.rein4j.agent.pg;

import io.rein4j.agent.ObservationEncoding;
import io.rein4j.nn.LayeredNetwork;
import io.rein4j.nn.Network;
import io.rein4j.nn.NetworkPlan;
import io.rein4j.nn.Parameters;
import io.rein4j.random.Pcg64;

/** An actor and a critic that have nothing in common. */
final class SeparateNetworks implements Networks {

  private final Parameters parameters;
  private final NetworkPlan actorPlan;
  private final NetworkPlan criticPlan;
  private final Network features;
  private final Network actor;
  private final Network critic;
  private float[] outputs = {};
  private float[] latents = {};
  private float[] values = {};

  SeparateNetworks(
      Parameters parameters, ObservationEncoding encoding, NetworkPlan actor, NetworkPlan critic) {
    this.parameters = parameters;
    this.actorPlan = actor;
    this.criticPlan = critic;
    this.features = actor.build(parameters);
    this.actor = encoding.before(features);
    this.critic = encoding.before(critic.build(parameters));
  }

  @Override
  public Network[] all() {
    return new Network[] {actor, critic};
  }

  @Override
  public LayeredNetwork actor() {
    return actor;
  }

  @Override
  public void initialize(Pcg64 random) {
    actorPlan.initialize(parameters, random, ActorCritic.HIDDEN_GAIN, ActorCritic.ACTOR_GAIN);
    criticPlan.initialize(parameters, random, ActorCritic.HIDDEN_GAIN, ActorCritic.CRITIC_GAIN);
  }

  @Override
  public void step(float[] observations, int rows) {
    outputs = actor.predict(observations, rows);
    values = critic.predict(observations, rows);
    latents = Latents.predicted(features);
  }

  @Override
  public float[] outputs(float[] observations, int rows, float[] states) {
    return actor.predict(observations, rows);
  }

  @Override
  public float[] valuesAhead(float[] observations, int environment, int rows) {
    return critic.predict(observations, rows);
  }

  @Override
  public void forward(Minibatch batch) {
    outputs = actor.forward(batch.observations(), batch.size());
    values = critic.forward(batch.observations(), batch.size());
    latents = Latents.of(features);
  }

  @Override
  public float[] outputs() {
    return outputs;
  }

  @Override
  public float[] latents() {
    return latents;
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
