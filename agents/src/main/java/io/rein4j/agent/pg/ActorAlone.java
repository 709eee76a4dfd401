package io.rein4j.agent.pg;

import io.rein4j.agent.ObservationEncoding;
import io.rein4j.nn.LayeredNetwork;
import io.rein4j.nn.Network;
import io.rein4j.nn.NetworkPlan;
import io.rein4j.nn.Parameters;
import io.rein4j.random.Pcg64;

/** An actor without a critic: every value is 0. */
final class ActorAlone implements Networks {

  private final Parameters parameters;
  private final NetworkPlan plan;
  private final Network features;
  private final Network actor;
  private float[] outputs = {};
  private float[] latents = {};
  private float[] zeros = {};

  ActorAlone(Parameters parameters, ObservationEncoding encoding, NetworkPlan actor) {
    this.parameters = parameters;
    this.plan = actor;
    this.features = actor.build(parameters);
    this.actor = encoding.before(features);
  }

  @Override
  public Network[] all() {
    return new Network[] {actor};
  }

  @Override
  public LayeredNetwork actor() {
    return actor;
  }

  @Override
  public void initialize(Pcg64 random) {
    plan.initialize(parameters, random, ActorCritic.HIDDEN_GAIN, ActorCritic.ACTOR_GAIN);
  }

  @Override
  public void step(float[] observations, int rows) {
    outputs = actor.predict(observations, rows);
    latents = Latents.predicted(features);
    zeros(rows);
  }

  @Override
  public float[] outputs(float[] observations, int rows, float[] states) {
    return actor.predict(observations, rows);
  }

  @Override
  public float[] valuesAhead(float[] observations, int environment, int rows) {
    return zeros(rows);
  }

  @Override
  public void forward(Minibatch batch) {
    outputs = actor.forward(batch.observations(), batch.size());
    latents = Latents.of(features);
    zeros(batch.size());
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
    return latents;
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
