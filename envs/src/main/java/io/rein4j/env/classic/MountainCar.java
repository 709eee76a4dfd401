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
 * A car in a valley, too weak to drive straight up: it accelerates to the left (0), not at all (1)
 * or to the right (2) (Moore, "Efficient Memory-Based Learning for Robot Control", 1990).
 *
 * <p>The state is the observation: position in [−1.2, 0.6] and velocity in ±0.07. The end is the
 * flag at 0.5, passed with the goal velocity or more. Each step costs 1.
 */
final class MountainCar implements Task {

  private static final double MIN_POSITION = -1.2;
  private static final double MAX_POSITION = 0.6;
  private static final double MAX_SPEED = 0.07;
  private static final double GOAL_POSITION = 0.5;
  private static final double FORCE = 0.001;
  private static final double GRAVITY = 0.0025;

  static final Box OBSERVATIONS =
      Box.vector(
          new float[] {(float) MIN_POSITION, (float) -MAX_SPEED},
          new float[] {(float) MAX_POSITION, (float) MAX_SPEED});
  private static final Discrete ACTIONS = new Discrete(3);

  private final ResetBounds bounds;
  private final double goalVelocity;

  private double position;
  private double velocity;

  MountainCar(ResetBounds bounds, double goalVelocity) {
    this.bounds = bounds;
    this.goalVelocity = goalVelocity;
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
    velocity = 0;
  }

  @Override
  public double step(float[] action, int offset, Pcg64 random) {
    velocity += (ACTIONS.value(action, offset) - 1) * FORCE + Math.cos(3 * position) * -GRAVITY;
    velocity = Math.max(-MAX_SPEED, Math.min(MAX_SPEED, velocity));
    position += velocity;
    position = Math.max(MIN_POSITION, Math.min(MAX_POSITION, position));
    if (position == MIN_POSITION && velocity < 0) {
      velocity = 0;
    }
    return -1;
  }

  @Override
  public boolean terminated() {
    return position >= GOAL_POSITION && velocity >= goalVelocity;
  }

  @Override
  public void observe(float[] observation, int offset) {
    observation[offset] = (float) position;
    observation[offset + 1] = (float) velocity;
  }

  @Override
  public Optional<Renderer> renderer() {
    return Optional.of(
        Renderer.of(
            MountainCarPicture.FRAMES_PER_SECOND,
            () -> MountainCarPicture.of(position, GOAL_POSITION)));
  }

  @Override
  public void state(State state) throws IOException {
    position = state.of(position);
    velocity = state.of(velocity);
  }
}
