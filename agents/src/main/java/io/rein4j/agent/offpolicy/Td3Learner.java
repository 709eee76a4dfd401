package io.rein4j.agent.offpolicy;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.GreedyPolicy;
import io.rein4j.agent.MetricSink;
import io.rein4j.agent.ObservationEncoding;
import io.rein4j.agent.RunningMeans;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.replay.Batch;
import io.rein4j.agent.replay.TransitionBatch;
import io.rein4j.env.Box;
import io.rein4j.math.VectorMath;
import io.rein4j.nn.Bounds;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import io.rein4j.policy.PolicyLayers;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * A deterministic actor a = tanh u, learned with delay by the first of its critics, which learn
 * from the least of their targets' values of a noised action (Fujimoto et al. 2018, algorithm 1).
 */
final class Td3Learner implements ActorLearner {

  private final Td3Settings settings;
  final OffPolicyNetworks networks;
  private final Network targetActor;
  private final int actionSize;
  private final Bounds bounds;
  private final float[] targets;
  private final float[] actions;
  private final float[] nextActions;
  private final float[] byActions;
  private final float[][] outputGradients = new float[1][];
  private final Pcg64 noise;
  private final CriticMetrics metrics = new CriticMetrics();
  private final RunningMeans actorLoss = new RunningMeans("actor_loss");

  private long rounds;

  Td3Learner(Td3Settings settings, AgentContext context) {
    OffPolicyCommon common = settings.common();
    Box box = common.actions(context.actions());
    this.settings = settings;
    this.networks =
        new OffPolicyNetworks(
            common,
            settings.layers(ObservationEncoding.of(context.observations()), box),
            context,
            true,
            true);
    this.targetActor = Objects.requireNonNull(networks.targetActor);
    this.actionSize = box.size();
    this.bounds = new ActionScale(box).squashing();
    int n = Math.multiplyExact(settings.batchSize(), actionSize);
    this.targets = new float[settings.batchSize()];
    this.actions = new float[n];
    this.nextActions = new float[n];
    this.byActions = new float[n];
    this.noise = context.streams().stream("noise");
  }

  @Override
  public Parameters parameters() {
    return networks.parameters;
  }

  @Override
  public void explore(float[] observations, Pcg64 random, float[] chosen) {
    int rows = chosen.length / actionSize;
    VectorMath.tanh(networks.actor.predict(observations, rows), 0, chosen, 0, chosen.length);
  }

  @Override
  public int update(TransitionBatch batch, double progress, UpdateListener listener) {
    return update(batch, noise, progress, listener);
  }

  /** Makes an update with noise from somewhere. */
  int update(
      TransitionBatch batch, RandomGenerator random, double progress, UpdateListener listener) {
    Batch steps = batch.steps();
    computeTargets(batch, random);
    outputGradients[0] =
        networks.critics.lossGradient(networks.observations(batch), steps, 1, targets, metrics);
    networks.criticPath.update(steps.size(), outputGradients, progress, listener);
    rounds++;
    if (rounds % settings.policyDelay() != 0) {
      return 1;
    }
    outputGradients[0] = actorGradient(batch);
    networks.actorPath.update(steps.size(), outputGradients, progress, listener);
    networks.moveTargets();
    return 2;
  }

  private void computeTargets(TransitionBatch batch, RandomGenerator random) {
    Batch steps = batch.steps();
    int n = steps.size() * actionSize;
    float[] outputs = targetActor.predict(batch.nextObservations(), steps.size());
    VectorMath.tanh(outputs, 0, nextActions, 0, n);
    if (settings.targetNoise() > 0) {
      double most = settings.targetNoiseClip();
      for (int i = 0; i < n; i++) {
        double drawn = settings.targetNoise() * random.nextGaussian();
        float noised = nextActions[i] + (float) Math.max(-most, Math.min(most, drawn));
        nextActions[i] = Math.max(-1f, Math.min(1f, noised));
      }
    }
    float[] values = networks.critics.targetValues(networks.nextObservations(batch), nextActions);
    for (int row = 0; row < steps.size(); row++) {
      targets[row] = steps.rewards()[row] + steps.discounts()[row] * values[row];
    }
  }

  /**
   * Returns the derivative of minus the mean of the first critic's values by the actor's outputs.
   */
  private float[] actorGradient(TransitionBatch batch) {
    int rows = batch.steps().size();
    int n = rows * actionSize;
    VectorMath.tanh(networks.actor.forward(batch.observations(), rows), 0, actions, 0, n);
    float[] values = networks.critics.values(networks.observations(batch), actions);
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      sum += values[row];
    }
    actorLoss.add(0, -sum / rows);
    networks.critics.backwardToActions(byActions);
    for (int i = 0; i < n; i++) {
      byActions[i] *= 1 - actions[i] * actions[i];
    }
    return byActions;
  }

  @Override
  public OffPolicyNetworks networks() {
    return networks;
  }

  @Override
  public GreedyPolicy greedyPolicy(int rows) {
    return (observations, out) ->
        bounds.model().apply(networks.actor.predict(observations, rows), 0, rows, out);
  }

  @Override
  public PolicyLayers policyLayers() {
    return new PolicyLayers(
        networks.parameters, networks.actor.layers(), List.of(bounds), false, null);
  }

  @Override
  public void startFrom(float[] values) {
    networks.startFrom(values);
  }

  @Override
  public void drainMetrics(double progress, MetricSink sink) {
    metrics.drain(sink);
    actorLoss.drain(sink);
    networks.paths.putLearningRates(progress, sink);
  }

  @Override
  public void state(State state) throws IOException {
    rounds = state.count(rounds);
    networks.state(state);
    noise.state(state);
    metrics.state(state);
    actorLoss.state(state);
  }
}
