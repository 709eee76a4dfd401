package io.rein4j.agent.pg;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.AgentSettings;
import io.rein4j.agent.MemoryNeed;
import io.rein4j.agent.UpdatePathSettings;
import io.rein4j.agent.pg.ActorCritic.Critic;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.UpdateClippingSettings;
import io.rein4j.env.Space;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Adam;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.StartsFrom;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.WithBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of REINFORCE, which learns from whole episodes.
 *
 * <p>An update takes all steps of the episodes that have ended since the last update. An episode
 * that was cut by a limit counts from there on with the baseline's value of its final observation,
 * and without a baseline, as nothing is known of what would have come, with 0. Where episodes may
 * never end, a {@code time-limit} is needed.
 *
 * @param network the networks of the actor and of the baseline
 * @param gaussian the policy where actions are continuous
 * @param optimizer what changes the parameters
 * @param clipping what happens to every gradient before the optimizer
 * @param updateClipping what happens to the parameters behind the optimizer: updates are measured,
 *     and limited by its rules; nothing if absent
 * @param gamma discount factor, in [0, 1]
 * @param episodes how many episodes every environment completes before an update, ≥ 1
 * @param baseline whether a network learns the value of observations, which is subtracted from
 *     returns
 * @param valueCoefficient weight of the baseline's loss, ≥ 0
 * @param valueDistribution the distribution by which the baseline's values are learned, as classes
 *     in place of by squared errors; as numbers if absent
 * @param entropyCoefficient weight of the entropy bonus, ≥ 0
 * @param normalizeAdvantages whether each update's advantages, or without a baseline its returns,
 *     are brought to mean 0 and deviation 1
 * @param criticOptimizer the baseline's optimizer, which gives it an update path of its own; as
 *     {@code optimizer} if absent
 * @param criticClipping the baseline's clipping, which gives it an update path of its own; as
 *     {@code clipping} if absent
 * @param criticUpdateClipping the baseline's update clipping, which gives it an update path of its
 *     own; as {@code update-clipping} if absent
 */
@WithBuilder
@TypeName("reinforce")
public record ReinforceSettings(
    NetworkSettings network,
    GaussianSettings gaussian,
    OptimizerSettings optimizer,
    ClippingSettings clipping,
    @Nullable UpdateClippingSettings updateClipping,
    double gamma,
    int episodes,
    boolean baseline,
    double valueCoefficient,
    @Nullable ValueDistribution valueDistribution,
    double entropyCoefficient,
    boolean normalizeAdvantages,
    @StartsFrom("optimizer") @Nullable OptimizerSettings criticOptimizer,
    @StartsFrom("clipping") @Nullable ClippingSettings criticClipping,
    @StartsFrom("update-clipping") @Nullable UpdateClippingSettings criticUpdateClipping)
    implements AgentSettings {

  /** Those of PPO where both have them; one episode an update, no baseline. */
  public static final ReinforceSettings DEFAULTS =
      new ReinforceSettings(
          new MlpSettings(List.of(64, 64), Activation.TANH, Initialization.ORTHOGONAL),
          GaussianSettings.DEFAULTS,
          new Adam(Schedule.constant(1e-3), 0.9, 0.999, 1e-8),
          ClippingSettings.of(new GlobalNorm(0.5, 2)),
          null,
          0.99,
          1,
          false,
          0.5,
          null,
          0,
          false,
          null,
          null,
          null);

  public ReinforceSettings {
    critic(baseline)
        .requireFit(
            network, "baseline: false", criticClipping, criticOptimizer, criticUpdateClipping);
    UpdatePathSettings.refuseResets(
        ActorCritic.paths(
            clipping,
            optimizer,
            updateClipping,
            criticClipping,
            criticOptimizer,
            criticUpdateClipping),
        "a reinforce agent",
        "choose 'type: ppo', which makes several");
    new Setting("gamma").share(gamma);
    new Setting("episodes").atLeast(1, episodes);
    if (valueDistribution != null && !baseline) {
      throw new SettingException(
          List.of("value-distribution", "baseline"),
          "'value-distribution' is how a baseline learns values, but with 'baseline: false' there"
              + " is none: leave one of them out.");
    }
    new Setting("value-coefficient").notNegativeFloat(valueCoefficient);
    new Setting("entropy-coefficient").notNegativeFloat(entropyCoefficient);
  }

  /** {@return a builder that starts from {@link #DEFAULTS}} */
  public static ReinforceSettingsBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public ReinforceSettingsBuilder toBuilder() {
    return ReinforceSettingsBuilder.from(this);
  }

  @Override
  public boolean hasDiagnostics() {
    return true;
  }

  @Override
  public List<UpdatePathSettings> updatePaths() {
    return ActorCritic.paths(
        clipping, optimizer, updateClipping, criticClipping, criticOptimizer, criticUpdateClipping);
  }

  @Override
  public void requireActions(Space actions) {
    Policy.outputs(actions, gaussian);
  }

  @Override
  public boolean keepsToMasks() {
    return true;
  }

  @Override
  public Agent create(AgentContext context) {
    return agent(context);
  }

  PolicyGradientAgent agent(AgentContext context) {
    ActorCritic model =
        new ActorCritic(
            this, network, critic(baseline), gaussian, CriticHead.of(valueDistribution), context);
    return new PolicyGradientAgent(context, model, new ReinforceLearning(this, model));
  }

  private static Critic critic(boolean baseline) {
    return baseline ? Critic.SEPARATE : Critic.NONE;
  }

  @Override
  public List<MemoryNeed> memory(AgentContext context) {
    return Architecture.need(
        network,
        critic(baseline),
        context,
        Policy.outputs(context.actions(), gaussian),
        CriticHead.of(valueDistribution).outputs(),
        updatePaths());
  }
}
