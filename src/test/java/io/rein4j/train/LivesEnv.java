package io.rein4j.train;

import io.rein4j.env.Box;
import io.rein4j.env.CopyableEnv;
import io.rein4j.env.Discrete;
import io.rein4j.env.Space;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;

/**
 * A game of three lives of a few steps each, which shows how many are left and how many steps it
 * has taken; each step is worth 1, and each life is an episode.
 */
final class LivesEnv implements CopyableEnv {

  private static final Space OBSERVATIONS = Box.of(0, 1000, 2);
  private static final Space ACTIONS = new Discrete(2);

  private final Pcg64 random = new Pcg64(0);
  private int lives;
  private int steps;
  private int lasts;
  private boolean lost;

  @Override
  public Space observationSpace() {
    return OBSERVATIONS;
  }

  @Override
  public Space actionSpace() {
    return ACTIONS;
  }

  @Override
  public void reset(long seed, float[] observation, int offset) {
    if (!goesOn()) {
      random.seed(seed);
    }
    reset(observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    if (!goesOn()) {
      lives = 3;
      steps = 0;
    }
    lost = false;
    lasts = 2 + random.nextInt(6);
    observe(observation, offset);
  }

  private void observe(float[] observation, int offset) {
    observation[offset] = lives;
    observation[offset + 1] = steps;
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int offset) {
    steps++;
    lasts--;
    lost = lasts == 0;
    lives -= lost ? 1 : 0;
    observe(observation, offset);
    return 1;
  }

  @Override
  public boolean terminated() {
    return lost;
  }

  @Override
  public boolean truncated() {
    return false;
  }

  @Override
  public boolean goesOn() {
    return lost && lives > 0;
  }

  @Override
  public void state(State state) throws IOException {
    random.state(state);
    lives = state.of(lives);
    steps = state.of(steps);
    lasts = state.of(lasts);
    lost = state.of(lost);
  }
}
