package org.example;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.Env;
import io.rein4j.env.Space;
import io.rein4j.env.Task;
import io.rein4j.env.TaskEnv;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;

/**
 * A room to be kept at 20 °C by switching its heating off (0) or on (1) every ten minutes.
 *
 * <p>The observation is the temperature in the room and outside, in °C. Each step costs the
 * distance from 20 °C. The weather outside is random; there is no end state.
 */
final class Room implements Task {

  /** The temperature that is wished for, in °C. */
  static final double WISHED = 20;

  /** Ten minutes each. */
  static final int STEPS_A_DAY = 144;

  private static final double LOSS = 0.02;
  private static final double HEATING = 1;
  private static final double WEATHER = 0.3;

  private static final Box OBSERVATIONS = Box.vector(new float[] {-50, -20}, new float[] {100, 20});
  private static final Discrete ACTIONS = new Discrete(2);

  private double inside;
  private double outside;

  /** Makes an environment of a room. */
  static Env env() {
    return new TaskEnv(new Room());
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
    inside = random.uniform(15, 25);
    outside = random.uniform(-15, 15);
  }

  @Override
  public double step(float[] action, int offset, Pcg64 random) {
    inside += LOSS * (outside - inside) + HEATING * ACTIONS.value(action, offset);
    outside = Math.max(-20, Math.min(20, outside + WEATHER * random.standardNormal()));
    return -Math.abs(inside - WISHED);
  }

  @Override
  public boolean terminated() {
    return false;
  }

  @Override
  public void observe(float[] observation, int offset) {
    observation[offset] = (float) inside;
    observation[offset + 1] = (float) outside;
  }

  @Override
  public void state(State state) throws IOException {
    inside = state.of(inside);
    outside = state.of(outside);
  }
}
