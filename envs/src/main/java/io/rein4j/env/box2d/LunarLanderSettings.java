package io.rein4j.env.box2d;

/**
 * The options of a {@link LunarLander}.
 *
 * @param continuous whether actions are the engines' throttles instead of which one to fire
 * @param gravity acceleration of gravity, between −12 and 0
 * @param wind whether wind blows
 * @param windPower the largest force of the wind
 * @param turbulencePower the largest torque of the wind
 */
record LunarLanderSettings(
    boolean continuous, double gravity, boolean wind, double windPower, double turbulencePower) {

  LunarLanderSettings {
    if (!(gravity > -12 && gravity < 0)) {
      throw new IllegalArgumentException(
          "Option 'gravity' must be between -12 and 0, but is %s.".formatted(gravity));
    }
  }
}
