package io.rein4j.env.wrap;

import io.rein4j.env.Discrete;
import io.rein4j.env.Env;
import io.rein4j.env.Space;

/** An environment with discrete observations: the number of steps; its state cannot be copied. */
final class Words implements Env {

  boolean closed;
  private int step;

  @Override
  public Space observationSpace() {
    return new Discrete(5);
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
    step = 0;
    observation[offset] = 0;
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int observationOffset) {
    observation[observationOffset] = ++step;
    return 0;
  }

  @Override
  public boolean terminated() {
    return step == 4;
  }

  @Override
  public boolean truncated() {
    return false;
  }

  @Override
  public void close() {
    closed = true;
  }
}
