package org.example;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.Space;
import io.rein4j.env.Task;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;

/**
 * A spacecraft on a line, to be brought to rest at a port as fast as possible: the double
 * integrator.
 *
 * <p>The observation is the distance from the port (m), in ±2, and the velocity (m/s), in ±1.
 * Actions are a thrust of −1, 0 or 1 m/s² for 0.1 s. An episode starts at rest, 0.5 to 1 m away, on
 * either side. Each step costs 1. The end is within 0.1 m of the port at less than 0.15 m/s.
 */
final class Docking implements Task {

  private static final double SECONDS = 0.1;
  private static final double MAX_DISTANCE = 2;
  private static final double MAX_SPEED = 1;
  private static final double PORT_DISTANCE = 0.1;
  private static final double PORT_SPEED = 0.15;

  private static final Box OBSERVATIONS = Box.symmetric((float) MAX_DISTANCE, (float) MAX_SPEED);
  private static final Discrete ACTIONS = new Discrete(3);

  private double distance;
  private double velocity;

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
    double away = random.uniform(0.5, 1);
    distance = random.nextDouble() < 0.5 ? away : -away;
    velocity = 0;
  }

  @Override
  public double step(float[] action, int offset, Pcg64 random) {
    int thrust = ACTIONS.value(action, offset) - 1;
    velocity = clamp(velocity + SECONDS * thrust, MAX_SPEED);
    distance = clamp(distance + SECONDS * velocity, MAX_DISTANCE);
    return -1;
  }

  private static double clamp(double value, double limit) {
    return Math.max(-limit, Math.min(limit, value));
  }

  @Override
  public boolean terminated() {
    return Math.abs(distance) < PORT_DISTANCE && Math.abs(velocity) < PORT_SPEED;
  }

  @Override
  public void observe(float[] observation, int offset) {
    observation[offset] = (float) distance;
    observation[offset + 1] = (float) velocity;
  }

  /** Hands over what a checkpoint keeps, so that a run resumes in the middle of an episode. */
  @Override
  public void state(State state) throws IOException {
    distance = state.of(distance);
    velocity = state.of(velocity);
  }
}
