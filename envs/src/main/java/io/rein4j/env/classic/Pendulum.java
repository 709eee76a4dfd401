package io.rein4j.env.classic;

import io.rein4j.env.Box;
import io.rein4j.env.Renderer;
import io.rein4j.env.Space;
import io.rein4j.env.Task;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.Optional;

/**
 * A pendulum to be swung up and held upright by a torque in ±2 N m, 20 times a second.
 *
 * <p>The state is an angle (0 is upright) and an angular velocity in ±8 rad/s; the observation is
 * the angle's cosine and sine, and the angular velocity. A step costs angle² + 0.1 velocity² +
 * 0.001 torque², the angle in [−π, π). There is no end state. The torque's terms are float32, as
 * NumPy makes them of a float32 action.
 */
final class Pendulum implements Task {

  private static final double MAX_SPEED = 8;
  private static final double SECONDS = 0.05;
  private static final double TURN = 2 * Math.PI;

  private static final Box OBSERVATIONS = Box.symmetric(1, 1, (float) MAX_SPEED);
  private static final Box ACTIONS = Box.of(-2, 2, 1);

  private final double angleBound;
  private final double velocityBound;
  private final double gravityTerm;

  private double angle;
  private double velocity;

  /** Is only drawn, and so is no part of the state; NaN before the first step. */
  private float lastTorque = Float.NaN;

  /**
   * Makes a pendulum.
   *
   * @param angleBound resets draw the angle from ± this
   * @param velocityBound resets draw the angular velocity from ± this
   * @param gravity acceleration of gravity, m/s²
   */
  Pendulum(double angleBound, double velocityBound, double gravity) {
    requireBound("x-init", angleBound);
    requireBound("y-init", velocityBound);
    this.angleBound = angleBound;
    this.velocityBound = velocityBound;
    this.gravityTerm = 3 * gravity / 2;
  }

  private static void requireBound(String option, double bound) {
    if (!(bound >= 0)) {
      throw new IllegalArgumentException(
          "Option '%s' must be 0 or larger, but is %s.".formatted(option, bound));
    }
  }

  @Override
  public Space observationSpace() {
    return OBSERVATIONS;
  }

  @Override
  public Space actionSpace() {
    return ACTIONS;
  }

  @Override
  public void start(Pcg64 random) {
    angle = random.uniform(-angleBound, angleBound);
    velocity = random.uniform(-velocityBound, velocityBound);
    lastTorque = Float.NaN;
  }

  @Override
  public double step(float[] action, int offset, Pcg64 random) {
    ACTIONS.require(action, offset);
    float torque = action[offset];
    lastTorque = torque;
    double upright = normalized(angle);
    double cost = upright * upright + 0.1 * (velocity * velocity) + 0.001f * (torque * torque);
    double faster = velocity + (gravityTerm * Math.sin(angle) + 3f * torque) * SECONDS;
    velocity = Math.max(-MAX_SPEED, Math.min(MAX_SPEED, faster));
    angle += velocity * SECONDS;
    return -cost;
  }

  // Python's modulo, whose result has the divisor's sign.
  private static double normalized(double angle) {
    double rest = (angle + Math.PI) % TURN;
    return (rest < 0 ? rest + TURN : rest) - Math.PI;
  }

  @Override
  public boolean terminated() {
    return false;
  }

  @Override
  public void observe(float[] observation, int offset) {
    observation[offset] = (float) Math.cos(angle);
    observation[offset + 1] = (float) Math.sin(angle);
    observation[offset + 2] = (float) velocity;
  }

  @Override
  public Optional<Renderer> renderer() {
    return Optional.of(
        Renderer.of(
            PendulumPicture.FRAMES_PER_SECOND, () -> PendulumPicture.of(angle, lastTorque)));
  }

  @Override
  public void state(State state) throws IOException {
    angle = state.of(angle);
    velocity = state.of(velocity);
    if (state.isReading()) {
      lastTorque = Float.NaN;
    }
  }
}
