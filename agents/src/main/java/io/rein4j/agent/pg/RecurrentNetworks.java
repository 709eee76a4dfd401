package io.rein4j.agent.pg;

import io.rein4j.agent.ObservationEncoding;
import io.rein4j.agent.StateIo;
import io.rein4j.nn.Differentiable;
import io.rein4j.nn.LayeredNetwork;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.RecurrentNetwork;
import io.rein4j.nn.RecurrentPlan;
import io.rein4j.random.Pcg64;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An actor and, if there is one, a critic, each with a memory of its own of every environment's
 * episode.
 */
final class RecurrentNetworks implements Networks {

  private static final int ACTOR = 0;
  private static final int CRITIC = 1;
  private static final float[] NO_LATENTS = {};

  private final Parameters parameters;
  private final RecurrentPlan actorPlan;
  private final @Nullable RecurrentPlan criticPlan;
  private final RecurrentNetwork actor;

  /** Null where every value is 0. */
  private final @Nullable RecurrentNetwork critic;

  private final float[][] states;
  private float[] ahead = {};
  private float[] zeros = {};
  private float[] outputs = {};
  private float[] values = {};

  RecurrentNetworks(
      Parameters parameters,
      ObservationEncoding encoding,
      RecurrentPlan actor,
      @Nullable RecurrentPlan critic,
      int environments) {
    this.parameters = parameters;
    this.actorPlan = actor;
    this.criticPlan = critic;
    this.actor = encoding.before(actor.build(parameters));
    this.critic = critic == null ? null : encoding.before(critic.build(parameters));
    float[] actorStates = states(this.actor, environments);
    this.states =
        this.critic == null
            ? new float[][] {actorStates}
            : new float[][] {actorStates, states(this.critic, environments)};
  }

  private static float[] states(RecurrentNetwork network, int environments) {
    return new float[Math.multiplyExact(environments, network.stateSize())];
  }

  @Override
  public Differentiable[] all() {
    return critic == null ? new Differentiable[] {actor} : new Differentiable[] {actor, critic};
  }

  @Override
  public LayeredNetwork actor() {
    return actor;
  }

  @Override
  public void initialize(Pcg64 random) {
    actorPlan.initialize(parameters, random, ActorCritic.HIDDEN_GAIN, ActorCritic.ACTOR_GAIN);
    if (criticPlan != null) {
      criticPlan.initialize(parameters, random, ActorCritic.HIDDEN_GAIN, ActorCritic.CRITIC_GAIN);
    }
  }

  @Override
  public void step(float[] observations, int rows) {
    outputs = actor.step(observations, rows, states[ACTOR]);
    values = critic == null ? zeros(rows) : critic.step(observations, rows, states[CRITIC]);
  }

  @Override
  public void forward(Minibatch batch) {
    float[][] before = batch.states();
    outputs = actor.forward(batch.observations(), batch.sequences(), before[ACTOR]);
    values =
        critic == null
            ? zeros(batch.size())
            : critic.forward(batch.observations(), batch.sequences(), before[CRITIC]);
  }

  @Override
  public float[] outputs() {
    return outputs;
  }

  @Override
  public float[] latents() {
    return NO_LATENTS;
  }

  @Override
  public float[] values() {
    return values;
  }

  @Override
  public float[] valuesAhead(float[] observations, int environment, int rows) {
    if (critic == null) {
      return zeros(rows);
    }
    int size = critic.stateSize();
    if (ahead.length < rows * size) {
      ahead = new float[rows * size];
    }
    System.arraycopy(states[CRITIC], environment * size, ahead, 0, rows * size);
    return critic.step(observations, rows, ahead);
  }

  private float[] zeros(int rows) {
    if (zeros.length < rows) {
      zeros = new float[rows];
    }
    return zeros;
  }

  @Override
  public void endEpisode(int environment) {
    forget(states[ACTOR], actor.stateSize(), environment);
    if (critic != null) {
      forget(states[CRITIC], critic.stateSize(), environment);
    }
  }

  private static void forget(float[] states, int size, int environment) {
    Arrays.fill(states, environment * size, (environment + 1) * size, 0);
  }

  @Override
  public float[][] states() {
    return states;
  }

  @Override
  public int actorStateSize() {
    return actor.stateSize();
  }

  @Override
  public float[] outputs(float[] observations, int rows, float[] states) {
    return actor.step(observations, rows, states);
  }

  @Override
  public void gradients(float[] byOutputs, float[] byValues, int rows, float[][] gradients) {
    gradients[ACTOR] = byOutputs;
    if (critic != null) {
      gradients[CRITIC] = byValues;
    }
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    for (float[] of : states) {
      StateIo.write(out, of, of.length);
    }
  }

  @Override
  public void readState(DataInput in) throws IOException {
    for (float[] of : states) {
      StateIo.read(in, of, of.length);
    }
  }
}
