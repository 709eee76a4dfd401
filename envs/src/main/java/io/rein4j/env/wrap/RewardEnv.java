package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.env.EnvState;
import io.rein4j.env.Space;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/** An environment whose rewards, and nothing else, are changed on their way to the agent. */
final class RewardEnv implements Env {

  private final Env env;
  private final RewardTransform transform;

  RewardEnv(Env env, RewardTransform transform) {
    this.env = env;
    this.transform = transform;
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
    transform.begin(seed);
    env.reset(seed, observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    transform.begin();
    env.reset(observation, offset);
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int observationOffset) {
    double reward = env.step(action, actionOffset, observation, observationOffset);
    return transform.apply(reward, env.terminated() || env.truncated());
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

    private final EnvState within;

    State(EnvState within) {
      this.within = within;
    }

    @Override
    public void writeState(DataOutput out) throws IOException {
      transform.writeState(out);
      within.writeState(out);
    }

    @Override
    public void readState(DataInput in) throws IOException {
      transform.readState(in);
      within.readState(in);
    }
  }
}
