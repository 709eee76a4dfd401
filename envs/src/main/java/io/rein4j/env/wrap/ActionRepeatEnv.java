package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.env.ForwardingEnv;

/** An environment that takes every action several times. */
final class ActionRepeatEnv extends ForwardingEnv {

  private final int times;

  ActionRepeatEnv(Env env, int times) {
    super(env);
    this.times = times;
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int observationOffset) {
    double sum = 0;
    for (int i = 0; i < times; i++) {
      sum += within().step(action, actionOffset, observation, observationOffset);
      if (endedWithin()) {
        break;
      }
    }
    return sum;
  }
}
