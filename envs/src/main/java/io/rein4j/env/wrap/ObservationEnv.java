package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.env.EnvState;
import io.rein4j.env.Space;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/** An environment whose observations, and nothing else, are changed on their way to the agent. */
final class ObservationEnv implements Env {

  private final Env env;
  private final ObservationTransform transform;
  private final Space space;
  private final float[] within;

  ObservationEnv(Env env, ObservationTransform transform) {
    this.env = env;
    this.transform = transform;
    this.space = transform.space();
    this.within = new float[env.observationSpace().size()];
  }

  @Override
  public Space observationSpace() {
    return space;
  }

  @Override
  public Space actionSpace() {
    return env.actionSpace();
  }

  @Override
  public void reset(long seed, float[] observation, int offset) {
    env.reset(seed, within, 0);
    transform.first(within, observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    env.reset(within, 0);
    transform.first(within, observation, offset);
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int observationOffset) {
    double reward = env.step(action, actionOffset, within, 0);
    transform.next(within, env.terminated() || env.truncated(), observation, observationOffset);
    return reward;
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
    return env.state().map(State::new);
  }

  @Override
  public void close() {
    env.close();
  }

  private final class State implements EnvState {

    private final EnvState inner;

    State(EnvState inner) {
      this.inner = inner;
    }

    @Override
    public void writeState(DataOutput out) throws IOException {
      transform.writeState(out);
      inner.writeState(out);
    }

    @Override
    public void readState(DataInput in) throws IOException {
      transform.readState(in);
      inner.readState(in);
    }
  }
}
