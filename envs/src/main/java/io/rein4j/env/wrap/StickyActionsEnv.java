package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.env.ForwardingEnv;
import io.rein4j.env.Space;
import io.rein4j.state.State;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An environment that now and then takes its last action instead of the one it is given, unless its
 * mask forbids that one now.
 */
final class StickyActionsEnv extends ForwardingEnv {

  private final Space actions;
  private final double probability;
  private final EpisodeStream stream;
  private final float[] taken;
  private final @Nullable AllowedNow mask;
  private boolean first = true;

  StickyActionsEnv(Env env, double probability, EpisodeStream stream) {
    super(env);
    this.probability = probability;
    this.stream = stream;
    this.actions = env.actionSpace();
    this.taken = new float[actions.size()];
    this.mask = AllowedNow.of(env);
  }

  @Override
  public Space actionSpace() {
    return actions;
  }

  @Override
  public void reset(long seed, float[] observation, int offset) {
    stream.restart(seed);
    first = true;
    within().reset(seed, observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    first = true;
    within().reset(observation, offset);
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int observationOffset) {
    actions.require(action, actionOffset);
    boolean chosen = first || stream.random().nextDouble() >= probability;
    if (chosen || (mask != null && !mask.allows(taken, 0))) {
      System.arraycopy(action, actionOffset, taken, 0, taken.length);
    }
    first = false;
    return within().step(taken, 0, observation, observationOffset);
  }

  @Override
  protected void ownState(State state) throws IOException {
    stream.state(state);
    first = state.of(first);
    state.of(taken);
  }
}
