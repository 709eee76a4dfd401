package io.rein4j.agent.pg;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.AgentSettings;
import io.rein4j.agent.DiagnosticsSettings;
import io.rein4j.agent.GreedyPolicy;
import io.rein4j.agent.MetricSink;
import io.rein4j.agent.ObservationEncoding;
import io.rein4j.agent.ReturnEstimates;
import io.rein4j.agent.SharedPathSettings;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.UpdatePath;
import io.rein4j.agent.UpdatePathSettings;
import io.rein4j.agent.UpdatePaths;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.UpdateClippingSettings;
import io.rein4j.env.Space;
import io.rein4j.nn.Network;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.Parameters;
import io.rein4j.optim.OptimizerReset;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.policy.PolicyLayers;
import io.rein4j.random.Pcg64;
import io.rein4j.settings.SettingException;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A policy, a value function, and their update paths. */
final class ActorCritic implements Stateful {

  static final String ACTOR = "actor";
  static final String CRITIC = "critic";
  static final double ACTOR_GAIN = 0.01;
  static final double CRITIC_GAIN = 1;

  /** The place of the critic beside the actor. */
  enum Critic {
    /** Nothing: every value is 0. */
    NONE,
    /** A network of its own. */
    SEPARATE,
    /** A layer behind the actor's hidden layers. */
    SHARED;

    static Critic of(boolean shared) {
      return shared ? SHARED : SEPARATE;
    }

    /**
     * Checks that a policy and a critic can learn with a network, and on these update paths.
     *
     * @param key what makes the critic another, in error sentences
     * @param ownClipping the critic's clipping, if it has its own
     * @param ownOptimizer the critic's optimizer, if it has its own
     * @param ownUpdateClipping the critic's update clipping, if it has its own
     * @throws IllegalArgumentException if they cannot
     */
    void requireFit(
        NetworkSettings network,
        String key,
        @Nullable ClippingSettings ownClipping,
        @Nullable OptimizerSettings ownOptimizer,
        @Nullable UpdateClippingSettings ownUpdateClipping) {
      if (this != SEPARATE
          && (ownClipping != null || ownOptimizer != null || ownUpdateClipping != null)) {
        String own =
            ownClipping != null
                ? UpdatePathSettings.clippingKey(CRITIC)
                : ownOptimizer != null
                    ? UpdatePathSettings.optimizerKey(CRITIC)
                    : UpdatePathSettings.updateClippingKey(CRITIC);
        throw new SettingException(
            List.of(own, key.replaceFirst(":.*", "")),
            "'%s' needs a critic with a network of its own, but with '%s' there is none: leave one of them out."
                .formatted(own, key));
      }
      if (network.hasDropout()) {
        throw new SettingException(
            "network",
            "'network' has dropout, with which a policy would learn of other probabilities than it"
                + " acted by: leave out 'dropout', or choose a dqn agent.");
      }
      if (this != SEPARATE && network.criticKey().isPresent()) {
        throw new SettingException(
            List.of("network", key.replaceFirst(":.*", "")),
            "'network' has layers of a critic, '%s', but with '%s' there is no critic with layers of its own: leave out one of them."
                .formatted(network.criticKey().get(), key));
      }
    }
  }

  /** One path's share of an update. */
  private static final class Step {

    final UpdatePath path;

    /** Indices of the path's networks among all. */
    final int[] networks;

    /** The loss's gradients by their outputs. */
    final float[][] gradients;

    Step(UpdatePath path, int[] networks) {
      this.path = path;
      this.networks = networks;
      this.gradients = new float[networks.length][];
    }
  }

  final Parameters parameters;
  final Policy policy;
  private final Architecture architecture;
  private final ActorCriticNetworks networks;
  private final UpdatePaths paths;
  private final Step[] steps;
  private final float[][] outputGradients;
  private final int networkCount;
  private final OptionalInt sequenceLength;
  private final Space actions;
  private final MaskedLogits logits;

  /**
   * Makes an actor and a critic with fresh parameters.
   *
   * @param head what the critic's outputs say of values
   * @throws IllegalArgumentException if these settings cannot be combined, or do not fit the
   *     context's spaces
   */
  ActorCritic(
      AgentSettings settings,
      NetworkSettings network,
      Critic critic,
      GaussianSettings gaussian,
      CriticHead head,
      AgentContext context) {
    ObservationEncoding encoding = ObservationEncoding.of(context.observations());
    int outputs = Policy.outputs(context.actions(), gaussian);
    requireFeatures(network, gaussian);
    this.architecture = Architecture.of(network, critic, encoding, outputs, head.outputs());
    int features = architecture.features();

    ParameterLayout.Builder layout = ParameterLayout.builder();
    architecture.trained().declare(layout);
    Policy.declare(layout, context.actions(), gaussian, features);
    if (architecture.critic() != null) {
      architecture.critic().declare(layout);
    }
    this.parameters = new Parameters(layout.build());
    this.networks = new ActorCriticNetworks(parameters, architecture, head, context.environments());
    this.sequenceLength = network.sequenceLength();
    this.actions = context.actions();
    this.logits = new MaskedLogits(actions);
    this.policy =
        Policy.of(parameters, context.actions(), gaussian, features, context.environments());
    Pcg64 random = context.streams().stream("weights");
    networks.initialize(random);
    policy.initialize(random);
    parameters.changed();

    this.networkCount = networks.all().length;
    Network[] all = Arrays.copyOf(networks.all(), networkCount + policy.networks().length);
    System.arraycopy(policy.networks(), 0, all, networkCount, policy.networks().length);
    this.outputGradients = new float[all.length][];
    this.steps = steps(settings.updatePaths(), context.diagnostics(), all);
    this.paths = new UpdatePaths(parameters, Arrays.stream(steps).map(step -> step.path).toList());
  }

  private Step[] steps(
      List<UpdatePathSettings> settings, @Nullable DiagnosticsSettings diagnostics, Network[] all) {
    int[] indices = IntStream.range(0, all.length).toArray();
    List<String> groups = parameters.layout().groups();
    if (settings.size() == 1) {
      return new Step[] {step(settings.get(0), diagnostics, groups, all, indices)};
    }
    int critic = 1;
    int[] rest = Arrays.stream(indices).filter(network -> network != critic).toArray();
    List<String> others = groups.stream().filter(group -> !group.equals(CRITIC)).toList();
    return new Step[] {
      step(settings.get(0), diagnostics, others, all, rest),
      step(settings.get(1), diagnostics, List.of(CRITIC), all, new int[] {critic})
    };
  }

  private Step step(
      UpdatePathSettings settings,
      @Nullable DiagnosticsSettings diagnostics,
      List<String> groups,
      Network[] all,
      int[] networks) {
    Network[] own = Arrays.stream(networks).mapToObj(n -> all[n]).toArray(Network[]::new);
    UpdatePath path = new UpdatePath(settings, diagnostics, parameters, groups, own);
    return new Step(path, networks);
  }

  /**
   * {@return the update paths of an actor and a critic: one, or one each if the critic has
   * clipping, an optimizer or update clipping of its own}
   */
  static List<UpdatePathSettings> paths(
      ClippingSettings clipping,
      OptimizerSettings optimizer,
      @Nullable UpdateClippingSettings updateClipping,
      @Nullable ClippingSettings criticClipping,
      @Nullable OptimizerSettings criticOptimizer,
      @Nullable UpdateClippingSettings criticUpdateClipping) {
    if (criticClipping == null && criticOptimizer == null && criticUpdateClipping == null) {
      return List.of(new UpdatePathSettings("", clipping, optimizer, updateClipping));
    }
    return List.of(
        new UpdatePathSettings(ACTOR, clipping, optimizer, updateClipping),
        new SharedPathSettings(clipping, optimizer, updateClipping)
            .path(CRITIC, List.of(CRITIC), criticClipping, criticOptimizer, criticUpdateClipping));
  }

  /** Checks that state-dependent noise has features to depend on. */
  private static void requireFeatures(NetworkSettings network, GaussianSettings gaussian) {
    if (gaussian.sde() && network.hiddenStack().isEmpty()) {
      throw new IllegalArgumentException(
          "'sde' needs a network whose hidden layers are known, of type 'mlp' or 'layers', but is"
              + " given with another.");
    }
  }

  /** {@return the layers that lead to actions, and no others} */
  PolicyLayers policyLayers() {
    return new PolicyLayers(
        parameters, architecture.actor(), policy.layers(), true, policy.logDeviations());
  }

  /**
   * Chooses an action for every environment as the policy does, and keeps them in the rollout.
   *
   * @param masks a row of booleans for each environment; empty if all actions make sense
   * @param actions receives them, fit for the environments
   */
  void act(float[] observations, boolean[] masks, Rollout rollout, Pcg64 random, float[] actions) {
    int count = rollout.environments;
    int row = rollout.row();
    rollout.keepStates(networks.states());
    networks.step(observations, count);
    System.arraycopy(networks.values(), 0, rollout.values, row, count);
    policy.beforeStep(rollout.position(), random);
    policy.sample(
        logits.of(networks.outputs(), masks, count),
        networks.steppedFeatures(),
        count,
        random,
        rollout.actions,
        rollout.logProbabilities,
        row);
    policy.toEnvironment(rollout.actions, row, count, actions);
  }

  /** {@return a way to choose the most probable actions} */
  GreedyPolicy greedyPolicy(int rows) {
    return new GreedyActor(networks, policy, actions, rows);
  }

  /** {@return the critic's values at the start of some episodes; none if there is no critic} */
  Optional<ReturnEstimates> returnEstimates(int rows) {
    return networks.hasCritic()
        ? Optional.of(new CriticEstimates(networks, rows))
        : Optional.empty();
  }

  /** {@return an empty rollout's way to keep what the networks learn from; none for transitions} */
  Optional<RolloutSequences> sequences(int environments) {
    int[] sizes =
        Arrays.stream(networks.states()).mapToInt(of -> of.length / environments).toArray();
    return sizes.length == 0
        ? Optional.empty()
        : Optional.of(
            new RolloutSequences(environments, sequenceLength.orElse(Integer.MAX_VALUE), sizes));
  }

  /**
   * {@return the values of observations that would be the next steps of some environments'
   * episodes}
   *
   * @param environment the first of them
   * @param rows how many
   */
  float[] valuesAhead(float[] observations, int environment, int rows) {
    return networks.valuesAhead(observations, environment, rows);
  }

  /** Forgets the episode of an environment. */
  void endEpisode(int environment) {
    networks.endEpisode(environment);
  }

  /**
   * Computes the policy and the critic's outputs for a minibatch.
   *
   * @return the critic's outputs
   */
  float[] forward(Minibatch batch) {
    networks.forward(batch);
    policy.evaluate(
        logits.of(networks.outputs(), batch.masks(), batch.size()),
        networks.features(),
        batch.actions(),
        batch.size());
    return networks.criticOutputs();
  }

  /**
   * Makes an update on every path from the gradients that the policy's backward pass and the
   * value's loss left.
   *
   * @return how many
   */
  int update(float[] valueGradient, int size, double progress, UpdateListener listener) {
    gather(valueGradient, size);
    for (Step step : steps) {
      step.path.update(size, step.gradients, progress, listener);
    }
    return steps.length;
  }

  /** Gives each path its networks' part of what the losses' backward passes left. */
  private void gather(float[] valueGradient, int size) {
    networks.gradients(policy.outputGradient(), valueGradient, size, outputGradients);
    for (int i = networkCount; i < outputGradients.length; i++) {
      outputGradients[i] = policy.networkGradient(i - networkCount);
    }
    for (Step step : steps) {
      for (int n = 0; n < step.networks.length; n++) {
        step.gradients[n] = outputGradients[step.networks[n]];
      }
    }
  }

  /**
   * {@return whether any path measured the last update, and waits for the gradient of the same
   * minibatch by the changed parameters}
   */
  boolean awaitsRepetition() {
    for (Step step : steps) {
      if (step.path.awaitsRepetition()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Lets the paths that wait for it measure what another {@link #forward} of the last update's
   * minibatch, and another backward pass of its loss, left; changes nothing.
   */
  void repeat(float[] valueGradient, int size) {
    gather(valueGradient, size);
    for (Step step : steps) {
      if (step.path.awaitsRepetition()) {
        step.path.repeat(step.gradients);
      }
    }
  }

  void drainDiagnostics(MetricSink sink) {
    paths.drainDiagnostics(sink);
  }

  List<String> advice() {
    return paths.advice();
  }

  /** Takes a rollout as complete, before its first update. */
  void startRollout() {
    paths.objectiveChanges(OptimizerReset.At.ROLLOUT);
  }

  void putLearningRates(double progress, MetricSink sink) {
    paths.putLearningRates(progress, sink);
  }

  void startFrom(float[] values) {
    paths.startFrom(values);
  }

  @Override
  public void state(State state) throws IOException {
    paths.state(state);
    policy.state(state);
    networks.state(state);
  }
}
