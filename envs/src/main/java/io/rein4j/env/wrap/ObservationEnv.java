package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.env.ForwardingEnv;
import io.rein4j.env.Space;
import io.rein4j.state.State;
import java.io.IOException;

/** An environment whose observations, and nothing else, are changed on their way to the agent. */
final class ObservationEnv extends ForwardingEnv {

  private final ObservationTransform transform;
  private final Space space;
  private final float[] original;

  ObservationEnv(Env env, ObservationTransform transform) {
    super(env);
    this.transform = transform;
    this.space = transform.space();
    this.original = new float[env.observationSpace().size()];
  }

  @Override
  public Space observationSpace() {
    return space;
  }

  @Override
  public void reset(long seed, float[] observation, int offset) {
    within().reset(seed, original, 0);
    transform.first(original, observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    within().reset(original, 0);
    transform.first(original, observation, offset);
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int observationOffset) {
    double reward = within().step(action, actionOffset, original, 0);
    transform.next(original, endedWithin(), observation, observationOffset);
    return reward;
  }

  @Override
  protected void ownState(State state) throws IOException {
    transform.state(state);
  }
}
