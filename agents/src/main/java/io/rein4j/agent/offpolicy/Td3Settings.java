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
import io.rein4j.nn.HiddenStack;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Adam;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.Setting;
import io.rein4j.settings.StartsFrom;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.WithBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a twin delayed deep deterministic policy gradient (TD3, Fujimoto et al. 2018).
 * With {@code critics: 1}, {@code policy-delay: 1} and {@code target-noise: 0} it is DDPG
 * (Lillicrap et al. 2016).
 *
 * <p>There are two update paths: {@code critics}, whose gradient is that of all critics together,
 * and {@code actor}. Each has an optimizer and a clipping stage for itself; no norm goes over both.
 * A critic's loss is the mean of its squared errors, without a factor ½, as in Stable-Baselines3:
 * norms depend on that.
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
 * @param gradientSteps updates of the critics in one round of learning; -1 means as many as steps
 *     were collected
 * @param targetUpdateRate τ: how far the targets of actor and critics move towards them at each
 *     update of the actor, in (0, 1]
 * @param nStep rewards in a return before it is bootstrapped, fewer where the episode ends, ≥ 1
 * @param critics how many critics there are, of whose targets' values the least counts, in [1,
 *     100]; the actor learns by the first
 * @param policyDelay updates of the critics for each of the actor and the targets, ≥ 1
 * @param targetNoise standard deviation of the noise on the target actor's actions, ≥ 0
 * @param targetNoiseClip the largest magnitude of that noise, ≥ 0
 * @param actionNoise noise that is added to actions; with a 'std' of 0, the agent explores by its
 *     warm-up alone
 * @param criticOptimizer the critics' optimizer; as {@code optimizer} if absent
 * @param criticClipping the critics' clipping; as {@code clipping} if absent
 * @param criticUpdateClipping the critics' update clipping; as {@code update-clipping} if absent
 * @param actorOptimizer the actor's optimizer; as {@code optimizer} if absent
 * @param actorClipping the actor's clipping; as {@code clipping} if absent
 * @param actorUpdateClipping the actor's update clipping; as {@code update-clipping} if absent
 */
@WithBuilder
@TypeName("td3")
public record Td3Settings(
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
    int policyDelay,
    double targetNoise,
    double targetNoiseClip,
    ActionNoise actionNoise,
    @StartsFrom("optimizer") @Nullable OptimizerSettings criticOptimizer,
    @StartsFrom("clipping") @Nullable ClippingSettings criticClipping,
    @StartsFrom("update-clipping") @Nullable UpdateClippingSettings criticUpdateClipping,
    @StartsFrom("optimizer") @Nullable OptimizerSettings actorOptimizer,
    @StartsFrom("clipping") @Nullable ClippingSettings actorClipping,
    @StartsFrom("update-clipping") @Nullable UpdateClippingSettings actorUpdateClipping)
    implements AgentSettings {

  private static final String ACTOR = OffPolicyCommon.ACTOR;
  private static final String TYPE = "td3";

  /** Of each parameter. */
  private static final int VALUES_GRADIENT_AND_TARGETS = 3;

  /** SB3's, which clips nothing, with the action noise of the paper. */
  public static final Td3Settings DEFAULTS =
      new Td3Settings(
          new MlpSettings(List.of(400, 300), Activation.RELU, Initialization.KAIMING_UNIFORM),
          new Adam(Schedule.constant(1e-3), 0.9, 0.999, 1e-8),
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
          2,
          0.2,
          0.5,
          NormalNoise.DEFAULTS,
          null,
          null,
          null,
          null,
          null,
          null);

  public Td3Settings {
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
            criticOptimizer,
            criticClipping,
            criticUpdateClipping,
            actorOptimizer,
            actorClipping,
            actorUpdateClipping));
    new Setting("policy-delay").atLeast(1, policyDelay);
    new Setting("target-noise").notNegativeFloat(targetNoise);
    new Setting("target-noise-clip").notNegativeFloat(targetNoiseClip);
  }

  /** {@return a builder that starts from {@link #DEFAULTS}} */
  public static Td3SettingsBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public Td3SettingsBuilder toBuilder() {
    return Td3SettingsBuilder.from(this);
  }

  private static List<UpdatePathSettings> paths(
      SharedPathSettings shared,
      int critics,
      @Nullable OptimizerSettings criticOptimizer,
      @Nullable ClippingSettings criticClipping,
      @Nullable UpdateClippingSettings criticUpdateClipping,
      @Nullable OptimizerSettings actorOptimizer,
      @Nullable ClippingSettings actorClipping,
      @Nullable UpdateClippingSettings actorUpdateClipping) {
    return List.of(
        shared.path(
            UpdatePathSettings.CRITICS,
            OffPolicyCommon.criticGroups(critics),
            criticClipping,
            criticOptimizer,
            criticUpdateClipping),
        shared.path(ACTOR, List.of(ACTOR), actorClipping, actorOptimizer, actorUpdateClipping));
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
            criticOptimizer,
            criticClipping,
            criticUpdateClipping,
            actorOptimizer,
            actorClipping,
            actorUpdateClipping));
  }

  @Override
  public List<UpdatePathSettings> updatePaths() {
    return common().paths();
  }

  /** {@return the layers of the networks} */
  OffPolicyLayers layers(ObservationEncoding encoding, Box actions) {
    OffPolicyCommon common = common();
    HiddenStack hidden = common.actorStack();
    int features = hidden.features(encoding.inputShape());
    return new OffPolicyLayers(
        OffPolicyLayers.critics(network, common.criticGroups(), encoding, actions.size()),
        encoding.before(
            OffPolicyLayers.with(
                hidden.trunk(ACTOR, encoding.inputShape()),
                hidden.output(ACTOR, features, actions.size(), 1))),
        null);
  }

  @Override
  public void requireActions(Space actions) {
    common().actions(actions);
  }

  @Override
  public List<MemoryNeed> memory(AgentContext context) {
    return common().memory(context, this::layers, VALUES_GRADIENT_AND_TARGETS);
  }

  @Override
  public List<String> prospects(AgentContext context) {
    OffPolicyCommon common = common();
    List<String> prospects = common.prospects(AgentSettings.super.prospects(context), context);
    if (common.schedule().isEverDue(context) && policyDelay > context.totalSteps()) {
      prospects.add(
          "The actor never learns: 'policy-delay' is %s updates of the critics, but training has %s steps."
              .formatted(policyDelay, context.totalSteps()));
    }
    return prospects;
  }

  @Override
  public Agent create(AgentContext context) {
    return agent(context);
  }

  OffPolicyAgent agent(AgentContext context) {
    return new OffPolicyAgent(common(), context, new Td3Learner(this, context));
  }
}
