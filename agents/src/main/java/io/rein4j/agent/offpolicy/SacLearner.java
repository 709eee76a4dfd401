package io.rein4j.agent.offpolicy;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.GreedyPolicy;
import io.rein4j.agent.MetricSink;
import io.rein4j.agent.ObservationEncoding;
import io.rein4j.agent.RunningMeans;
import io.rein4j.agent.StateDependentNoise;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.UpdatePath;
import io.rein4j.agent.replay.Batch;
import io.rein4j.agent.replay.TransitionBatch;
import io.rein4j.env.Box;
import io.rein4j.math.VectorMath;
import io.rein4j.nn.Bounds;
import io.rein4j.nn.Layer;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parallel;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.Sequential;
import io.rein4j.nn.StateDependentLogStd;
import io.rein4j.nn.model.BoundsModel;
import io.rein4j.policy.PolicyLayers;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A stochastic actor that is rewarded for its entropy, and critics that count it (Haarnoja et al.
 * 2018, "Soft actor-critic algorithms and applications", algorithm 1), in the order of
 * Stable-Baselines3's {@code SAC.train}: the coefficient of the entropy, the critics, then the
 * actor by the changed critics; all with the coefficient from before.
 */
final class SacLearner implements ActorLearner {

  private static final float[] NO_INPUTS = {};

  private static final int ACTOR_LOSS = 0;
  private static final int COEFFICIENT = 1;
  private static final int ENTROPY = 2;

  final OffPolicyNetworks networks;
  private final int actionSize;
  private final int width;
  private final float fixedCoefficient;
  private final float targetEntropy;
  private final Bounds bounds;
  private final SquashedGaussian current;
  private final SquashedGaussian next;
  private final SquashedGaussian acting;
  private final @Nullable StateDependentLogStd sdeLogStd;
  private final @Nullable StateDependentNoise sdeNoise;
  private final float[] sdeDrawn;
  private final float[] targets;
  private final float[] byActions;
  private final float[] byOutputs;
  private final float[] byLogCoefficient;
  private final float[][] outputGradients = new float[1][];
  private final Pcg64 noise;
  private final CriticMetrics metrics = new CriticMetrics();
  private final RunningMeans actorMetrics =
      new RunningMeans("actor_loss", "entropy_coefficient", "entropy");

  SacLearner(SacSettings settings, AgentContext context) {
    OffPolicyCommon common = settings.common();
    Box box = common.actions(context.actions());
    this.networks =
        new OffPolicyNetworks(
            common,
            settings.layers(ObservationEncoding.of(context.observations()), box),
            context,
            false,
            false);
    this.actionSize = box.size();
    this.width = networks.actor.outputSize();
    Double held = settings.entropyCoefficient();
    this.fixedCoefficient = held == null ? Float.NaN : held.floatValue();
    Double target = settings.targetEntropy();
    this.targetEntropy = target == null ? -actionSize : target.floatValue();
    this.bounds = new ActionScale(box).squashing();
    boolean sde = settings.sde() != null;
    int rows = settings.batchSize();
    this.current = new SquashedGaussian(actionSize, sde, rows);
    this.next = new SquashedGaussian(actionSize, sde, rows);
    this.acting = new SquashedGaussian(actionSize, sde, context.environments());
    this.sdeLogStd =
        settings.sde() == null ? null : settings.sdeLogStd(features(networks.actor), actionSize);
    this.sdeNoise =
        sdeLogStd == null || settings.sde() == null
            ? null
            : new StateDependentNoise(
                networks.parameters,
                sdeLogStd,
                context.environments(),
                settings.sde().sampleFrequency());
    this.sdeDrawn = new float[Math.multiplyExact(context.environments(), actionSize)];
    this.targets = new float[rows];
    this.byActions = new float[Math.multiplyExact(rows, actionSize)];
    this.byOutputs = new float[Math.multiplyExact(rows, width)];
    this.byLogCoefficient = new float[rows];
    this.noise = context.streams().stream("noise");
  }

  private static Parallel heads(Network actor) {
    List<Layer> layers = actor.layers().layers();
    return (Parallel) layers.get(layers.size() - 1);
  }

  private static int features(Network actor) {
    return heads(actor).inputs();
  }

  @Override
  public Parameters parameters() {
    return networks.parameters;
  }

  @Override
  public void beforeStep(int stepOfRound, Pcg64 random) {
    if (sdeNoise != null) {
      sdeNoise.beforeStep(stepOfRound, random);
    }
  }

  @Override
  public void explore(float[] observations, Pcg64 random, float[] actions) {
    int rows = actions.length / actionSize;
    float[] outputs = networks.actor.predict(observations, rows);
    if (sdeNoise != null) {
      sdeNoise.write(networks.actor.steppedFeatures(), rows, sdeDrawn, 0);
      for (int row = 0; row < rows; row++) {
        System.arraycopy(sdeDrawn, row * actionSize, outputs, row * width + actionSize, actionSize);
      }
    }
    acting.draw(outputs, rows, random);
    System.arraycopy(acting.actions(), 0, actions, 0, actions.length);
  }

  @Override
  public int update(TransitionBatch batch, double progress, UpdateListener listener) {
    return update(batch, noise, progress, listener);
  }

  /** Makes an update with noise from somewhere. */
  int update(
      TransitionBatch batch, RandomGenerator random, double progress, UpdateListener listener) {
    Batch steps = batch.steps();
    int rows = steps.size();
    networks.actor.drawNoise(random);
    current.draw(networks.actor.forward(batch.observations(), rows), rows, random);
    next.draw(networks.actor.predict(batch.nextObservations(), rows), rows, random);
    float coefficient = coefficient();
    int updates = 2;
    if (networks.coefficientPath != null && networks.coefficient != null) {
      learnCoefficient(networks.coefficient, networks.coefficientPath, rows, progress, listener);
      updates++;
    }

    computeTargets(batch, coefficient);
    float[] observations = networks.observations(batch);
    outputGradients[0] = networks.critics.lossGradient(observations, steps, 0.5f, targets, metrics);
    networks.criticPath.update(rows, outputGradients, progress, listener);

    float[] values = networks.critics.values(observations, current.actions());
    measure(values, coefficient, rows);
    networks.critics.backwardToActions(byActions);
    current.backward(byActions, coefficient / rows, byOutputs);
    outputGradients[0] = byOutputs;
    networks.actorPath.update(rows, outputGradients, progress, listener);
    networks.moveTargets();
    return updates;
  }

  /** Returns α. */
  private float coefficient() {
    return networks.coefficient == null
        ? fixedCoefficient
        : VectorMath.exp(networks.coefficient.predict(NO_INPUTS, 1)[0]);
  }

  /** Makes an update by the loss −log α · (log π + target entropy). */
  private void learnCoefficient(
      Network network, UpdatePath path, int rows, double progress, UpdateListener listener) {
    network.forward(NO_INPUTS, rows);
    for (int row = 0; row < rows; row++) {
      byLogCoefficient[row] = -(current.logProbabilities()[row] + targetEntropy) / rows;
    }
    outputGradients[0] = byLogCoefficient;
    path.update(rows, outputGradients, progress, listener);
  }

  private void computeTargets(TransitionBatch batch, float coefficient) {
    Batch steps = batch.steps();
    float[] values =
        networks.critics.targetValues(networks.nextObservations(batch), next.actions());
    float[] logProbabilities = next.logProbabilities();
    for (int row = 0; row < steps.size(); row++) {
      targets[row] =
          steps.rewards()[row]
              + steps.discounts()[row] * (values[row] - coefficient * logProbabilities[row]);
    }
  }

  private void measure(float[] values, float coefficient, int rows) {
    double loss = 0;
    double entropy = 0;
    for (int row = 0; row < rows; row++) {
      float logProbability = current.logProbabilities()[row];
      loss += coefficient * logProbability - values[row];
      entropy -= logProbability;
    }
    actorMetrics.add(ACTOR_LOSS, loss / rows);
    actorMetrics.add(COEFFICIENT, coefficient);
    actorMetrics.add(ENTROPY, entropy / rows);
  }

  @Override
  public OffPolicyNetworks networks() {
    return networks;
  }

  @Override
  public GreedyPolicy greedyPolicy(int rows) {
    float[] means = new float[Math.multiplyExact(rows, actionSize)];
    return (observations, out) -> {
      float[] outputs = networks.actor.predict(observations, rows);
      for (int row = 0; row < rows; row++) {
        for (int i = 0; i < actionSize; i++) {
          float mean = outputs[row * width + i];
          means[row * actionSize + i] = sdeLogStd == null ? mean : limitedMean(mean);
        }
      }
      bounds.model().apply(means, 0, rows, out);
    };
  }

  private static float limitedMean(float mean) {
    float most = SquashedGaussian.LARGEST_MEAN;
    return mean >= most ? most : mean > -most ? mean : -most;
  }

  @Override
  public PolicyLayers policyLayers() {
    List<Layer> trunk = networks.actor.layers().layers();
    Parallel heads = heads(networks.actor);
    Layer mean = heads.branches().get(0);
    Layer deviations = heads.branches().get(1);
    return new PolicyLayers(
        networks.parameters,
        OffPolicyLayers.with(
            trunk.subList(0, trunk.size() - 1),
            sdeLogStd == null
                ? mean
                : Sequential.of(mean, limits("means", SquashedGaussian.LARGEST_MEAN))),
        List.of(bounds),
        true,
        sdeLogStd == null
            ? Sequential.of(
                deviations,
                limits("log-std", SquashedGaussian.LEAST_LOG_STD, SquashedGaussian.LARGEST_LOG_STD))
            : sdeLogStd);
  }

  private Bounds limits(String what, float most) {
    return limits(what, -most, most);
  }

  private Bounds limits(String what, float least, float most) {
    float[] low = new float[actionSize];
    float[] high = new float[actionSize];
    Arrays.fill(low, least);
    Arrays.fill(high, most);
    return new Bounds(new BoundsModel("actor/" + what + "-limits", low, high, false, false));
  }

  @Override
  public void startFrom(float[] values) {
    networks.startFrom(values);
  }

  @Override
  public void drainMetrics(double progress, MetricSink sink) {
    metrics.drain(sink);
    actorMetrics.drain(sink);
    networks.paths.putLearningRates(progress, sink);
  }

  @Override
  public void state(State state) throws IOException {
    networks.state(state);
    if (sdeNoise != null) {
      state.of(sdeNoise.matrices());
    }
    noise.state(state);
    metrics.state(state);
    actorMetrics.state(state);
  }
}
