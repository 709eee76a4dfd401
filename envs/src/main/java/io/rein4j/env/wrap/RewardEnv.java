package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.env.ForwardingEnv;
import io.rein4j.state.State;
import java.io.IOException;

/** An environment whose rewards, and nothing else, are changed on their way to the agent. */
final class RewardEnv extends ForwardingEnv {

  private final RewardTransform transform;

  RewardEnv(Env env, RewardTransform transform) {
    super(env);
    this.transform = transform;
  }

  @Override
  public void reset(long seed, float[] observation, int offset) {
    transform.begin(seed);
    within().reset(seed, observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    transform.begin();
    within().reset(observation, offset);
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int observationOffset) {
    double reward = within().step(action, actionOffset, observation, observationOffset);
    return transform.apply(reward, endedWithin());
  }

  @Override
  protected void ownState(State state) throws IOException {
    transform.state(state);
  }
}
