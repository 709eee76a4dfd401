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
import io.rein4j.schedule.Schedules;
import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.StartsFrom;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.WithBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of proximal policy optimisation (PPO).
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
 * @param gaeLambda λ of generalised advantage estimation, in [0, 1]
 * @param rolloutSteps steps that each environment takes for one rollout, ≥ 1
 * @param batchSize transitions in one minibatch, ≥ 1; at most the whole rollout
 * @param epochs passes over a rollout, ≥ 1
 * @param ratioClip ε of the clipped surrogate over training, > 0 at its start and never below 0
 * @param valueClip how far a value may move from the rollout's before its loss is clipped; off if
 *     absent
 * @param entropyCoefficient weight of the entropy bonus, ≥ 0
 * @param valueCoefficient weight of the value loss, ≥ 0
 * @param valueDistribution the distribution by which the critic's values are learned, as classes in
 *     place of by squared errors; as numbers if absent
 * @param normalizeAdvantages whether each minibatch's advantages are brought to mean 0 and
 *     deviation 1
 * @param targetKl approximate KL divergence; a minibatch that exceeds 1.5 times it ends the
 *     rollout's updates; off if absent
 * @param criticOptimizer the critic's optimizer, which gives it an update path of its own; as
 *     {@code optimizer} if absent
 * @param criticClipping the critic's clipping, which gives it an update path of its own; as {@code
 *     clipping} if absent
 * @param criticUpdateClipping the critic's update clipping, which gives it an update path of its
 *     own; as {@code update-clipping} if absent
 */
@WithBuilder
@TypeName("ppo")
public record PpoSettings(
    NetworkSettings network,
    boolean sharedTrunk,
    GaussianSettings gaussian,
    OptimizerSettings optimizer,
    ClippingSettings clipping,
    @Nullable UpdateClippingSettings updateClipping,
    double gamma,
    double gaeLambda,
    int rolloutSteps,
    int batchSize,
    int epochs,
    Schedule ratioClip,
    @Nullable Double valueClip,
    double entropyCoefficient,
    double valueCoefficient,
    @Nullable ValueDistribution valueDistribution,
    boolean normalizeAdvantages,
    @Nullable Double targetKl,
    @StartsFrom("optimizer") @Nullable OptimizerSettings criticOptimizer,
    @StartsFrom("clipping") @Nullable ClippingSettings criticClipping,
    @StartsFrom("update-clipping") @Nullable UpdateClippingSettings criticUpdateClipping)
    implements AgentSettings {

  /** SB3's, with its clipping to a global norm of 0.5. */
  public static final PpoSettings DEFAULTS =
      new PpoSettings(
          new MlpSettings(List.of(64, 64), Activation.TANH, Initialization.ORTHOGONAL),
          false,
          GaussianSettings.DEFAULTS,
          new Adam(Schedule.constant(3e-4), 0.9, 0.999, 1e-5),
          ClippingSettings.of(new GlobalNorm(0.5, 2)),
          null,
          0.99,
          0.95,
          2048,
          64,
          10,
          Schedule.constant(0.2),
          null,
          0,
          0.5,
          null,
          true,
          null,
          null,
          null,
          null);

  public PpoSettings {
    Critic.of(sharedTrunk)
        .requireFit(network, "shared-trunk", criticClipping, criticOptimizer, criticUpdateClipping);
    UpdatePathSettings.refuseResetsAtTargets(
        ActorCritic.paths(
            clipping,
            optimizer,
            updateClipping,
            criticClipping,
            criticOptimizer,
            criticUpdateClipping),
        "ppo");
    new Setting("gamma").share(gamma);
    new Setting("gae-lambda").share(gaeLambda);
    new Setting("rollout-steps").atLeast(1, rolloutSteps);
    new Setting("batch-size").atLeast(1, batchSize);
    UpdatePathSettings.requireBatch(
        ActorCritic.paths(
            clipping,
            optimizer,
            updateClipping,
            criticClipping,
            criticOptimizer,
            criticUpdateClipping),
        batchSize);
    if (network.recurrent()) {
      requireWholeSequences(
          batchSize, Math.min(network.sequenceLength().orElse(rolloutSteps), rolloutSteps));
    }
    new Setting("epochs").atLeast(1, epochs);
    new Setting("ratio-clip").when("at the start of training").positive(ratioClip.at(0));
    Schedules.require(new Setting("ratio-clip"), ratioClip, Setting::notNegative);
    if (valueClip != null) {
      new Setting("value-clip").positive(valueClip);
      if (valueDistribution != null) {
        throw new SettingException(
            List.of("value-clip", "value-distribution"),
            "'value-clip' bounds squared errors of values, but a 'value-distribution' is learned by"
                + " cross-entropy: leave one of them out.");
      }
    }
    new Setting("entropy-coefficient").notNegativeFloat(entropyCoefficient);
    new Setting("value-coefficient").notNegativeFloat(valueCoefficient);
    if (targetKl != null) {
      new Setting("target-kl").positive(targetKl);
    }
  }

  /** {@return a builder that starts from {@link #DEFAULTS}} */
  public static PpoSettingsBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public PpoSettingsBuilder toBuilder() {
    return PpoSettingsBuilder.from(this);
  }

  private static void requireWholeSequences(int batchSize, int steps) {
    if (batchSize % steps != 0) {
      throw new SettingException(
          List.of("batch-size", "network", "rollout-steps"),
          "'batch-size' counts transitions, and an 'lstm' learns from whole sequences of them, here"
              .concat(
                  " of %s steps ('sequence-length' of the 'lstm', 'rollout-steps' if shorter): it must"
                      .formatted(steps))
              .concat(" be a multiple of that, but is %s.".formatted(batchSize)));
    }
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
    if (epochs == 1 && batchSize >= (long) rolloutSteps * context.environments()) {
      UpdatePathSettings.refuseResets(
          updatePaths(),
          "a ppo agent with one epoch of one minibatch",
          "choose more 'epochs' or a smaller 'batch-size'");
    }
    ActorCritic model =
        new ActorCritic(
            this,
            network,
            Critic.of(sharedTrunk),
            gaussian,
            CriticHead.of(valueDistribution),
            context);
    return new PolicyGradientAgent(
        context,
        model,
        new PpoLearning(
            this, model, context.streams().stream("minibatches"), context.diagnostics() != null));
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
