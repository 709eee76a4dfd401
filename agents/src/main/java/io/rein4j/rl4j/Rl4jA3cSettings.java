package io.rein4j.rl4j;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.Learner;
import io.rein4j.agent.LearnerSettings;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.env.Space;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Adam;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.WithBuilder;
import java.util.List;

/**
 * The settings of RL4J's own asynchronous advantage actor-critic (its {@code A3CDiscreteDense}), a
 * baseline.
 *
 * <p>It has a thread for each of the {@code count} environments; with more than one, the order of
 * their updates, and so the run, is another every time. Its entropy bonus has the weight 0.01; it
 * takes every end of an episode for an end state, bootstraps a rollout that was cut from the last
 * observation acted on, not the one after it, and cannot be resumed.
 *
 * @param network the networks of the actor and of the critic, of fully connected layers
 * @param optimizer what changes the parameters: DL4J's adam, or its sgd without momentum
 * @param clipping what happens to every gradient, of actor and critic together, before the
 *     optimizer; RL4J itself has nothing like it
 * @param gamma discount factor, in [0, 1]
 * @param rolloutSteps steps that a thread takes for one update, ≥ 1; fewer if the episode ends
 *     first
 */
@WithBuilder
@TypeName("rl4j-a3c")
public record Rl4jA3cSettings(
    NetworkSettings network,
    OptimizerSettings optimizer,
    ClippingSettings clipping,
    double gamma,
    int rolloutSteps)
    implements LearnerSettings {

  /** RL4J's, with the five steps of Mnih et al. (2016), for which RL4J has no default. */
  public static final Rl4jA3cSettings DEFAULTS =
      new Rl4jA3cSettings(
          new MlpSettings(List.of(64, 64), Activation.RELU, Initialization.XAVIER_UNIFORM),
          Adam.DEFAULTS,
          ClippingSettings.DEFAULTS,
          0.99,
          5);

  public Rl4jA3cSettings {
    Rl4jLearner.requireUsable(network, optimizer, clipping);
    new Setting("gamma").share(gamma);
    new Setting("rollout-steps").atLeast(1, rolloutSteps);
  }

  /** {@return a builder that starts from {@link #DEFAULTS}} */
  public static Rl4jA3cSettingsBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public Rl4jA3cSettingsBuilder toBuilder() {
    return Rl4jA3cSettingsBuilder.from(this);
  }

  @Override
  public void requireActions(Space actions) {
    Rl4jLearner.discrete(actions);
  }

  @Override
  public Learner create(AgentContext context) {
    return new Rl4jLearner(this, context, new A3c(this, context));
  }
}
