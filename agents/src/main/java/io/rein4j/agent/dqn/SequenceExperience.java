package io.rein4j.agent.dqn;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.ObservationEncoding;
import io.rein4j.agent.StateIo;
import io.rein4j.env.VectorStep;
import io.rein4j.math.VectorMath;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.Sequential;
import io.rein4j.random.Pcg64;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Pieces of episodes, which a network with a memory learns from as sequences: from the state that
 * it had when it acted there, after a burn-in (Kapturowski et al. 2019).
 */
final class SequenceExperience implements Experience {

  private final boolean doubleQ;
  private final int actions;
  private final int environments;
  private final int observationSize;
  private final int outputSize;
  private final ValueHead head;
  private final Network network;
  private final Network targetNetwork;
  private final EpisodeSequences waiting;
  final SequenceMemory memory;
  final SequenceMemory.Batch batch;
  private final int[] nextActions;
  private final float[] outputs;
  private final float[] nextOutputs;
  private final float[] byOutputs;
  private final float[] outputGradient;
  private final float[] seen;

  /** The network's states before and after what was seen last. */
  private final float[] before;

  private final float[] states;
  private float[] acting = {};
  private final Pcg64 sampling;
  private final Pcg64 noise;

  /**
   * Makes an empty memory, and networks with fresh parameters.
   *
   * @param actions how many there are to choose from
   * @param head tells what the outputs of a network mean
   */
  SequenceExperience(DqnSettings settings, AgentContext context, int actions, ValueHead head) {
    this.doubleQ = settings.doubleQ();
    this.actions = actions;
    this.environments = context.environments();
    this.observationSize = context.observations().size();
    this.head = head;
    ObservationEncoding encoding = ObservationEncoding.of(context.observations());
    Sequential layers = settings.layers(encoding, actions, head.outputsPerAction());
    this.network = Network.of(layers);
    this.targetNetwork = Network.of(layers);
    network.initialize(context.streams().stream("weights"));

    int length = settings.sequenceLength();
    int burnIn = settings.sequences().burnIn();
    int n = settings.nStep();
    int stateSize = network.stateSize();
    this.outputSize = network.outputSize();
    this.waiting =
        new EpisodeSequences(
            environments,
            length,
            settings.sequences(),
            n,
            settings.gamma(),
            observationSize,
            stateSize);
    this.memory =
        new SequenceMemory(
            settings.replay().capacity() / length, length, burnIn, n, observationSize, stateSize);
    int count = settings.batchSize() / length;
    this.batch = new SequenceMemory.Batch(count, length, burnIn, n, observationSize, stateSize);
    int learned = batch.rows.length;
    this.nextActions = new int[learned];
    this.outputs = new float[Math.multiplyExact(learned, outputSize)];
    this.nextOutputs = new float[outputs.length];
    this.byOutputs = new float[outputs.length];
    this.outputGradient = new float[Math.multiplyExact(count * (burnIn + length + n), outputSize)];
    this.seen = new float[environments * observationSize];
    this.before = new float[Math.multiplyExact(environments, stateSize)];
    this.states = new float[before.length];
    this.sampling = context.streams().stream("replay");
    this.noise = context.streams().stream("noise");
  }

  @Override
  public Parameters online() {
    return network.parameters();
  }

  @Override
  public Parameters target() {
    return targetNetwork.parameters();
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public void see(float[] observations) {
    System.arraycopy(observations, 0, seen, 0, seen.length);
    System.arraycopy(states, 0, before, 0, states.length);
    network.drawNoise(noise);
    acting = network.step(seen, environments, states);
  }

  @Override
  public float[] outputs() {
    return acting;
  }

  @Override
  public void remember(VectorStep step, float[] chosen) {
    for (int env = 0; env < environments; env++) {
      boolean ended = step.terminated()[env] || step.truncated()[env];
      waiting.add(
          env,
          seen,
          before,
          chosen[env],
          step.rewards()[env],
          step.terminated()[env],
          step.truncated()[env],
          ended ? step.finalObservations() : step.observations(),
          memory);
      if (ended) {
        forget(env);
      }
    }
  }

  private void forget(int env) {
    int stateSize = network.stateSize();
    Arrays.fill(states, env * stateSize, (env + 1) * stateSize, 0);
  }

  @Override
  public void cut(int env, float[] observations) {
    waiting.cut(env, observations, memory);
    forget(env);
  }

  @Override
  public int size() {
    return memory.steps();
  }

  @Override
  public void draw(double progress) {
    memory.sample(sampling, batch);
  }

  @Override
  public float[] outputGradient(BatchFigures figures) {
    int size = batch.steps.size;
    network.drawNoise(noise);
    float[] all = network.forward(batch.observations, batch.sequences, batch.states);
    gather(all, batch.nextRows, nextOutputs);
    gather(all, batch.rows, outputs);
    targetNetwork.drawNoise(noise);
    float[] valued = targetNetwork.forward(batch.observations, batch.sequences, batch.states);
    if (doubleQ) {
      chooseNextActions();
      gather(valued, batch.nextRows, nextOutputs);
    } else {
      gather(valued, batch.nextRows, nextOutputs);
      chooseNextActions();
    }
    head.computeTargets(nextOutputs, nextActions, batch.steps);
    head.backward(outputs, batch.steps, byOutputs, figures);
    Arrays.fill(outputGradient, 0, batch.sequences.rows() * outputSize, 0);
    for (int i = 0; i < size; i++) {
      System.arraycopy(
          byOutputs, i * outputSize, outputGradient, batch.rows[i] * outputSize, outputSize);
    }
    return outputGradient;
  }

  /** Chooses the action that each step's return is bootstrapped with, by the next outputs. */
  private void chooseNextActions() {
    float[] values = head.values(nextOutputs, batch.steps.size);
    for (int i = 0; i < batch.steps.size; i++) {
      nextActions[i] = VectorMath.argMax(values, i * actions, actions);
    }
  }

  private void gather(float[] source, int[] rows, float[] gathered) {
    for (int i = 0; i < batch.steps.size; i++) {
      System.arraycopy(source, rows[i] * outputSize, gathered, i * outputSize, outputSize);
    }
  }

  @Override
  public int drawn() {
    return batch.steps.size;
  }

  @Override
  public boolean drewFiniteObservations() {
    return VectorMath.allFinite(batch.observations, batch.sequences.rows() * observationSize);
  }

  @Override
  public boolean drewFiniteRewards() {
    return VectorMath.allFinite(batch.steps.rewards, batch.steps.size);
  }

  @Override
  public void learned() {}

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
  public void writeState(DataOutput out) throws IOException {
    StateIo.write(out, states, states.length);
    waiting.writeState(out);
    memory.writeState(out);
    sampling.writeState(out);
    if (network.layers().isNoisy()) {
      noise.writeState(out);
    }
  }

  @Override
  public void readState(DataInput in) throws IOException {
    StateIo.read(in, states, states.length);
    waiting.readState(in);
    memory.readState(in);
    sampling.readState(in);
    if (network.layers().isNoisy()) {
      noise.readState(in);
    }
  }
}
