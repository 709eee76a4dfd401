package io.rein4j.env.classic;

import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.Rein4jModule;
import io.rein4j.env.Env;
import io.rein4j.env.EnvOption;
import io.rein4j.env.EnvOptions;
import io.rein4j.env.EnvSpec;
import io.rein4j.env.TaskEnv;
import java.util.List;

/** The classic control tasks, with Gymnasium's ids, limits and thresholds. */
public final class ClassicControl implements Rein4jModule {

  private static final EnvOption[] CART_POLE_OPTIONS = {
    new EnvOption(
        "sutton-barto-reward",
        false,
        "Whether a step is worth 0, and −1 at the end, instead of 1."),
    ResetBounds.lowOption(-0.05),
    ResetBounds.highOption(0.05)
  };

  private static final EnvOption[] MOUNTAIN_CAR_OPTIONS = {
    new EnvOption("goal-velocity", 0.0, "The least velocity at the flag, in ±0.07."),
    ResetBounds.lowOption(-0.6),
    ResetBounds.highOption(-0.4)
  };

  private static final EnvOption[] PENDULUM_OPTIONS = {
    new EnvOption("g", 10.0, "Acceleration of gravity, m/s²."),
    new EnvOption("x-init", Math.PI, "Resets draw the angle from ± this, rad."),
    new EnvOption("y-init", 1.0, "Resets draw the angular velocity from ± this, rad/s.")
  };

  /**
   * The specs. Random scores are means over 1,000 episodes, reset with seeds 0 to 999, of actions
   * sampled from the generator seeded 0; CartPole-v0, which the zoo does not train, has its highest
   * return as reference.
   */
  private static final List<EnvSpec> SPECS =
      List.of(
          EnvSpec.of("CartPole-v0", ClassicControl::cartPole)
              .withMaxEpisodeSteps(200)
              .withRewardThreshold(195)
              .withScores(22.197, 200)
              .withOptions(CART_POLE_OPTIONS),
          EnvSpec.of("CartPole-v1", ClassicControl::cartPole)
              .withMaxEpisodeSteps(500)
              .withRewardThreshold(475)
              .withScores(22.197, 500)
              .withOptions(CART_POLE_OPTIONS),
          EnvSpec.of("MountainCar-v0", ClassicControl::mountainCar)
              .withMaxEpisodeSteps(200)
              .withRewardThreshold(-110)
              .withScores(-200, -100.849)
              .withOptions(MOUNTAIN_CAR_OPTIONS),
          EnvSpec.of("MountainCarContinuous-v0", ClassicControl::mountainCarContinuous)
              .withMaxEpisodeSteps(999)
              .withRewardThreshold(90)
              .withScores(-33.326, 96.672)
              .withOptions(MOUNTAIN_CAR_OPTIONS),
          EnvSpec.of("Acrobot-v1", ClassicControl::acrobot)
              .withMaxEpisodeSteps(500)
              .withRewardThreshold(-100)
              .withScores(-499.093, -69.135)
              .withOptions(ResetBounds.lowOption(-0.1), ResetBounds.highOption(0.1)),
          EnvSpec.of("Pendulum-v1", ClassicControl::pendulum)
              .withMaxEpisodeSteps(200)
              .withScores(-1230.653, -151.34)
              .withOptions(PENDULUM_OPTIONS));

  @Override
  public void register(Catalog catalog) {
    SPECS.forEach(spec -> catalog.add(EnvSpec.class, spec));
  }

  private static Env cartPole(EnvOptions options) {
    return new TaskEnv(new CartPole(ResetBounds.of(options), options.flag("sutton-barto-reward")));
  }

  private static Env mountainCar(EnvOptions options) {
    return new TaskEnv(new MountainCar(ResetBounds.of(options), options.number("goal-velocity")));
  }

  private static Env mountainCarContinuous(EnvOptions options) {
    return new TaskEnv(
        new MountainCarContinuous(ResetBounds.of(options), options.number("goal-velocity")));
  }

  private static Env pendulum(EnvOptions options) {
    return new TaskEnv(
        new Pendulum(options.number("x-init"), options.number("y-init"), options.number("g")));
  }

  private static Env acrobot(EnvOptions options) {
    return new TaskEnv(new Acrobot(ResetBounds.of(options)));
  }
}
