package io.rein4j.env.wrap;

import io.rein4j.env.Box;
import io.rein4j.env.Env;
import io.rein4j.env.ForwardingEnv;
import io.rein4j.env.Space;
import org.jspecify.annotations.Nullable;

/** An environment that takes every action several times, as long as its mask allows it. */
final class ActionRepeatEnv extends ForwardingEnv {

  private final int times;
  private final @Nullable AllowedNow mask;
  private final Space observationSpace;

  ActionRepeatEnv(Env env, int times) {
    super(env);
    this.times = times;
    this.mask = AllowedNow.of(env);
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
      if (i > 0 && mask != null && !mask.allows(action, actionOffset)) {
        break;
      }
      sum += within().step(action, actionOffset, observation, observationOffset);
      if (endedWithin()) {
        break;
      }
    }
    return sum;
  }
}
