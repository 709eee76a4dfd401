package io.rein4j.env.box2d;

import io.rein4j.random.Pcg64;

/** A force that swells and ebbs without a period. */
final class Wind {

  private static final long LARGEST_START = 9999;

  private final double power;
  private long time;

  /**
   * Makes a wind.
   *
   * @param power the largest magnitude of the force
   */
  Wind(double power) {
    this.power = power;
  }

  /** Puts the time to a random one. */
  void start(Pcg64 random) {
    time = random.integers(-LARGEST_START, LARGEST_START);
  }

  /** {@return the force now} The time goes on by one step. */
  double blow() {
    double phase = StrictMath.sin(0.02 * time) + StrictMath.sin(Math.PI * 0.01 * time);
    time++;
    return StrictMath.tanh(phase) * power;
  }
}
