package io.rein4j.agent.offpolicy;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.AgentSettings;
import io.rein4j.agent.MemoryNeed;
import io.rein4j.agent.ObservationEncoding;
import io.rein4j.agent.SharedPathSettings;
import io.rein4j.agent.UpdatePathSettings;
import io.rein4j.agent.replay.ReplaySchedule;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.UpdateClippingSettings;
import io.rein4j.env.Box;
import io.rein4j.env.Space;
import io.rein4j.nn.ExplorationNoise;
import io.rein4j.nn.HiddenStack;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.Layer;
import io.rein4j.nn.LearnedVector;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.Parallel;
import io.rein4j.nn.StateDependentLogStd;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Adam;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.StartsFrom;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.WithBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a soft actor-critic (SAC), which learns to get return and to stay random
 * (Haarnoja et al. 2018, "Soft actor-critic algorithms and applications").
 *
 * <p>There are three update paths: {@code critics}, whose gradient is that of all critics together,
 * {@code actor}, and {@code alpha}, the coefficient of the entropy, if it is learned. Each has an
 * optimizer and a clipping stage for itself; no norm goes over several. A critic's loss is half the
 * mean of its squared errors, as in Stable-Baselines3: norms depend on that.
 *
 * <p>Intervals and frequencies count environment steps over all environments together. Actions are
 * learned in [−1, 1] and scaled to their bounds.
 *
 * @param network the hidden layers of the actor and of each critic
 * @param optimizer what changes the parameters of each path
 * @param clipping what happens to every gradient of each path before its optimizer
 * @param updateClipping what happens to the parameters of each path behind its optimizer: updates
 *     are measured, and limited by its rules; nothing if absent
 * @param gamma discount factor, in [0, 1]
 * @param batchSize transitions in one update, ≥ 1
 * @param replay the replay memory
 * @param trainFrequency environment steps between two rounds of learning, ≥ 1
 * @param gradientSteps updates of each path in one round of learning; -1 means as many as steps
 *     were collected
 * @param targetUpdateRate τ: how far each update moves the critics' targets towards them, in (0, 1]
 * @param nStep rewards in a return before it is bootstrapped, fewer where the episode ends, ≥ 1;
 *     entropy counts from where it is
 * @param critics how many critics there are, of whose values the least counts, in [1, 100]
 * @param entropyCoefficient α, the weight of the policy's entropy, where it stays as it is, ≥ 0;
 *     learned if absent
 * @param initialEntropyCoefficient what a learned α starts from, > 0; 1 if absent
 * @param targetEntropy the entropy, of actions in [−1, 1], that a learned α leads the policy to, ≤
 *     0; minus the number of an action's elements if absent
 * @param sde state-dependent exploration (gSDE); the noise is drawn at every step if absent
 * @param actionNoise noise that is added to actions besides; none if absent
 * @param criticOptimizer the critics' optimizer; as {@code optimizer} if absent
 * @param criticClipping the critics' clipping; as {@code clipping} if absent
 * @param criticUpdateClipping the critics' update clipping; as {@code update-clipping} if absent
 * @param actorOptimizer the actor's optimizer; as {@code optimizer} if absent
 * @param actorClipping the actor's clipping; as {@code clipping} if absent
 * @param actorUpdateClipping the actor's update clipping; as {@code update-clipping} if absent
 * @param alphaOptimizer the optimizer of a learned α; as {@code optimizer} if absent
 * @param alphaClipping the clipping of a learned α; as {@code clipping} if absent
 * @param alphaUpdateClipping the update clipping of a learned α; as {@code update-clipping} if
 *     absent
 */
@WithBuilder
@TypeName("sac")
public record SacSettings(
    NetworkSettings network,
    OptimizerSettings optimizer,
    ClippingSettings clipping,
    @Nullable UpdateClippingSettings updateClipping,
    double gamma,
    int batchSize,
    ReplaySettings replay,
    int trainFrequency,
    int gradientSteps,
    double targetUpdateRate,
    int nStep,
    int critics,
    @Nullable Double entropyCoefficient,
    @Nullable Double initialEntropyCoefficient,
    @Nullable Double targetEntropy,
    @Nullable StateDependentExploration sde,
    @Nullable ActionNoise actionNoise,
    @StartsFrom("optimizer") @Nullable OptimizerSettings criticOptimizer,
    @StartsFrom("clipping") @Nullable ClippingSettings criticClipping,
    @StartsFrom("update-clipping") @Nullable UpdateClippingSettings criticUpdateClipping,
    @StartsFrom("optimizer") @Nullable OptimizerSettings actorOptimizer,
    @StartsFrom("clipping") @Nullable ClippingSettings actorClipping,
    @StartsFrom("update-clipping") @Nullable UpdateClippingSettings actorUpdateClipping,
    @StartsFrom("optimizer") @Nullable OptimizerSettings alphaOptimizer,
    @StartsFrom("clipping") @Nullable ClippingSettings alphaClipping,
    @StartsFrom("update-clipping") @Nullable UpdateClippingSettings alphaUpdateClipping)
    implements AgentSettings {

  private static final String ACTOR = OffPolicyCommon.ACTOR;
  private static final String ALPHA = OffPolicyCommon.ALPHA;
  private static final String TYPE = "sac";

  /** Of each parameter; the critics have targets besides. */
  private static final int VALUES_AND_GRADIENT = 2;

  /** SB3's, which clips nothing. */
  public static final SacSettings DEFAULTS =
      new SacSettings(
          new MlpSettings(List.of(256, 256), Activation.RELU, Initialization.KAIMING_UNIFORM),
          new Adam(Schedule.constant(3e-4), 0.9, 0.999, 1e-8),
          ClippingSettings.DEFAULTS,
          null,
          0.99,
          256,
          ReplaySettings.DEFAULTS,
          1,
          1,
          0.005,
          1,
          2,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null);

  public SacSettings {
    new OffPolicyCommon(
        TYPE,
        network,
        gamma,
        new ReplaySchedule(replay, batchSize, trainFrequency, gradientSteps),
        targetUpdateRate,
        nStep,
        critics,
        actionNoise,
        paths(
            new SharedPathSettings(clipping, optimizer, updateClipping),
            critics,
            entropyCoefficient == null,
            criticOptimizer,
            criticClipping,
            criticUpdateClipping,
            actorOptimizer,
            actorClipping,
            actorUpdateClipping,
            alphaOptimizer,
            alphaClipping,
            alphaUpdateClipping));
    if (entropyCoefficient != null) {
      new Setting("entropy-coefficient").notNegativeFloat(entropyCoefficient);
      requireNothingOfAlpha("initial-entropy-coefficient", initialEntropyCoefficient);
      requireNothingOfAlpha("target-entropy", targetEntropy);
      requireNothingOfAlpha(UpdatePathSettings.optimizerKey(ALPHA), alphaOptimizer);
      requireNothingOfAlpha(UpdatePathSettings.clippingKey(ALPHA), alphaClipping);
      requireNothingOfAlpha(UpdatePathSettings.updateClippingKey(ALPHA), alphaUpdateClipping);
    }
    if (initialEntropyCoefficient != null) {
      new Setting("initial-entropy-coefficient").positive(initialEntropyCoefficient);
      new Setting("initial-entropy-coefficient").withinFloats(initialEntropyCoefficient);
    }
    if (targetEntropy != null && !(targetEntropy <= 0 && Double.isFinite(targetEntropy))) {
      throw new Setting("target-entropy")
          .refused(
              "finite and ≤ 0",
              targetEntropy,
              "actions in [-1, 1] reach an entropy of 0.69 for each of their elements at most, when"
                  + " all are equally likely; minus the number of elements is usual, as in"
                  + " 'target-entropy: -1' for one");
    }
  }

  /** {@return a builder that starts from {@link #DEFAULTS}} */
  public static SacSettingsBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public SacSettingsBuilder toBuilder() {
    return SacSettingsBuilder.from(this);
  }

  private static void requireNothingOfAlpha(String key, @Nullable Object value) {
    if (value != null) {
      throw new SettingException(
          List.of(key, "entropy-coefficient"),
          "'%s' is about an entropy coefficient that is learned, but 'entropy-coefficient' holds it: leave out one of them."
              .formatted(key));
    }
  }

  private static List<UpdatePathSettings> paths(
      SharedPathSettings shared,
      int critics,
      boolean learnsAlpha,
      @Nullable OptimizerSettings criticOptimizer,
      @Nullable ClippingSettings criticClipping,
      @Nullable UpdateClippingSettings criticUpdateClipping,
      @Nullable OptimizerSettings actorOptimizer,
      @Nullable ClippingSettings actorClipping,
      @Nullable UpdateClippingSettings actorUpdateClipping,
      @Nullable OptimizerSettings alphaOptimizer,
      @Nullable ClippingSettings alphaClipping,
      @Nullable UpdateClippingSettings alphaUpdateClipping) {
    List<UpdatePathSettings> paths = new ArrayList<>();
    paths.add(
        shared.path(
            UpdatePathSettings.CRITICS,
            OffPolicyCommon.criticGroups(critics),
            criticClipping,
            criticOptimizer,
            criticUpdateClipping));
    paths.add(
        shared.path(ACTOR, List.of(ACTOR), actorClipping, actorOptimizer, actorUpdateClipping));
    if (learnsAlpha) {
      paths.add(
          shared.path(ALPHA, List.of(ALPHA), alphaClipping, alphaOptimizer, alphaUpdateClipping));
    }
    return paths;
  }

  /** {@return what the agent has in common with others} */
  OffPolicyCommon common() {
    return new OffPolicyCommon(
        TYPE,
        network,
        gamma,
        new ReplaySchedule(replay, batchSize, trainFrequency, gradientSteps),
        targetUpdateRate,
        nStep,
        critics,
        actionNoise,
        paths(
            new SharedPathSettings(clipping, optimizer, updateClipping),
            critics,
            entropyCoefficient == null,
            criticOptimizer,
            criticClipping,
            criticUpdateClipping,
            actorOptimizer,
            actorClipping,
            actorUpdateClipping,
            alphaOptimizer,
            alphaClipping,
            alphaUpdateClipping));
  }

  @Override
  public List<UpdatePathSettings> updatePaths() {
    return common().paths();
  }

  /** {@return the layers of the networks} */
  OffPolicyLayers layers(ObservationEncoding encoding, Box actions) {
    OffPolicyCommon common = common();
    HiddenStack hidden = common.actorStack();
    int size = actions.size();
    int features = hidden.features(encoding.inputShape());
    Layer deviations =
        sde == null
            ? hidden.output(ACTOR + "/log-std", features, size, 1)
            : new ExplorationNoise(
                sdeLogStd(features, size).name(), features, size, (float) sde.initialLogStd());
    return new OffPolicyLayers(
        OffPolicyLayers.critics(network, common.criticGroups(), encoding, size),
        encoding.before(
            OffPolicyLayers.with(
                hidden.trunk(ACTOR, encoding.inputShape()),
                new Parallel(
                    "heads", List.of(hidden.output(ACTOR, features, size, 1), deviations)))),
        entropyCoefficient == null
            ? new LearnedVector(
                ALPHA + "/log-coefficient",
                1,
                initialEntropyCoefficient == null ? 0 : (float) Math.log(initialEntropyCoefficient))
            : null);
  }

  /** {@return the layer of log standard deviations with state-dependent exploration} */
  StateDependentLogStd sdeLogStd(int features, int actionSize) {
    return new StateDependentLogStd(
        ACTOR + "/sde/log-std",
        features,
        actionSize,
        sde == null ? 0 : (float) sde.initialLogStd());
  }

  @Override
  public void requireActions(Space actions) {
    common().actions(actions);
  }

  @Override
  public List<MemoryNeed> memory(AgentContext context) {
    return common().memory(context, this::layers, VALUES_AND_GRADIENT);
  }

  @Override
  public List<String> prospects(AgentContext context) {
    return common().prospects(AgentSettings.super.prospects(context), context);
  }

  @Override
  public Agent create(AgentContext context) {
    return agent(context);
  }

  OffPolicyAgent agent(AgentContext context) {
    return new OffPolicyAgent(common(), context, new SacLearner(this, context));
  }
}
