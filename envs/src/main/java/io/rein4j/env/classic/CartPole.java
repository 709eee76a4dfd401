package io.rein4j.env.classic;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.Renderer;
import io.rein4j.env.Space;
import io.rein4j.env.Task;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.Optional;

/**
 * A pole on a cart, to be kept upright by pushing the cart left (0) or right (1) with 10 N, 50
 * times a second (Barto, Sutton and Anderson, "Neuronlike Adaptive Elements That Can Solve
 * Difficult Learning Control Problems", 1983).
 *
 * <p>The state is the observation: position (m), velocity, angle (rad), angular velocity. The end
 * is a position beyond ±2.4 or an angle beyond ±12°. Each step is worth 1; with Sutton and Barto's
 * reward 0, and −1 at the end.
 */
final class CartPole implements Task {

  private static final double GRAVITY = 9.8;
  private static final double POLE_MASS = 0.1;
  private static final double TOTAL_MASS = POLE_MASS + 1.0;
  private static final double HALF_LENGTH = 0.5;
  private static final double POLE_MASS_LENGTH = POLE_MASS * HALF_LENGTH;
  private static final double FORCE = 10.0;
  private static final double SECONDS = 0.02;
  private static final double ANGLE_LIMIT = 12 * 2 * Math.PI / 360;
  private static final double POSITION_LIMIT = 2.4;

  private static final Box OBSERVATIONS =
      Box.symmetric(
          (float) (POSITION_LIMIT * 2),
          Float.POSITIVE_INFINITY,
          (float) (ANGLE_LIMIT * 2),
          Float.POSITIVE_INFINITY);
  private static final Discrete ACTIONS = new Discrete(2);

  private final ResetBounds bounds;
  private final double stepReward;
  private final double endReward;

  private double position;
  private double velocity;
  private double angle;
  private double angularVelocity;

  CartPole(ResetBounds bounds, boolean suttonBartoReward) {
    this.bounds = bounds;
    this.stepReward = suttonBartoReward ? 0 : 1;
    this.endReward = suttonBartoReward ? -1 : 1;
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
    position = bounds.draw(random);
    velocity = bounds.draw(random);
    angle = bounds.draw(random);
    angularVelocity = bounds.draw(random);
  }

  @Override
  public double step(float[] action, int offset, Pcg64 random) {
    double force = ACTIONS.value(action, offset) == 1 ? FORCE : -FORCE;
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double push =
        (force + POLE_MASS_LENGTH * (angularVelocity * angularVelocity) * sin) / TOTAL_MASS;
    double angularAcceleration =
        (GRAVITY * sin - cos * push)
            / (HALF_LENGTH * (4.0 / 3.0 - POLE_MASS * (cos * cos) / TOTAL_MASS));
    double acceleration = push - POLE_MASS_LENGTH * angularAcceleration * cos / TOTAL_MASS;
    position += SECONDS * velocity;
    velocity += SECONDS * acceleration;
    angle += SECONDS * angularVelocity;
    angularVelocity += SECONDS * angularAcceleration;
    return terminated() ? endReward : stepReward;
  }

  @Override
  public boolean terminated() {
    return position < -POSITION_LIMIT
        || position > POSITION_LIMIT
        || angle < -ANGLE_LIMIT
        || angle > ANGLE_LIMIT;
  }

  @Override
  public void observe(float[] observation, int offset) {
    observation[offset] = (float) position;
    observation[offset + 1] = (float) velocity;
    observation[offset + 2] = (float) angle;
    observation[offset + 3] = (float) angularVelocity;
  }

  @Override
  public Optional<Renderer> renderer() {
    return Optional.of(
        Renderer.of(CartPolePicture.FRAMES_PER_SECOND, () -> CartPolePicture.of(position, angle)));
  }

  @Override
  public void state(State state) throws IOException {
    position = state.of(position);
    velocity = state.of(velocity);
    angle = state.of(angle);
    angularVelocity = state.of(angularVelocity);
  }
}
