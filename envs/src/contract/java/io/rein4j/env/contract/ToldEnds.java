package io.rein4j.env.contract;

import io.rein4j.env.Env;
import io.rein4j.env.ForwardingEnv;
import io.rein4j.state.State;

/** An environment that may refuse a step only where it said that the episode is over. */
final class ToldEnds extends ForwardingEnv {

  /** Whether an episode began or went on here, unlike one that was read from a state. */
  private boolean known;

  ToldEnds(Env within) {
    super(within);
  }

  @Override
  public void reset(long seed, float[] observation, int offset) {
    super.reset(seed, observation, offset);
    known = true;
  }

  @Override
  public void reset(float[] observation, int offset) {
    super.reset(observation, offset);
    known = true;
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int offset) {
    try {
      double reward = super.step(action, actionOffset, observation, offset);
      known = true;
      return reward;
    } catch (IllegalStateException e) {
      if (!known || endedWithin()) {
        throw e;
      }
      throw new AssertionError(
          ("terminated() and truncated() stayed false, but the next step was refused (%s). Let one"
                  + " of them return true from the step that ends an episode until the next reset.")
              .formatted(e),
          e);
    }
  }

  @Override
  protected void ownState(State state) {
    known &= !state.isReading();
  }
}
