package io.rein4j.agent.dqn;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.MetricSink;
import io.rein4j.agent.ObservationEncoding;
import io.rein4j.agent.StateIo;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.UpdatePath;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.VectorStep;
import io.rein4j.nn.FollowedNetwork;
import io.rein4j.nn.Network;
import io.rein4j.nn.NetworkLayer;
import io.rein4j.nn.NetworkPlan;
import io.rein4j.nn.VectorMath;
import io.rein4j.random.Pcg64;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A deep Q-network (Mnih et al. 2015): action values learned from a replay memory towards a target
 * network, acted on ε-greedily.
 */
final class DqnAgent implements Agent {

  private static final float[] NO_VALUES = {};

  private final DqnSettings settings;
  private final AgentContext context;
  private final Discrete actions;
  private final int observationSize;
  private final ValueHead head;
  final QNetwork online;
  final QNetwork target;
  private final UpdatePath path;
  private final NStepQueue queue;
  final ReplayMemory memory;
  final ReplayMemory.Batch batch;
  private final int[] nextActions;
  private final float[] outputGradient;
  private final float[][] outputGradients;
  private final float[] seen;
  private final float[] chosen;
  private final Pcg64 exploration;
  private final Pcg64 sampling;
  private final Pcg64 noise;
  private final Pcg64 dropout;
  private final BatchFigures figures = new BatchFigures();

  private long steps;
  private long updates;
  private long trainedAt;

  DqnAgent(DqnSettings settings, AgentContext context) {
    if (!(context.actions() instanceof Discrete discrete)) {
      throw new IllegalArgumentException(
          "A dqn agent needs discrete actions, but the environment's are %s%s"
              .formatted(
                  context.actions(),
                  context.actions() instanceof Box
                      ? ": choose an agent of type a2c, ppo or reinforce."
                      : ", which no agent takes."));
    }
    requireWithinEpisodes(settings.nStep(), context);
    this.settings = settings;
    this.context = context;
    this.actions = discrete;
    this.observationSize = context.observations().size();

    this.head = settings.head(discrete.n());
    ObservationEncoding encoding = ObservationEncoding.of(context.observations());
    NetworkPlan plan = settings.plan(encoding.inputShape(), discrete.n(), head.outputsPerAction());
    this.online = new QNetwork(plan, encoding, settings.noisy());
    this.target = new QNetwork(plan, encoding, settings.noisy());
    online.initialize(context.streams().stream("weights"));
    System.arraycopy(
        online.parameters.values(),
        0,
        target.parameters.values(),
        0,
        online.parameters.values().length);
    target.parameters.changed();

    this.path =
        new UpdatePath(
            online.parameters, settings.clipping(), settings.optimizer(), online.network);
    this.queue =
        new NStepQueue(context.environments(), observationSize, settings.nStep(), settings.gamma());
    this.memory =
        new ReplayMemory(
            settings.replay().capacity(), context.observations(), settings.replay().sampler());
    this.batch = new ReplayMemory.Batch(settings.batchSize(), observationSize);
    this.nextActions = new int[settings.batchSize()];
    this.outputGradient =
        new float[Math.multiplyExact(settings.batchSize(), online.network.outputSize())];
    this.outputGradients = new float[][] {outputGradient};
    this.seen = new float[context.environments() * observationSize];
    this.chosen = new float[context.environments()];
    this.exploration = context.streams().stream("exploration");
    this.sampling = context.streams().stream("replay");
    this.noise = context.streams().stream("noise");
    this.dropout = context.streams().stream("dropout");
    online.network.drawFrom(dropout);
  }

  private static void requireWithinEpisodes(int nStep, AgentContext context) {
    Integer limit = context.episodeLimit();
    if (limit != null && nStep > limit) {
      throw new IllegalArgumentException(
          ("'n-step' is %d, but episodes end after %d steps at the latest: choose at most %d, or a"
                  + " longer time limit.")
              .formatted(nStep, limit, limit));
    }
  }

  @Override
  public void act(float[] observations, float[] out) {
    int count = context.environments();
    System.arraycopy(observations, 0, seen, 0, count * observationSize);
    double epsilon = epsilon();
    float[] values = epsilon < 1 ? valuesUnderNoise(observations, count) : NO_VALUES;
    for (int env = 0; env < count; env++) {
      int index =
          exploration.nextDouble() < epsilon
              ? (int) exploration.integers(actions.n())
              : VectorMath.argMax(values, env * actions.n(), actions.n());
      chosen[env] = index;
      out[env] = index + actions.start();
    }
  }

  private float[] valuesUnderNoise(float[] observations, int rows) {
    online.drawNoise(noise);
    return head.values(online.network.predict(observations, rows), rows);
  }

  private double epsilon() {
    return steps < settings.replay().warmup()
        ? 1
        : settings.exploration().at(context.progress(steps));
  }

  @Override
  public boolean observe(VectorStep step, UpdateListener listener) {
    int count = step.count();
    for (int env = 0; env < count; env++) {
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
    long before = steps;
    steps += count;
    if (crosses(settings.targetUpdateInterval(), before, steps)) {
      moveTarget();
    }
    if (!crosses(settings.trainFrequency(), before, steps)) {
      return false;
    }
    long collected = steps - trainedAt;
    trainedAt = steps;
    if (steps <= settings.replay().warmup() || memory.size() == 0) {
      return false;
    }
    long rounds = settings.gradientSteps() < 0 ? collected : settings.gradientSteps();
    double progress = context.progress(steps);
    for (long i = 0; i < rounds; i++) {
      learn(progress, listener);
    }
    return true;
  }

  private static boolean crosses(int interval, long before, long after) {
    return before / interval != after / interval;
  }

  /** Moves the target network towards the online one (Lillicrap et al. 2016, section 3). */
  private void moveTarget() {
    float[] from = online.parameters.values();
    float[] to = target.parameters.values();
    float rate = (float) settings.targetUpdateRate();
    if (rate == 1) {
      System.arraycopy(from, 0, to, 0, to.length);
    } else {
      for (int i = 0; i < to.length; i++) {
        to[i] += rate * (from[i] - to[i]);
      }
    }
    target.parameters.changed();
  }

  /** Makes one update from transitions drawn from the memory. */
  void learn(double progress, UpdateListener listener) {
    memory.sample(sampling, progress, batch);
    update(progress, listener);
    memory.learned(batch);
  }

  /** Makes one update from what is in the batch. */
  void update(double progress, UpdateListener listener) {
    computeTargets();
    online.drawNoise(noise);
    float[] outputs = online.network.forward(batch.observations, batch.size);
    head.backward(outputs, batch, outputGradient, figures);
    path.backward(batch.size, outputGradients, progress);
    path.update(progress, listener);
    updates++;
  }

  private void computeTargets() {
    target.drawNoise(noise);
    float[] next = target.network.predict(batch.nextObservations, batch.size);
    float[] values =
        settings.doubleQ()
            ? valuesUnderNoise(batch.nextObservations, batch.size)
            : head.values(next, batch.size);
    for (int row = 0; row < batch.size; row++) {
      nextActions[row] = VectorMath.argMax(values, row * actions.n(), actions.n());
    }
    head.computeTargets(next, nextActions, batch);
  }

  @Override
  public void actGreedily(float[] observations, int rows, float[] out) {
    online.holdStill();
    float[] values = head.values(online.network.predict(observations, rows), rows);
    for (int row = 0; row < rows; row++) {
      out[row] = VectorMath.argMax(values, row * actions.n(), actions.n()) + actions.start();
    }
  }

  @Override
  public boolean onPolicy() {
    return false;
  }

  @Override
  public boolean atRolloutBoundary() {
    return true;
  }

  @Override
  public ParameterLayout layout() {
    return online.parameters.layout();
  }

  @Override
  public float[] parameters() {
    return online.parameters.values();
  }

  @Override
  public Optional<Network> policyNetwork() {
    online.holdStill();
    List<NetworkLayer> behind = head.valueLayers();
    return Optional.of(
        behind.isEmpty() ? online.network : new FollowedNetwork(online.network, behind));
  }

  @Override
  public void drainMetrics(MetricSink sink) {
    figures.drain(sink);
    sink.put("learning_rate", path.learningRate(context.progress(steps)));
    sink.put("exploration_rate", epsilon());
    sink.put("replay_size", memory.size());
    sink.put("updates", (double) updates);
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    out.writeLong(steps);
    out.writeLong(updates);
    out.writeLong(trainedAt);
    path.writeState(out);
    StateIo.write(out, target.parameters.values(), target.parameters.values().length);
    queue.writeState(out);
    memory.writeState(out);
    exploration.writeState(out);
    sampling.writeState(out);
    noise.writeState(out);
    dropout.writeState(out);
    figures.writeState(out);
  }

  @Override
  public void readState(DataInput in) throws IOException {
    steps = in.readLong();
    updates = in.readLong();
    trainedAt = in.readLong();
    path.readState(in);
    StateIo.read(in, target.parameters.values(), target.parameters.values().length);
    target.parameters.changed();
    queue.readState(in);
    memory.readState(in);
    exploration.readState(in);
    sampling.readState(in);
    noise.readState(in);
    dropout.readState(in);
    figures.readState(in);
  }
}
