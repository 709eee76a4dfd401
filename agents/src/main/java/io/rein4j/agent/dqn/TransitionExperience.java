package io.rein4j.agent.dqn;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.ObservationEncoding;
import io.rein4j.env.VectorStep;
import io.rein4j.math.VectorMath;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.Sequential;
import io.rein4j.random.Pcg64;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Single transitions, each of which tells a network without memory everything. */
final class TransitionExperience implements Experience {

  private final boolean doubleQ;
  private final int actions;
  private final int environments;
  private final int observationSize;
  private final ValueHead head;
  private final Network online;
  private final Network target;
  private final NStepQueue queue;
  final ReplayMemory memory;
  final ReplayMemory.Batch batch;
  private final int[] nextActions;
  private final float[] outputGradient;
  private final float[] seen;
  private final Pcg64 sampling;
  private final Pcg64 noise;
  private final Pcg64 dropout;

  /**
   * Makes an empty memory, and networks with fresh parameters.
   *
   * @param actions how many there are to choose from
   * @param head tells what the outputs of a network mean
   */
  TransitionExperience(DqnSettings settings, AgentContext context, int actions, ValueHead head) {
    this.doubleQ = settings.doubleQ();
    this.actions = actions;
    this.environments = context.environments();
    this.observationSize = context.observations().size();
    this.head = head;
    ObservationEncoding encoding = ObservationEncoding.of(context.observations());
    Sequential layers = settings.layers(encoding, actions, head.outputsPerAction());
    this.online = Network.of(layers);
    this.target = Network.of(layers);
    online.initialize(context.streams().stream("weights"));
    this.queue = new NStepQueue(environments, observationSize, settings.nStep(), settings.gamma());
    this.memory =
        new ReplayMemory(
            settings.replay().capacity(), context.observations(), settings.replay().sampler());
    this.batch = new ReplayMemory.Batch(settings.batchSize(), observationSize);
    this.nextActions = new int[settings.batchSize()];
    this.outputGradient = new float[Math.multiplyExact(settings.batchSize(), online.outputSize())];
    this.seen = new float[environments * observationSize];
    this.sampling = context.streams().stream("replay");
    this.noise = context.streams().stream("noise");
    this.dropout = context.streams().stream("dropout");
    online.drawFrom(dropout);
  }

  @Override
  public Parameters online() {
    return online.parameters();
  }

  @Override
  public Parameters target() {
    return target.parameters();
  }

  @Override
  public Network network() {
    return online;
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
  public void remember(VectorStep step, float[] chosen) {
    for (int env = 0; env < environments; env++) {
      boolean ended = step.terminated()[env] || step.truncated()[env];
      queue.add(
          env,
          seen,
          env * observationSize,
          chosen[env],
          step.rewards()[env],
          step.terminated()[env],
          step.truncated()[env],
          ended ? step.finalObservations() : step.observations(),
          env * observationSize,
          memory);
    }
  }

  @Override
  public void cut(int env, float[] observations) {
    queue.cut(env, observations, env * observationSize, memory);
  }

  @Override
  public int size() {
    return memory.size();
  }

  @Override
  public void draw(double progress) {
    memory.sample(sampling, progress, batch);
  }

  @Override
  public float[] outputGradient(BatchFigures figures) {
    computeTargets();
    online.drawNoise(noise);
    float[] outputs = online.forward(batch.observations, batch.steps.size);
    head.backward(outputs, batch.steps, outputGradient, figures);
    return outputGradient;
  }

  private void computeTargets() {
    int rows = batch.steps.size;
    target.drawNoise(noise);
    float[] next = target.predict(batch.nextObservations, rows);
    float[] values =
        head.values(doubleQ ? outputsUnderNoise(batch.nextObservations, rows) : next, rows);
    for (int row = 0; row < rows; row++) {
      nextActions[row] = VectorMath.argMax(values, row * actions, actions);
    }
    head.computeTargets(next, nextActions, batch.steps);
  }

  @Override
  public int drawn() {
    return batch.steps.size;
  }

  @Override
  public boolean drewFiniteObservations() {
    return VectorMath.allFinite(batch.observations, batch.observations.length)
        && VectorMath.allFinite(batch.nextObservations, batch.nextObservations.length);
  }

  @Override
  public boolean drewFiniteRewards() {
    return VectorMath.allFinite(batch.steps.rewards, batch.steps.size);
  }

  @Override
  public void learned() {
    memory.learned(batch);
  }

  @Override
  public GreedyOutputs greedyOutputs(int rows) {
    return observations -> {
      online.removeNoise();
      return online.predict(observations, rows);
    };
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    queue.writeState(out);
    memory.writeState(out);
    sampling.writeState(out);
    noise.writeState(out);
    dropout.writeState(out);
  }

  @Override
  public void readState(DataInput in) throws IOException {
    queue.readState(in);
    memory.readState(in);
    sampling.readState(in);
    noise.readState(in);
    dropout.readState(in);
  }
}
