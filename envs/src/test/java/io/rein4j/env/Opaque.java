package io.rein4j.env;

import org.jspecify.annotations.Nullable;

/** An environment that hides the state of another, and can fail to close. */
final class Opaque implements Env {

  private final Env env;
  boolean closed;
  @Nullable RuntimeException failure;

  Opaque(Env env) {
    this.env = env;
  }

  @Override
  public Space observationSpace() {
    return env.observationSpace();
  }

  @Override
  public Space actionSpace() {
    return env.actionSpace();
  }

  @Override
  public void reset(long seed, float[] observation, int offset) {
    env.reset(seed, observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    env.reset(observation, offset);
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int observationOffset) {
    return env.step(action, actionOffset, observation, observationOffset);
  }

  @Override
  public boolean terminated() {
    return env.terminated();
  }

  @Override
  public boolean truncated() {
    return env.truncated();
  }

  @Override
  public void close() {
    closed = true;
    if (failure != null) {
      throw failure;
    }
  }
}
