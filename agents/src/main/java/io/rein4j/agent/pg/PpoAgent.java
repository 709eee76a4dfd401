package io.rein4j.agent.pg;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.MetricSink;
import io.rein4j.agent.ObservationEncoding;
import io.rein4j.agent.RunningMeans;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.UpdatePath;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.Discrete;
import io.rein4j.env.VectorStep;
import io.rein4j.nn.Categorical;
import io.rein4j.nn.Network;
import io.rein4j.nn.NetworkPlan;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.VectorMath;
import io.rein4j.random.Pcg64;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * Proximal policy optimisation (Schulman et al. 2017) with the clipped surrogate, generalised
 * advantage estimation, and an actor and a critic of their own.
 */
final class PpoAgent implements Agent {

  private static final String ACTOR = "actor";
  private static final String CRITIC = "critic";

  private final PpoSettings settings;
  private final AgentContext context;
  private final Discrete actions;
  private final int observationSize;
  final Parameters parameters;
  private final Network actor;
  private final Network critic;
  private final UpdatePath path;
  final Rollout rollout;
  private final PpoLoss loss;
  private final float[][] outputGradients;
  private final float[] batchObservations;
  private final int[] order;
  private final float[] finalObservation;
  private final Categorical policy;
  private final Pcg64 exploration;
  private final Pcg64 shuffling;
  private final RunningMeans explainedVariance = new RunningMeans("explained_variance");

  private long steps;
  private long updates;

  PpoAgent(PpoSettings settings, AgentContext context) {
    if (!(context.actions() instanceof Discrete discrete)) {
      throw new IllegalArgumentException(
          "A ppo agent needs discrete actions, but the environment's are %s."
              .formatted(context.actions()));
    }
    this.settings = settings;
    this.context = context;
    this.actions = discrete;
    this.observationSize = context.observations().size();

    ObservationEncoding encoding = ObservationEncoding.of(context.observations());
    ParameterLayout.Builder layout = ParameterLayout.builder();
    NetworkPlan actorPlan = settings.network().plan(ACTOR, encoding.inputShape(), discrete.n());
    NetworkPlan criticPlan = settings.network().forValues().plan(CRITIC, encoding.inputShape(), 1);
    actorPlan.declare(layout);
    criticPlan.declare(layout);
    this.parameters = new Parameters(layout.build());
    this.actor = encoding.before(actorPlan.build(parameters));
    this.critic = encoding.before(criticPlan.build(parameters));
    Pcg64 weights = context.streams().stream("weights");
    actorPlan.initialize(parameters, weights, Math.sqrt(2), 0.01);
    criticPlan.initialize(parameters, weights, Math.sqrt(2), 1);
    parameters.changed();

    this.path =
        new UpdatePath(parameters, settings.clipping(), settings.optimizer(), actor, critic);
    this.rollout = new Rollout(settings.rolloutSteps(), context.environments(), observationSize);
    int batchSize = Math.min(settings.batchSize(), rollout.size());
    this.loss = new PpoLoss(settings, batchSize, discrete.n());
    this.outputGradients = new float[][] {loss.logitGradient(), loss.valueGradient()};
    this.batchObservations = new float[batchSize * observationSize];
    this.order = new int[rollout.size()];
    this.finalObservation = new float[observationSize];
    this.policy = new Categorical(discrete.n());
    this.exploration = context.streams().stream("exploration");
    this.shuffling = context.streams().stream("minibatches");
  }

  @Override
  public void act(float[] observations, float[] out) {
    int count = context.environments();
    int row = rollout.row();
    System.arraycopy(
        observations, 0, rollout.observations, row * observationSize, count * observationSize);
    System.arraycopy(critic.predict(observations, count), 0, rollout.values, row, count);
    policy.set(actor.predict(observations, count), count);
    for (int env = 0; env < count; env++) {
      int action = policy.sample(env, exploration);
      rollout.actions[row + env] = action;
      rollout.logProbabilities[row + env] = policy.logProbability(env, action);
      out[env] = action + actions.start();
    }
  }

  @Override
  public boolean observe(VectorStep step, UpdateListener listener) {
    for (int env = 0; env < step.count(); env++) {
      boolean terminated = step.terminated()[env];
      boolean truncated = step.truncated()[env];
      float finalValue = 0;
      if (truncated && !terminated) {
        System.arraycopy(
            step.finalObservations(), env * observationSize, finalObservation, 0, observationSize);
        finalValue = critic.predict(finalObservation, 1)[0];
      }
      rollout.setOutcome(env, step.rewards()[env], terminated || truncated, finalValue);
    }
    rollout.advance();
    steps += step.count();
    if (!rollout.isFull()) {
      return false;
    }
    float[] lastValues = critic.predict(step.observations(), step.count());
    rollout.computeAdvantages(lastValues, settings.gamma(), settings.gaeLambda());
    explainedVariance.add(0, explainedVariance());
    learn(context.progress(steps), listener);
    rollout.clear();
    return true;
  }

  /** Makes all updates from the rollout: epochs of minibatches in random order. */
  private void learn(double progress, UpdateListener listener) {
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    int batchSize = Math.min(settings.batchSize(), order.length);
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      shuffling.shuffle(order, order.length);
      for (int from = 0; from < order.length; from += batchSize) {
        int size = Math.min(batchSize, order.length - from);
        if (!update(from, size, progress, listener)) {
          return;
        }
      }
    }
  }

  /** Makes one update, unless the policy has moved too far from the one that acted. */
  boolean update(int from, int size, double progress, UpdateListener listener) {
    gather(from, size);
    float[] logits = actor.forward(batchObservations, size);
    float[] values = critic.forward(batchObservations, size);
    double kl = loss.compute(logits, values, settings.ratioClip().at(progress));
    if (settings.targetKl() != null && kl > 1.5 * settings.targetKl()) {
      return false;
    }
    path.backward(size, outputGradients, progress);
    path.update(progress, listener);
    updates++;
    return true;
  }

  private void gather(int from, int size) {
    for (int row = 0; row < size; row++) {
      int source = order[from + row] * observationSize;
      int target = row * observationSize;
      for (int i = 0; i < observationSize; i++) {
        batchObservations[target + i] = rollout.observations[source + i];
      }
    }
    loss.gather(rollout, order, from, size);
  }

  private double explainedVariance() {
    double meanReturn = 0;
    double meanResidual = 0;
    int size = rollout.size();
    for (int i = 0; i < size; i++) {
      meanReturn += rollout.returns[i];
      meanResidual += rollout.returns[i] - rollout.values[i];
    }
    meanReturn /= size;
    meanResidual /= size;
    double varianceOfReturns = 0;
    double varianceOfResiduals = 0;
    for (int i = 0; i < size; i++) {
      double deviation = rollout.returns[i] - meanReturn;
      double residual = rollout.returns[i] - rollout.values[i] - meanResidual;
      varianceOfReturns += deviation * deviation;
      varianceOfResiduals += residual * residual;
    }
    return varianceOfReturns == 0 ? Double.NaN : 1 - varianceOfResiduals / varianceOfReturns;
  }

  @Override
  public void actGreedily(float[] observations, int rows, float[] out) {
    float[] logits = actor.predict(observations, rows);
    for (int row = 0; row < rows; row++) {
      out[row] = VectorMath.argMax(logits, row * actions.n(), actions.n()) + actions.start();
    }
  }

  @Override
  public boolean onPolicy() {
    return true;
  }

  @Override
  public boolean atRolloutBoundary() {
    return rollout.isEmpty();
  }

  @Override
  public ParameterLayout layout() {
    return parameters.layout();
  }

  @Override
  public float[] parameters() {
    return parameters.values();
  }

  @Override
  public Optional<Network> policyNetwork() {
    return Optional.of(actor);
  }

  @Override
  public void drainMetrics(MetricSink sink) {
    loss.means().drain(sink);
    explainedVariance.drain(sink);
    sink.put("learning_rate", path.learningRate(context.progress(steps)));
    sink.put("ratio_clip_range", settings.ratioClip().at(context.progress(steps)));
    sink.put("updates", (double) updates);
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    out.writeLong(steps);
    out.writeLong(updates);
    path.writeState(out);
    rollout.writeState(out);
    exploration.writeState(out);
    shuffling.writeState(out);
    loss.means().writeState(out);
    explainedVariance.writeState(out);
  }

  @Override
  public void readState(DataInput in) throws IOException {
    steps = in.readLong();
    updates = in.readLong();
    path.readState(in);
    rollout.readState(in);
    exploration.readState(in);
    shuffling.readState(in);
    loss.means().readState(in);
    explainedVariance.readState(in);
  }
}
