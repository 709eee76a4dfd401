package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.env.ForwardingEnv;
import io.rein4j.state.State;
import java.io.IOException;

/** An environment whose episodes are truncated after some steps. */
final class TimeLimitedEnv extends ForwardingEnv {

  private final int limit;
  private int elapsed;

  TimeLimitedEnv(Env env, int limit) {
    super(env);
    this.limit = limit;
  }

  @Override
  public void reset(long seed, float[] observation, int offset) {
    start();
    within().reset(seed, observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    start();
    within().reset(observation, offset);
  }

  /** Counts on in an episode that goes on, if its limit is not reached. */
  private void start() {
    elapsed = within().goesOn() && elapsed < limit ? elapsed : 0;
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int observationOffset) {
    if (elapsed >= limit) {
      throw new IllegalStateException(
          "The episode ended at its limit of %s steps; a reset must come before the next step."
              .formatted(limit));
    }
    double reward = within().step(action, actionOffset, observation, observationOffset);
    elapsed++;
    return reward;
  }

  @Override
  public boolean truncated() {
    return elapsed >= limit || within().truncated();
  }

  @Override
  protected void ownState(State state) throws IOException {
    elapsed = state.of(elapsed);
  }
}
