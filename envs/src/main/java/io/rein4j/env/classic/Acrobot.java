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
 * Two links that hang from a fixed joint; a torque of −1 (0), 0 (1) or 1 N m (2) on the joint
 * between them, 5 times a second, is to swing the free end above a height of one link (Sutton,
 * "Generalization in Reinforcement Learning: Successful Examples Using Sparse Coarse Coding", 1996,
 * with the equations of Sutton and Barto's book).
 *
 * <p>The state is both angles, the second relative to the first, and both angular velocities; the
 * observation has the angles' cosines and sines. Each step costs 1 but the last. One step is one
 * step of Runge and Kutta's fourth-order method. All lengths, masses and moments of inertia are 1,
 * the centres of mass at 0.5, which the coefficients below hold multiplied out.
 */
final class Acrobot implements Task {

  private static final double SECONDS = 0.2;
  private static final double MAX_VELOCITY_1 = 4 * Math.PI;
  private static final double MAX_VELOCITY_2 = 9 * Math.PI;
  private static final double GRAVITY = 9.8;

  private static final Box OBSERVATIONS =
      Box.symmetric(1, 1, 1, 1, (float) MAX_VELOCITY_1, (float) MAX_VELOCITY_2);
  private static final Discrete ACTIONS = new Discrete(3);

  private final ResetBounds bounds;
  private final double[] state = new double[4];
  private final double[] moved = new double[4];
  private final double[] k1 = new double[4];
  private final double[] k2 = new double[4];
  private final double[] k3 = new double[4];
  private final double[] k4 = new double[4];

  Acrobot(ResetBounds bounds) {
    this.bounds = bounds;
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
    for (int i = 0; i < state.length; i++) {
      // Gymnasium casts the first state, and no other.
      state[i] = (float) bounds.draw(random);
    }
  }

  @Override
  public double step(float[] action, int offset, Pcg64 random) {
    double torque = ACTIONS.value(action, offset) - 1;
    derive(state, torque, k1);
    move(SECONDS / 2, k1);
    derive(moved, torque, k2);
    move(SECONDS / 2, k2);
    derive(moved, torque, k3);
    move(SECONDS, k3);
    derive(moved, torque, k4);
    for (int i = 0; i < state.length; i++) {
      state[i] += SECONDS / 6.0 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
    }
    state[0] = wrapped(state[0]);
    state[1] = wrapped(state[1]);
    state[2] = Math.min(Math.max(state[2], -MAX_VELOCITY_1), MAX_VELOCITY_1);
    state[3] = Math.min(Math.max(state[3], -MAX_VELOCITY_2), MAX_VELOCITY_2);
    return terminated() ? 0 : -1;
  }

  private void move(double seconds, double[] slope) {
    for (int i = 0; i < state.length; i++) {
      moved[i] = state[i] + seconds * slope[i];
    }
  }

  private static void derive(double[] at, double torque, double[] slope) {
    double velocity1 = at[2];
    double velocity2 = at[3];
    double cos2 = Math.cos(at[1]);
    double sin2 = Math.sin(at[1]);
    double d1 = 0.25 + (1.25 + cos2) + 1 + 1;
    double d2 = 0.25 + 0.5 * cos2 + 1;
    double phi2 = 0.5 * GRAVITY * Math.cos(at[0] + at[1] - Math.PI / 2);
    double phi1 =
        -0.5 * (velocity2 * velocity2) * sin2
            - velocity2 * velocity1 * sin2
            + 1.5 * GRAVITY * Math.cos(at[0] - Math.PI / 2)
            + phi2;
    double acceleration2 =
        (torque + d2 / d1 * phi1 - 0.5 * (velocity1 * velocity1) * sin2 - phi2)
            / (1.25 - d2 * d2 / d1);
    slope[0] = velocity1;
    slope[1] = velocity2;
    slope[2] = -(d2 * acceleration2 + phi1) / d1;
    slope[3] = acceleration2;
  }

  private static double wrapped(double angle) {
    double wrapped = angle;
    while (wrapped > Math.PI) {
      wrapped -= 2 * Math.PI;
    }
    while (wrapped < -Math.PI) {
      wrapped += 2 * Math.PI;
    }
    return wrapped;
  }

  @Override
  public boolean terminated() {
    return -Math.cos(state[0]) - Math.cos(state[1] + state[0]) > 1.0;
  }

  @Override
  public void observe(float[] observation, int offset) {
    observation[offset] = (float) Math.cos(state[0]);
    observation[offset + 1] = (float) Math.sin(state[0]);
    observation[offset + 2] = (float) Math.cos(state[1]);
    observation[offset + 3] = (float) Math.sin(state[1]);
    observation[offset + 4] = (float) state[2];
    observation[offset + 5] = (float) state[3];
  }

  @Override
  public Optional<Renderer> renderer() {
    return Optional.of(
        Renderer.of(AcrobotPicture.FRAMES_PER_SECOND, () -> AcrobotPicture.of(state[0], state[1])));
  }

  @Override
  public void state(State saved) throws IOException {
    for (int i = 0; i < state.length; i++) {
      state[i] = saved.of(state[i]);
    }
  }
}
