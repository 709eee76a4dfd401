package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.env.EnvState;
import io.rein4j.env.Space;
import java.util.Optional;

/** An environment that takes every action several times. */
final class ActionRepeatEnv implements Env {

  private final Env env;
  private final int times;

  ActionRepeatEnv(Env env, int times) {
    this.env = env;
    this.times = times;
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
    double sum = 0;
    for (int i = 0; i < times; i++) {
      sum += env.step(action, actionOffset, observation, observationOffset);
      if (env.terminated() || env.truncated()) {
        break;
      }
    }
    return sum;
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
  public Optional<EnvState> state() {
    return env.state();
  }

  @Override
  public void close() {
    env.close();
  }
}
