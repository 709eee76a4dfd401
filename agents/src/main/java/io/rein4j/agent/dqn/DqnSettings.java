package io.rein4j.agent.dqn;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.AgentSettings;
import io.rein4j.agent.Require;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.nn.Activation;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.RegressionLoss;
import io.rein4j.optim.Adam;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import java.util.List;

/**
 * The settings of a {@link DqnAgent}.
 *
 * <p>Intervals and frequencies count environment steps over all environments together.
 *
 * @param network the network of action values
 * @param optimizer what changes the parameters
 * @param clipping what happens to every gradient before the optimizer
 * @param gamma discount factor, in [0, 1]
 * @param batchSize transitions in one update, ≥ 1
 * @param replay the replay memory
 * @param trainFrequency environment steps between two rounds of learning, ≥ 1
 * @param gradientSteps updates in one round of learning; -1 means as many as steps were collected
 * @param targetUpdateInterval environment steps between two copies into the target network, ≥ 1
 * @param doubleQ whether the online network chooses the action that the target network values (van
 *     Hasselt et al. 2016)
 * @param loss of the difference between value and target
 * @param exploration ε, the share of random actions, over training
 */
public record DqnSettings(
    NetworkSettings network,
    OptimizerSettings optimizer,
    ClippingSettings clipping,
    double gamma,
    int batchSize,
    ReplaySettings replay,
    int trainFrequency,
    int gradientSteps,
    int targetUpdateInterval,
    boolean doubleQ,
    RegressionLoss loss,
    Schedule exploration)
    implements AgentSettings {

  /** SB3's, with its clipping to a global norm of 10. */
  public static final DqnSettings DEFAULTS =
      new DqnSettings(
          new MlpSettings(List.of(64, 64), Activation.RELU, Initialization.KAIMING_UNIFORM),
          new Adam(Schedule.constant(1e-4), 0.9, 0.999, 1e-8),
          ClippingSettings.of(new GlobalNorm(10, 2)),
          0.99,
          32,
          ReplaySettings.DEFAULTS,
          4,
          1,
          10_000,
          false,
          RegressionLoss.HUBER,
          new Linear(1, 0.05, 0.1));

  public DqnSettings {
    Require.share("gamma", gamma);
    Require.atLeast("batch-size", 1, batchSize);
    clipping.requireBatch(batchSize);
    Require.atLeast("train-frequency", 1, trainFrequency);
    Require.atLeast("target-update-interval", 1, targetUpdateInterval);
    if (gradientSteps < 1 && gradientSteps != -1) {
      throw new IllegalArgumentException(
          "'gradient-steps' must be ≥ 1, or -1 for as many as steps were collected, but is "
              + gradientSteps
              + ".");
    }
    if (batchSize > replay.capacity()) {
      throw new IllegalArgumentException(
          "'batch-size' is %d, but the replay memory keeps %d transitions only."
              .formatted(batchSize, replay.capacity()));
    }
    Require.share("exploration at the start", exploration.at(0));
    Require.share("exploration at the end", exploration.at(1));
  }

  @Override
  public Agent create(AgentContext context) {
    return new DqnAgent(this, context);
  }
}
