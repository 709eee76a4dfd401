package io.rein4j.agent.dqn;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.MetricSink;
import io.rein4j.agent.RunningMeans;
import io.rein4j.agent.StateIo;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.UpdatePath;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.Discrete;
import io.rein4j.env.VectorStep;
import io.rein4j.nn.Mlp;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.VectorMath;
import io.rein4j.random.Pcg64;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A deep Q-network (Mnih et al. 2015): action values learned from a replay memory towards a target
 * network, acted on ε-greedily.
 */
final class DqnAgent implements Agent {

  private static final String GROUP = "q";
  private static final float[] NO_VALUES = {};
  private static final int LOSS = 0;
  private static final int TD_ERROR = 1;
  private static final int Q_VALUE = 2;

  private final DqnSettings settings;
  private final AgentContext context;
  private final Discrete actions;
  private final int observationSize;
  final Parameters online;
  private final Mlp onlineNetwork;
  final Parameters target;
  private final Mlp targetNetwork;
  private final UpdatePath path;
  private final NStepQueue queue;
  final ReplayMemory memory;
  final ReplayMemory.Batch batch;
  private final float[] targets;
  private final float[] outputGradient;
  private final float[][] outputGradients;
  private final float[] seen;
  private final float[] chosen;
  private final Pcg64 exploration;
  private final Pcg64 sampling;
  private final RunningMeans means = new RunningMeans("loss", "td_error", "q_value");

  private long steps;
  private long updates;
  private long trainedAt;

  DqnAgent(DqnSettings settings, AgentContext context) {
    if (!(context.actions() instanceof Discrete discrete)) {
      throw new IllegalArgumentException(
          "A dqn agent needs discrete actions, but the environment's are %s."
              .formatted(context.actions()));
    }
    requireWithinEpisodes(settings.nStep(), context);
    this.settings = settings;
    this.context = context;
    this.actions = discrete;
    this.observationSize = context.observations().size();

    ParameterLayout.Builder layout = ParameterLayout.builder();
    Mlp.declare(layout, GROUP, observationSize, settings.network(), discrete.n());
    this.online = new Parameters(layout.build());
    this.target = new Parameters(online.layout());
    this.onlineNetwork = network(online);
    this.targetNetwork = network(target);
    onlineNetwork.initialize(context.streams().stream("weights"), Math.sqrt(2), 1);
    online.changed();
    System.arraycopy(online.values(), 0, target.values(), 0, online.values().length);
    target.changed();

    this.path = new UpdatePath(online, settings.clipping(), settings.optimizer(), onlineNetwork);
    this.queue =
        new NStepQueue(
            context.environments(), observationSize, settings.nStep(), settings.gamma());
    this.memory = new ReplayMemory(settings.replay().capacity(), observationSize);
    this.batch = new ReplayMemory.Batch(settings.batchSize(), observationSize);
    this.targets = new float[settings.batchSize()];
    this.outputGradient = new float[settings.batchSize() * discrete.n()];
    this.outputGradients = new float[][] {outputGradient};
    this.seen = new float[context.environments() * observationSize];
    this.chosen = new float[context.environments()];
    this.exploration = context.streams().stream("exploration");
    this.sampling = context.streams().stream("replay");
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

  private Mlp network(Parameters parameters) {
    return new Mlp(parameters, GROUP, observationSize, settings.network(), actions.n());
  }

  @Override
  public void act(float[] observations, float[] out) {
    int count = context.environments();
    System.arraycopy(observations, 0, seen, 0, count * observationSize);
    double epsilon = epsilon();
    float[] values = epsilon < 1 ? onlineNetwork.predict(observations, count) : NO_VALUES;
    for (int env = 0; env < count; env++) {
      int index =
          exploration.nextDouble() < epsilon
              ? (int) exploration.integers(actions.n())
              : VectorMath.argMax(values, env * actions.n(), actions.n());
      chosen[env] = index;
      out[env] = index + actions.start();
    }
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
    float[] from = online.values();
    float[] to = target.values();
    float rate = (float) settings.targetUpdateRate();
    if (rate == 1) {
      System.arraycopy(from, 0, to, 0, to.length);
    } else {
      for (int i = 0; i < to.length; i++) {
        to[i] += rate * (from[i] - to[i]);
      }
    }
    target.changed();
  }

  /** Makes one update from transitions drawn from the memory. */
  void learn(double progress, UpdateListener listener) {
    memory.sample(sampling, batch);
    update(progress, listener);
  }

  /** Makes one update from what is in the batch. */
  void update(double progress, UpdateListener listener) {
    computeTargets();
    float[] values = onlineNetwork.forward(batch.observations, batch.size);
    computeOutputGradient(values);
    path.backward(batch.size, outputGradients, progress);
    path.update(progress, listener);
    updates++;
  }

  private void computeTargets() {
    int n = actions.n();
    float[] next = targetNetwork.predict(batch.nextObservations, batch.size);
    float[] choosing =
        settings.doubleQ() ? onlineNetwork.predict(batch.nextObservations, batch.size) : next;
    for (int row = 0; row < batch.size; row++) {
      float value = next[row * n + VectorMath.argMax(choosing, row * n, n)];
      targets[row] = batch.rewards[row] + batch.discounts[row] * value;
    }
  }

  private void computeOutputGradient(float[] values) {
    int n = actions.n();
    double loss = 0;
    double absoluteError = 0;
    double value = 0;
    for (int row = 0; row < batch.size; row++) {
      int base = row * n;
      for (int action = 0; action < n; action++) {
        outputGradient[base + action] = 0;
      }
      int taken = base + batch.actions[row];
      float error = values[taken] - targets[row];
      outputGradient[taken] = settings.loss().derivative(error) / batch.size;
      loss += settings.loss().value(error);
      absoluteError += Math.abs(error);
      value += values[taken];
    }
    means.add(LOSS, loss / batch.size);
    means.add(TD_ERROR, absoluteError / batch.size);
    means.add(Q_VALUE, value / batch.size);
  }

  @Override
  public void actGreedily(float[] observations, int rows, float[] out) {
    float[] values = onlineNetwork.predict(observations, rows);
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
    return online.layout();
  }

  @Override
  public float[] parameters() {
    return online.values();
  }

  @Override
  public void drainMetrics(MetricSink sink) {
    means.drain(sink);
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
    StateIo.write(out, target.values(), target.values().length);
    queue.writeState(out);
    memory.writeState(out);
    exploration.writeState(out);
    sampling.writeState(out);
    means.writeState(out);
  }

  @Override
  public void readState(DataInput in) throws IOException {
    steps = in.readLong();
    updates = in.readLong();
    trainedAt = in.readLong();
    path.readState(in);
    StateIo.read(in, target.values(), target.values().length);
    target.changed();
    queue.readState(in);
    memory.readState(in);
    exploration.readState(in);
    sampling.readState(in);
    means.readState(in);
  }
}
