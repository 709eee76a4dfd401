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
import io.rein4j.schedule.Constant;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import io.rein4j.schedule.Schedules;
import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.WithBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of RL4J's own double DQN (its {@code QLearningDiscreteDense}), a baseline.
 *
 * <p>It makes one update a step, and one more at an episode's end, as soon as its memory holds a
 * batch; takes every end of an episode for an end state; and cannot be resumed.
 *
 * @param network the network of action values, of fully connected layers
 * @param optimizer what changes the parameters: DL4J's adam, or its sgd without momentum
 * @param clipping what happens to every gradient before the optimizer; RL4J itself has nothing like
 *     it
 * @param gamma discount factor, in [0, 1]
 * @param batchSize transitions in one update, ≥ 1
 * @param replayCapacity transitions that the replay memory keeps, ≥ 1; new ones replace the oldest
 * @param targetUpdateInterval updates between two copies of the target network, ≥ 1
 * @param errorClamp how far a target may be from the value that it is learned for, finite and > 0,
 *     which bounds each sample's error as the Huber loss does; any distance if absent
 * @param exploration ε, the share of random actions: falls from 1 along a straight line, or never
 *     changes
 */
@WithBuilder
@TypeName("rl4j-double-dqn")
public record Rl4jDoubleDqnSettings(
    NetworkSettings network,
    OptimizerSettings optimizer,
    ClippingSettings clipping,
    double gamma,
    int batchSize,
    int replayCapacity,
    int targetUpdateInterval,
    @Nullable Double errorClamp,
    Schedule exploration)
    implements LearnerSettings {

  /** RL4J's, but that its ε falls over 10,000 steps, whatever the length of training. */
  public static final Rl4jDoubleDqnSettings DEFAULTS =
      new Rl4jDoubleDqnSettings(
          new MlpSettings(List.of(64, 64), Activation.RELU, Initialization.XAVIER_UNIFORM),
          Adam.DEFAULTS,
          ClippingSettings.DEFAULTS,
          0.99,
          32,
          150_000,
          100,
          1.0,
          new Linear(1, 0.1, 0.1));

  public Rl4jDoubleDqnSettings {
    Rl4jLearner.requireUsable(network, optimizer, clipping);
    if (network.criticKey().isPresent()) {
      throw new SettingException(
          "network",
          "'network' has layers of a critic, '%s', but a double DQN has no critic: leave them out."
              .formatted(network.criticKey().get()));
    }
    new Setting("gamma").share(gamma);
    new Setting("batch-size").atLeast(1, batchSize);
    new Setting("target-update-interval").atLeast(1, targetUpdateInterval);
    if (batchSize > replayCapacity) {
      throw new SettingException(
          List.of("batch-size", "replay-capacity"),
          "'batch-size' is %s, but 'replay-capacity' is %s.".formatted(batchSize, replayCapacity));
    }
    if (errorClamp != null) {
      new Setting("error-clamp").positive(errorClamp);
    }
    boolean falls = exploration instanceof Linear line && line.from() == 1;
    if (!falls && !(exploration instanceof Constant)) {
      throw new SettingException(
          "exploration",
          "'exploration' must be linear from 1, or constant, as RL4J knows no other.");
    }
    Schedules.require(new Setting("exploration"), exploration, Setting::share);
  }

  /** {@return a builder that starts from {@link #DEFAULTS}} */
  public static Rl4jDoubleDqnSettingsBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public Rl4jDoubleDqnSettingsBuilder toBuilder() {
    return Rl4jDoubleDqnSettingsBuilder.from(this);
  }

  @Override
  public void requireActions(Space actions) {
    Rl4jLearner.discrete(actions);
  }

  @Override
  public Learner create(AgentContext context) {
    return new Rl4jLearner(this, context, new DoubleDqn(this, context));
  }

  @Override
  public List<String> prospects(AgentContext context) {
    List<String> prospects = new ArrayList<>(LearnerSettings.super.prospects(context));
    if (batchSize > context.totalSteps()) {
      prospects.add(
          "Nothing will be learned: the first update needs a batch of %s transitions, but training has %s steps."
              .formatted(batchSize, context.totalSteps()));
    }
    return prospects;
  }
}
