package io.rein4j.documents;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.Env;
import io.rein4j.env.Space;

/** An environment in which nothing happens. */
final class OvenEnv implements Env {
  @Override
  public Space observationSpace() {
    return Box.of(-1, 1, 1);
  }

  @Override
  public Space actionSpace() {
    return new Discrete(2);
  }

  @Override
  public void reset(long seed, float[] observation, int offset) {
    reset(observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    observation[offset] = 0;
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int offset) {
    observation[offset] = 0;
    return 0;
  }

  @Override
  public boolean terminated() {
    return false;
  }

  @Override
  public boolean truncated() {
    return false;
  }
}
