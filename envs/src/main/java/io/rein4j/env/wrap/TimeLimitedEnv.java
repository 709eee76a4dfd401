package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.env.EnvState;
import io.rein4j.env.Space;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/** An environment whose episodes are truncated after some steps. */
final class TimeLimitedEnv implements Env {

  private final Env env;
  private final int limit;
  private int elapsed;

  TimeLimitedEnv(Env env, int limit) {
    this.env = env;
    this.limit = limit;
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
    elapsed = 0;
    env.reset(seed, observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    elapsed = 0;
    env.reset(observation, offset);
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int observationOffset) {
    if (elapsed >= limit) {
      throw new IllegalStateException(
          "The episode ended at its limit of %s steps; a reset must come before the next step."
              .formatted(limit));
    }
    double reward = env.step(action, actionOffset, observation, observationOffset);
    elapsed++;
    return reward;
  }

  @Override
  public boolean terminated() {
    return env.terminated();
  }

  @Override
  public boolean truncated() {
    return elapsed >= limit || env.truncated();
  }

  @Override
  public Optional<EnvState> state() {
    return env.state().map(State::new);
  }

  @Override
  public void close() {
    env.close();
  }

  private final class State implements EnvState {

    private final EnvState within;

    State(EnvState within) {
      this.within = within;
    }

    @Override
    public void writeState(DataOutput out) throws IOException {
      out.writeInt(elapsed);
      within.writeState(out);
    }

    @Override
    public void readState(DataInput in) throws IOException {
      elapsed = in.readInt();
      within.readState(in);
    }
  }
}
