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
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.optim.RmsPropTf;
import io.rein4j.settings.Setting;
import io.rein4j.settings.StartsFrom;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.WithBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of advantage actor-critic (A2C).
 *
 * @param network the networks of the actor and of the critic
 * @param sharedTrunk whether actor and critic are linear functions of the same hidden layers,
 *     instead of having their own
 * @param gaussian the policy where actions are continuous
 * @param optimizer what changes the parameters
 * @param clipping what happens to every gradient before the optimizer
 * @param updateClipping what happens to the parameters behind the optimizer: updates are measured,
 *     and limited by its rules; nothing if absent
 * @param gamma discount factor, in [0, 1]
 * @param gaeLambda λ of generalised advantage estimation, in [0, 1]; 1 gives n-step returns up to
 *     the rollout's end
 * @param rolloutSteps steps that each environment takes for one update, ≥ 1
 * @param entropyCoefficient weight of the entropy bonus, ≥ 0
 * @param valueCoefficient weight of the value loss, ≥ 0
 * @param valueDistribution the distribution by which the critic's values are learned, as classes in
 *     place of by squared errors; as numbers if absent
 * @param normalizeAdvantages whether each rollout's advantages are brought to mean 0 and deviation
 *     1
 * @param criticOptimizer the critic's optimizer, which gives it an update path of its own; as
 *     {@code optimizer} if absent
 * @param criticClipping the critic's clipping, which gives it an update path of its own; as {@code
 *     clipping} if absent
 * @param criticUpdateClipping the critic's update clipping, which gives it an update path of its
 *     own; as {@code update-clipping} if absent
 */
@WithBuilder
@TypeName("a2c")
public record A2cSettings(
    NetworkSettings network,
    boolean sharedTrunk,
    GaussianSettings gaussian,
    OptimizerSettings optimizer,
    ClippingSettings clipping,
    @Nullable UpdateClippingSettings updateClipping,
    double gamma,
    double gaeLambda,
    int rolloutSteps,
    double entropyCoefficient,
    double valueCoefficient,
    @Nullable ValueDistribution valueDistribution,
    boolean normalizeAdvantages,
    @StartsFrom("optimizer") @Nullable OptimizerSettings criticOptimizer,
    @StartsFrom("clipping") @Nullable ClippingSettings criticClipping,
    @StartsFrom("update-clipping") @Nullable UpdateClippingSettings criticUpdateClipping)
    implements AgentSettings {

  /** SB3's, with its clipping to a global norm of 0.5. */
  public static final A2cSettings DEFAULTS =
      new A2cSettings(
          new MlpSettings(List.of(64, 64), Activation.TANH, Initialization.ORTHOGONAL),
          false,
          GaussianSettings.DEFAULTS,
          RmsPropTf.DEFAULTS,
          ClippingSettings.of(new GlobalNorm(0.5, 2)),
          null,
          0.99,
          1,
          5,
          0,
          0.5,
          null,
          false,
          null,
          null,
          null);

  public A2cSettings {
    Critic.of(sharedTrunk)
        .requireFit(network, "shared-trunk", criticClipping, criticOptimizer, criticUpdateClipping);
    UpdatePathSettings.refuseResets(
        ActorCritic.paths(
            clipping,
            optimizer,
            updateClipping,
            criticClipping,
            criticOptimizer,
            criticUpdateClipping),
        "an a2c agent",
        "choose 'type: ppo', which makes several");
    new Setting("gamma").share(gamma);
    new Setting("gae-lambda").share(gaeLambda);
    new Setting("rollout-steps").atLeast(1, rolloutSteps);
    new Setting("entropy-coefficient").notNegativeFloat(entropyCoefficient);
    new Setting("value-coefficient").notNegativeFloat(valueCoefficient);
  }

  /** {@return a builder that starts from {@link #DEFAULTS}} */
  public static A2cSettingsBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public A2cSettingsBuilder toBuilder() {
    return A2cSettingsBuilder.from(this);
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
    int samples = Math.multiplyExact(rolloutSteps, context.environments());
    UpdatePathSettings.requireBatch(updatePaths(), samples);
    ActorCritic model =
        new ActorCritic(
            this,
            network,
            Critic.of(sharedTrunk),
            gaussian,
            CriticHead.of(valueDistribution),
            context);
    return new PolicyGradientAgent(context, model, new A2cLearning(this, model));
  }

  @Override
  public int stepsPerRollout() {
    return rolloutSteps;
  }

  @Override
  public List<MemoryNeed> memory(AgentContext context) {
    int outputs = Policy.outputs(context.actions(), gaussian);
    return Rollout.memory(
        Architecture.need(
            network,
            Critic.of(sharedTrunk),
            context,
            outputs,
            CriticHead.of(valueDistribution).outputs(),
            updatePaths()),
        rolloutSteps,
        context);
  }

  @Override
  public List<String> prospects(AgentContext context) {
    return Rollout.prospects(AgentSettings.super.prospects(context), rolloutSteps, context);
  }
}
