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
 * The car in the valley with a force in [−1, 1] that costs 0.1 × its square; the flag at 0.45,
 * passed with the goal velocity or more, is worth 100.
 *
 * <p>Gymnasium keeps this state in float64 after a reset and in float32 after the first step, and
 * NumPy computes in the precision of the state; both are reproduced.
 */
final class MountainCarContinuous implements Task {

  private static final double MIN_POSITION = -1.2;
  private static final double MAX_POSITION = 0.6;
  private static final double MAX_SPEED = 0.07;
  private static final double GOAL_POSITION = 0.45;
  private static final double POWER = 0.0015;
  private static final double GRAVITY = 0.0025;

  private static final Box ACTIONS = Box.of(-1, 1, 1);

  private final ResetBounds bounds;
  private final double goalVelocity;

  private double position;
  private double velocity;
  private boolean fresh;
  private boolean terminated;

  MountainCarContinuous(ResetBounds bounds, double goalVelocity) {
    this.bounds = bounds;
    this.goalVelocity = goalVelocity;
  }

  @Override
  public Space observationSpace() {
    return MountainCar.OBSERVATIONS;
  }

  @Override
  public Space actionSpace() {
    return ACTIONS;
  }

  @Override
  public void start(Pcg64 random) {
    position = bounds.draw(random);
    velocity = 0;
    fresh = true;
    terminated = false;
  }

  @Override
  public double step(float[] action, int offset, Pcg64 random) {
    ACTIONS.require(action, offset);
    float force = action[offset];
    if (fresh) {
      stepFromDouble(force);
    } else {
      stepFromFloat(force);
    }
    fresh = false;
    return (terminated ? 100.0 : 0.0) - (double) force * force * 0.1;
  }

  private void stepFromDouble(float force) {
    double speed = velocity + acceleration(force, 3 * position);
    speed = Math.max(-MAX_SPEED, Math.min(MAX_SPEED, speed));
    double place = position + speed;
    place = Math.max(MIN_POSITION, Math.min(MAX_POSITION, place));
    if (place == MIN_POSITION && speed < 0) {
      speed = 0;
    }
    terminated = place >= GOAL_POSITION && speed >= goalVelocity;
    position = (float) place;
    velocity = (float) speed;
  }

  private void stepFromFloat(float force) {
    float speed = (float) velocity + acceleration(force, 3 * (float) position);
    // A speed at its limit is a Python float there, and is compared as one.
    boolean limited = speed > (float) MAX_SPEED;
    speed = Math.max((float) -MAX_SPEED, Math.min((float) MAX_SPEED, speed));
    float place = (float) position + speed;
    place = Math.max((float) MIN_POSITION, Math.min((float) MAX_POSITION, place));
    if (place == (float) MIN_POSITION && speed < 0) {
      speed = 0;
    }
    boolean fast = limited ? MAX_SPEED >= goalVelocity : speed >= (float) goalVelocity;
    terminated = place >= (float) GOAL_POSITION && fast;
    position = place;
    velocity = speed;
  }

  private static float acceleration(float force, double angle) {
    return force * (float) POWER - (float) (GRAVITY * Math.cos(angle));
  }

  @Override
  public boolean terminated() {
    return terminated;
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
    fresh = state.of(fresh);
    terminated = state.of(terminated);
  }
}
