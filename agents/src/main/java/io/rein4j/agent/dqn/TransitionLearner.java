package io.rein4j.agent.dqn;

import io.rein4j.agent.replay.TransitionBatch;
import io.rein4j.nn.Network;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import io.rein4j.state.State;
import java.io.IOException;

/** Q-learning from single transitions, each of which tells a network without memory everything. */
final class TransitionLearner implements QLearner {

  private static final float[] NO_STATES = {};

  private final QNetworks networks;
  private final Network online;
  private final Network target;
  private final TransitionBatch batch;
  private final int[] nextActions;
  private final float[] outputGradient;
  private final float[] seen;
  private final int environments;
  private final Pcg64 noise;
  private final Pcg64 dropout;

  /** Where dropout was before the last update's forward pass. */
  private final Pcg64 repeatedDropout;

  private final RepeatedLoss repeated;

  /**
   * Makes a learner.
   *
   * @param batch what is drawn to be learned from
   */
  TransitionLearner(
      QNetworks networks, int environments, TransitionBatch batch, RandomStreams streams) {
    this.networks = networks;
    this.environments = environments;
    this.online = networks.online();
    this.target = networks.target();
    this.batch = batch;
    int size = batch.steps().size();
    this.nextActions = new int[size];
    this.outputGradient = new float[Math.multiplyExact(size, networks.outputSize())];
    this.seen = new float[Math.multiplyExact(environments, batch.observations().length / size)];
    this.noise = streams.stream("noise");
    this.dropout = streams.stream("dropout");
    this.repeatedDropout = streams.stream("dropout");
    this.repeated = new RepeatedLoss(networks.head());
    online.drawFrom(dropout);
  }

  @Override
  public float[] states() {
    return NO_STATES;
  }

  @Override
  public void see(float[] observations) {
    System.arraycopy(observations, 0, seen, 0, seen.length);
  }

  @Override
  public float[] outputs() {
    return outputsUnderNoise(seen, environments);
  }

  private float[] outputsUnderNoise(float[] observations, int rows) {
    online.drawNoise(noise);
    return online.predict(observations, rows);
  }

  @Override
  public void forget(int env) {}

  @Override
  public float[] outputGradient(BatchMetrics metrics) {
    computeTargets();
    online.drawNoise(noise);
    repeatedDropout.set(dropout);
    float[] outputs = online.forward(batch.observations(), batch.steps().size());
    networks.head().backward(outputs, batch.steps(), outputGradient, metrics);
    return outputGradient;
  }

  @Override
  public float[] repeatedOutputGradient() {
    online.drawFrom(repeatedDropout);
    float[] outputs = online.forward(batch.observations(), batch.steps().size());
    online.drawFrom(dropout);
    repeated.backward(outputs, batch.steps(), outputGradient);
    return outputGradient;
  }

  private void computeTargets() {
    int rows = batch.steps().size();
    target.drawNoise(noise);
    float[] next = target.predict(batch.nextObservations(), rows);
    networks.chooseBest(
        networks.doubleQ() ? outputsUnderNoise(batch.nextObservations(), rows) : next,
        rows,
        batch.nextMasks(),
        nextActions);
    networks.head().computeTargets(next, nextActions, batch.steps());
  }

  @Override
  public GreedyOutputs greedyOutputs(int rows) {
    return observations -> {
      online.removeNoise();
      return online.predict(observations, rows);
    };
  }

  @Override
  public void state(State state) throws IOException {
    noise.state(state);
    dropout.state(state);
  }
}
