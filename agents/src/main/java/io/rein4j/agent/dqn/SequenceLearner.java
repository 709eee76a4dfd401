package io.rein4j.agent.dqn;

import io.rein4j.agent.replay.Batch;
import io.rein4j.agent.replay.SequenceBatch;
import io.rein4j.nn.Network;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.Arrays;

/**
 * Q-learning from pieces of episodes, which a network with a memory reads as sequences: from the
 * state that it had when it acted there, after a burn-in (Kapturowski et al. 2019).
 */
final class SequenceLearner implements QLearner {

  private final QNetworks networks;
  private final int environments;
  private final int outputSize;
  private final Network network;
  private final Network targetNetwork;
  private final SequenceBatch batch;
  private final int[] nextActions;
  private final float[] outputs;
  private final float[] nextOutputs;
  private final float[] byOutputs;
  private final float[] outputGradient;

  /** The network's states after what was seen last. */
  private final float[] states;

  private float[] acting = {};
  private final Pcg64 noise;
  private final RepeatedLoss repeated;

  /**
   * Makes a learner.
   *
   * @param batch what is drawn to be learned from
   */
  SequenceLearner(
      QNetworks networks, int environments, SequenceBatch batch, RandomStreams streams) {
    this.networks = networks;
    this.environments = environments;
    this.network = networks.online();
    this.targetNetwork = networks.target();
    this.batch = batch;
    this.outputSize = networks.outputSize();
    int learned = batch.rows().length;
    this.nextActions = new int[learned];
    this.outputs = new float[Math.multiplyExact(learned, outputSize)];
    this.nextOutputs = new float[outputs.length];
    this.byOutputs = new float[outputs.length];
    this.outputGradient = new float[Math.multiplyExact(batch.mostRows(), outputSize)];
    this.states = new float[Math.multiplyExact(environments, network.stateSize())];
    this.noise = streams.stream("noise");
    this.repeated = new RepeatedLoss(networks.head());
  }

  @Override
  public float[] states() {
    return states;
  }

  @Override
  public void see(float[] observations) {
    network.drawNoise(noise);
    acting = network.step(observations, environments, states);
  }

  @Override
  public float[] outputs() {
    return acting;
  }

  @Override
  public void forget(int env) {
    int stateSize = network.stateSize();
    Arrays.fill(states, env * stateSize, (env + 1) * stateSize, 0);
  }

  @Override
  public float[] outputGradient(BatchMetrics metrics) {
    Batch steps = batch.steps();
    network.drawNoise(noise);
    float[] all = network.forward(batch.observations(), batch.sequences(), batch.states());
    gather(all, batch.nextRows(), nextOutputs);
    gather(all, batch.rows(), outputs);
    targetNetwork.drawNoise(noise);
    float[] valued = targetNetwork.forward(batch.observations(), batch.sequences(), batch.states());
    if (networks.doubleQ()) {
      chooseNextActions();
      gather(valued, batch.nextRows(), nextOutputs);
    } else {
      gather(valued, batch.nextRows(), nextOutputs);
      chooseNextActions();
    }
    networks.head().computeTargets(nextOutputs, nextActions, steps);
    networks.head().backward(outputs, steps, byOutputs, metrics);
    return ofAllRows();
  }

  @Override
  public float[] repeatedOutputGradient() {
    float[] all = network.forward(batch.observations(), batch.sequences(), batch.states());
    gather(all, batch.rows(), outputs);
    repeated.backward(outputs, batch.steps(), byOutputs);
    return ofAllRows();
  }

  /** Puts the derivatives by the learned rows' outputs among those of all rows. */
  private float[] ofAllRows() {
    Arrays.fill(outputGradient, 0, batch.sequences().rows() * outputSize, 0);
    for (int i = 0; i < batch.steps().size(); i++) {
      System.arraycopy(
          byOutputs, i * outputSize, outputGradient, batch.rows()[i] * outputSize, outputSize);
    }
    return outputGradient;
  }

  /** Chooses the action that each step's return is bootstrapped with, by the next outputs. */
  private void chooseNextActions() {
    networks.chooseBest(nextOutputs, batch.steps().size(), batch.nextMasks(), nextActions);
  }

  private void gather(float[] source, int[] rows, float[] gathered) {
    for (int i = 0; i < batch.steps().size(); i++) {
      System.arraycopy(source, rows[i] * outputSize, gathered, i * outputSize, outputSize);
    }
  }

  @Override
  public GreedyOutputs greedyOutputs(int rows) {
    int stateSize = network.stateSize();
    float[] remembered = new float[Math.multiplyExact(rows, stateSize)];
    return new GreedyOutputs() {
      @Override
      public float[] of(float[] observations) {
        network.removeNoise();
        return network.step(observations, rows, remembered);
      }

      @Override
      public void startEpisode(int row) {
        Arrays.fill(remembered, row * stateSize, (row + 1) * stateSize, 0);
      }
    };
  }

  @Override
  public void state(State state) throws IOException {
    state.of(states);
    noise.state(state);
  }
}
