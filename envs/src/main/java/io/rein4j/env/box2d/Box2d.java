package io.rein4j.env.box2d;

import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.Rein4jModule;
import io.rein4j.env.Env;
import io.rein4j.env.EnvOption;
import io.rein4j.env.EnvOptions;
import io.rein4j.env.EnvSpec;
import io.rein4j.env.TaskEnv;
import java.util.List;

/** The Box2D tasks, with Gymnasium's ids, limits and thresholds. */
public final class Box2d implements Rein4jModule {

  private static final EnvOption[] OPTIONS = {
    new EnvOption("gravity", -10.0, "Acceleration of gravity, between -12 and 0."),
    new EnvOption("enable-wind", false, "Whether wind blows."),
    new EnvOption("wind-power", 15.0, "Largest force of the wind; recommended is 0 to 20."),
    new EnvOption("turbulence-power", 1.5, "Largest torque of the wind; recommended is 0 to 2.")
  };

  /**
   * The specs. Random scores are means over 1,000 episodes, reset with seeds 0 to 999, of actions
   * sampled from the generator seeded 0; reference scores are the zoo's for version 2, whose rules
   * are the same.
   */
  private static final List<EnvSpec> SPECS =
      List.of(
          EnvSpec.of("LunarLander-v3", options -> lunarLander(options, false))
              .withMaxEpisodeSteps(1000)
              .withRewardThreshold(200)
              .withScores(-179.878, 242.119)
              .withOptions(OPTIONS),
          EnvSpec.of("LunarLanderContinuous-v3", options -> lunarLander(options, true))
              .withMaxEpisodeSteps(1000)
              .withRewardThreshold(200)
              .withScores(-211.277, 277.956)
              .withOptions(OPTIONS));

  @Override
  public void register(Catalog catalog) {
    SPECS.forEach(spec -> catalog.add(EnvSpec.class, spec));
  }

  private static Env lunarLander(EnvOptions options, boolean continuous) {
    LunarLanderSettings settings =
        new LunarLanderSettings(
            continuous,
            options.number("gravity"),
            options.flag("enable-wind"),
            options.number("wind-power"),
            options.number("turbulence-power"));
    try {
      return new TaskEnv(new LunarLander(settings));
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "A lunar lander needs org.jbox2d:jbox2d-library 2.2.1.1 on the class path.", e);
    }
  }
}
