package io.rein4j.agent.dqn;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.AgentSettings;
import io.rein4j.agent.MemoryNeed;
import io.rein4j.agent.ObservationEncoding;
import io.rein4j.agent.UpdatePathSettings;
import io.rein4j.agent.replay.RecurrentSettings;
import io.rein4j.agent.replay.ReplaySchedule;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.agent.replay.SequenceMemory;
import io.rein4j.agent.replay.TransitionMemory;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.UpdateClippingSettings;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.Space;
import io.rein4j.nn.DuelingSum;
import io.rein4j.nn.HiddenStack;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.Layer;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.Parallel;
import io.rein4j.nn.RegressionLoss;
import io.rein4j.nn.Sequential;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Adam;
import io.rein4j.optim.OptimizerReset;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import io.rein4j.schedule.Schedules;
import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.TypeNames;
import io.rein4j.settings.WithBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of deep Q-learning (DQN).
 *
 * <p>Intervals and frequencies count environment steps over all environments together.
 *
 * @param network the network of action values
 * @param optimizer what changes the parameters
 * @param clipping what happens to every gradient before the optimizer
 * @param updateClipping what happens to the parameters behind the optimizer: updates are measured,
 *     and limited by its rules; nothing if absent
 * @param gamma discount factor, in [0, 1]
 * @param batchSize transitions in one update, ≥ 1
 * @param replay the replay memory
 * @param trainFrequency environment steps between two rounds of learning, ≥ 1
 * @param gradientSteps updates in one round of learning; -1 means as many as steps were collected
 * @param targetUpdateInterval environment steps between two updates of the target network, ≥ 1
 * @param targetUpdateRate τ: how far each such update moves the target network towards the online
 *     one, in (0, 1]; 1 copies it
 * @param nStep rewards in a return before it is bootstrapped, fewer where the episode ends, ≥ 1
 * @param doubleQ whether the online network chooses the action that the target network values (van
 *     Hasselt et al. 2016)
 * @param dueling separate streams for the state's value and the actions' advantages; one stream if
 *     absent
 * @param distribution the distribution of returns that is learned for each action; their
 *     expectation alone if absent
 * @param noisy weights that are drawn anew for each action and update, so that the network itself
 *     explores; ε-greedy exploration continues beside it unless {@code exploration} is 0; fixed
 *     weights if absent
 * @param recurrent how a network with an 'lstm' learns from sequences, whose steps are counted by
 *     batch size and capacity; the defaults if absent
 * @param loss the loss of the difference between value and target; huber is the "error clipping" of
 *     Mnih et al. (2015), which bounds each sample's error, not the gradient; a categorical or
 *     hl-gauss distribution has its cross-entropy instead
 * @param tdClip limits the error of each sample to a multiple of the errors' running root mean
 *     square; says more beside a squared loss, as huber bounds what large errors do already; no
 *     such limit if absent
 * @param exploration ε, the share of random actions, over training
 */
@WithBuilder
@TypeName("dqn")
public record DqnSettings(
    NetworkSettings network,
    OptimizerSettings optimizer,
    ClippingSettings clipping,
    @Nullable UpdateClippingSettings updateClipping,
    double gamma,
    int batchSize,
    ReplaySettings replay,
    int trainFrequency,
    int gradientSteps,
    int targetUpdateInterval,
    double targetUpdateRate,
    int nStep,
    boolean doubleQ,
    @Nullable DuelingSettings dueling,
    @Nullable ReturnDistribution distribution,
    @Nullable NoisySettings noisy,
    @Nullable RecurrentSettings recurrent,
    RegressionLoss loss,
    @Nullable TdClipSettings tdClip,
    Schedule exploration)
    implements AgentSettings {

  private static final String GROUP = "q";
  private static final String SHARED = "shared";

  /** Of the online and the target network: values and gradient. */
  private static final int COPIES_OF_PARAMETERS = 4;

  /** SB3's, with its clipping to a global norm of 10. */
  public static final DqnSettings DEFAULTS =
      new DqnSettings(
          new MlpSettings(List.of(64, 64), Activation.RELU, Initialization.KAIMING_UNIFORM),
          new Adam(Schedule.constant(1e-4), 0.9, 0.999, 1e-8),
          ClippingSettings.of(new GlobalNorm(10, 2)),
          null,
          0.99,
          32,
          ReplaySettings.DEFAULTS,
          4,
          1,
          10_000,
          1,
          1,
          false,
          null,
          null,
          null,
          null,
          RegressionLoss.HUBER,
          null,
          new Linear(1, 0.05, 0.1));

  public DqnSettings {
    new Setting("gamma").share(gamma);
    new ReplaySchedule(replay, batchSize, trainFrequency, gradientSteps);
    UpdatePathSettings.requireBatch(
        List.of(new UpdatePathSettings("", clipping, optimizer, updateClipping)), batchSize);
    new Setting("target-update-interval").atLeast(1, targetUpdateInterval);
    new Setting("target-update-rate").shareAboveZero(targetUpdateRate);
    requireResets(optimizer.reset(), targetUpdateRate);
    new Setting("n-step").atLeast(1, nStep);
    if (network.criticKey().isPresent()) {
      throw new SettingException(
          "network",
          "'network' has layers of a critic, '%s', but a dqn agent has no critic: leave them out."
              .formatted(network.criticKey().get()));
    }
    if (network.recurrent()) {
      requireSequences(network, batchSize, recurrent);
      refuseWithMemory(
          clipping.needsSamples(), "clipping", "'clipping' by the gradient of each sample");
      refuseWithMemory(replay.prioritized() != null, "replay", "'prioritized' replay");
      refuseWithMemory(network.hasDropout(), "network", "'dropout'");
    } else if (recurrent != null) {
      throw new SettingException(
          List.of("recurrent", "network"),
          "'recurrent' is about networks with a memory, but 'network' has none: give it an 'lstm',"
              + " or leave out 'recurrent'.");
    }
    if (dueling != null && network.hiddenStack().isEmpty()) {
      throw new SettingException(
          List.of("dueling", "network"),
          "'dueling' needs a network whose hidden layers are known, of type 'mlp' or 'layers', but"
              + " 'network' is of another: leave out one of them.");
    }
    if (distribution != null && loss == RegressionLoss.SQUARED) {
      throw new SettingException(
          List.of("loss", "distribution"),
          ("'loss' is squared, but a distribution of type %s is learned by %s: leave out 'loss', or"
                  + " 'distribution'.")
              .formatted(
                  TypeNames.nameOf(distribution),
                  distribution instanceof QuantileDistribution
                      ? "the quantile Huber loss"
                      : "cross-entropy"));
    }
    if (distribution != null && tdClip != null) {
      throw new SettingException(
          List.of("td-clip", "distribution"),
          "'td-clip' limits the difference of a value and its target, but a 'distribution' of"
              + " returns has no such difference: leave out one of them.");
    }
    Schedules.require(new Setting("exploration"), exploration, Setting::share);
  }

  /** {@return a builder that starts from {@link #DEFAULTS}} */
  public static DqnSettingsBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public DqnSettingsBuilder toBuilder() {
    return DqnSettingsBuilder.from(this);
  }

  private static void requireResets(@Nullable OptimizerReset reset, double targetUpdateRate) {
    if (reset == null) {
      return;
    }
    if (reset.at() == OptimizerReset.At.ROLLOUT) {
      throw new SettingException(
          "optimizer",
          "The optimizer's 'reset' is at each rollout, but a dqn agent has none: choose 'at:"
              + " target', or leave out 'reset'.");
    }
    if (targetUpdateRate < 1) {
      throw new SettingException(
          List.of("optimizer", "target-update-rate"),
          "The optimizer's 'reset' is at each new target network, but with a 'target-update-rate' of %s the target network only ever moves a little: choose 'target-update-rate: 1', or leave out 'reset'."
              .formatted(targetUpdateRate));
    }
  }

  private static void requireSequences(
      NetworkSettings network, int batchSize, @Nullable RecurrentSettings recurrent) {
    if (network.sequenceLength().isEmpty()) {
      throw new SettingException(
          "network",
          "'network' has an 'lstm', which a dqn agent trains on pieces of episodes: say of how many"
              + " steps, as in 'lstm: {units: 64, sequence-length: 20}'.");
    }
    int length = network.sequenceLength().getAsInt();
    if (batchSize % length != 0) {
      throw new SettingException(
          List.of("batch-size", "network"),
          "'batch-size' counts the steps of whole sequences: it must be a multiple of the 'sequence-length' of the 'lstm', %s, but is %s."
              .formatted(length, batchSize));
    }
    if (recurrent != null && recurrent.overlap() >= length) {
      throw new SettingException(
          List.of("recurrent", "network"),
          "'recurrent' lets sequences overlap by %s steps, but they have %s: choose fewer, or a larger 'sequence-length'."
              .formatted(recurrent.overlap(), length));
    }
  }

  private static void refuseWithMemory(boolean given, String other, String what) {
    if (given) {
      throw new SettingException(
          List.of("network", other),
          "'network' has an 'lstm', with which there is no %s: leave out one of them."
              .formatted(what));
    }
  }

  /** {@return the layers of the network of action values, from observations on} */
  Sequential layers(ObservationEncoding encoding, int actions, int perAction) {
    List<Integer> shape = encoding.inputShape();
    Sequential layers =
        encoding.before(
            dueling == null
                ? network.network(GROUP, shape, Math.multiplyExact(actions, perAction), 1)
                : duelingNetwork(dueling, encoding, actions, perAction));
    return noisy == null ? layers : layers.withNoise(noisy.sigma());
  }

  private Sequential duelingNetwork(
      DuelingSettings streams, ObservationEncoding encoding, int actions, int perAction) {
    HiddenStack hidden = network.hiddenStack().orElseThrow();
    List<Layer> layers = hidden.trunk(SHARED, encoding.inputShape());
    int features = hidden.features(encoding.inputShape());
    DuelingSum sum = new DuelingSum(actions, perAction);
    layers.add(
        new Parallel(
            "streams",
            List.of(
                hidden.head("value", features, streams.hidden(), perAction),
                hidden.head("advantage", features, streams.hidden(), sum.outputs()))));
    layers.add(sum);
    return new Sequential(layers);
  }

  /** {@return the number of steps that a network with a memory learns from in one piece} */
  int sequenceLength() {
    return network.sequenceLength().orElseThrow();
  }

  /** {@return how a network with a memory learns from sequences} */
  RecurrentSettings sequences() {
    return recurrent == null ? RecurrentSettings.DEFAULTS : recurrent;
  }

  /**
   * {@return what learns from the outputs of a network}
   *
   * @param clipper limits the errors of values; they are what they are if null
   */
  ValueHead head(int actions, @Nullable TdErrorClipper clipper) {
    if (distribution instanceof QuantileDistribution quantile) {
      return new QuantileHead(actions, batchSize, quantile.quantiles());
    }
    if (distribution instanceof CategoricalDistribution categorical) {
      return new CategoricalHead(actions, batchSize, new ProjectedTargets(categorical));
    }
    if (distribution instanceof HlGaussDistribution gaussian) {
      return new CategoricalHead(actions, batchSize, new GaussianTargets(gaussian));
    }
    return new ExpectedValueHead(actions, batchSize, loss, clipper);
  }

  /** {@return the actions among which the agent chooses} */
  static Discrete choices(Space actions) {
    if (actions instanceof Discrete discrete) {
      return discrete;
    }
    throw new IllegalArgumentException(
        "A dqn agent needs discrete actions, but the environment's are %s: choose an agent of type %s."
            .formatted(
                actions,
                actions instanceof Box
                    ? "sac, td3, a2c, ppo or reinforce"
                    : "a2c, ppo or reinforce"));
  }

  @Override
  public boolean hasDiagnostics() {
    return true;
  }

  @Override
  public void requireActions(Space actions) {
    choices(actions);
  }

  @Override
  public boolean keepsToMasks() {
    return true;
  }

  @Override
  public Agent create(AgentContext context) {
    return new DqnAgent(this, context);
  }

  @Override
  public List<MemoryNeed> memory(AgentContext context) {
    if (!(context.actions() instanceof Discrete discrete)) {
      return List.of();
    }
    double observation = context.observations().size();
    double outputs = (double) discrete.n() * outputsPerAction();
    List<MemoryNeed> needs = new ArrayList<>(replayMemory(context));
    needs.add(
        new MemoryNeed(
            "batch-size", 2 * batchSize * observation * Float.BYTES, batchSize * observation));
    if (distribution != null) {
      needs.add(
          new MemoryNeed("distribution", batchSize * outputs * Float.BYTES, batchSize * outputs));
    }
    if (network.hiddenStack().isPresent() && outputs < Integer.MAX_VALUE) {
      ObservationEncoding encoding = ObservationEncoding.of(context.observations());
      needs.add(
          MemoryNeed.ofParameters(
              "network",
              layout -> layers(encoding, discrete.n(), outputsPerAction()).declare(layout),
              COPIES_OF_PARAMETERS + updatePaths().get(0).numbersPerParameter()));
    }
    return needs;
  }

  private int outputsPerAction() {
    if (distribution instanceof QuantileDistribution quantile) {
      return quantile.quantiles();
    }
    if (distribution instanceof HlGaussDistribution gaussian) {
      return gaussian.bins();
    }
    return distribution instanceof CategoricalDistribution categorical ? categorical.atoms() : 1;
  }

  private List<MemoryNeed> replayMemory(AgentContext context) {
    int action = context.actions().size();
    if (network.recurrent()) {
      return List.of(
          SequenceMemory.need(
              replay.capacity(),
              sequenceLength(),
              sequences(),
              context.observations(),
              action,
              network.stateSize(),
              context.environments(),
              nStep,
              context.maskSize()));
    }
    return TransitionMemory.need(
        replay, context.observations(), action, context.environments(), nStep, context.maskSize());
  }

  /** {@return an empty memory of single transitions} */
  TransitionMemory transitionMemory(AgentContext context) {
    return new TransitionMemory(
        replay,
        context.observations(),
        context.actions().size(),
        context.environments(),
        nStep,
        gamma,
        batchSize,
        context.streams().stream("replay"),
        context.maskSize());
  }

  /** {@return an empty memory of sequences, for a network with a state of so many floats} */
  SequenceMemory sequenceMemory(AgentContext context, int stateSize) {
    return new SequenceMemory(
        replay.capacity(),
        sequenceLength(),
        sequences(),
        context.observations(),
        context.actions().size(),
        stateSize,
        context.environments(),
        nStep,
        gamma,
        batchSize,
        context.streams().stream("replay"),
        context.maskSize());
  }

  @Override
  public List<String> prospects(AgentContext context) {
    List<String> prospects = new ArrayList<>(AgentSettings.super.prospects(context));
    ReplaySchedule schedule = schedule();
    prospects.addAll(schedule.prospects(context));
    if (schedule.isEverDue(context)
        && targetUpdateInterval > schedule.lastStep(context)
        && gamma > 0) {
      prospects.add(
          "The target network is never updated: 'target-update-interval' is %s steps, but training has %s."
              .formatted(targetUpdateInterval, context.totalSteps()));
    }
    return prospects;
  }

  /** {@return when the agent learns} */
  ReplaySchedule schedule() {
    return new ReplaySchedule(replay, batchSize, trainFrequency, gradientSteps);
  }
}
