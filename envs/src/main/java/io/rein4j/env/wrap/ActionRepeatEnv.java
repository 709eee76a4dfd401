package io.rein4j.env.wrap;

import io.rein4j.env.Box;
import io.rein4j.env.Env;
import io.rein4j.env.ForwardingEnv;
import io.rein4j.env.Space;

/** An environment that takes every action several times. */
final class ActionRepeatEnv extends ForwardingEnv {

  private final int times;
  private final Space observationSpace;

  ActionRepeatEnv(Env env, int times) {
    super(env);
    this.times = times;
    // From step to step of the agent, stacks of frames lose and gain several.
    this.observationSpace =
        env.observationSpace() instanceof Box box ? box.stackedBy(null) : env.observationSpace();
  }

  @Override
  public Space observationSpace() {
    return observationSpace;
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
