package io.rein4j.env.wrap;

import io.rein4j.env.Box;
import io.rein4j.env.CopyableEnv;
import io.rein4j.env.Discrete;
import io.rein4j.env.Space;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * An environment that does as it is told: step n of an episode has the reward that a function gives
 * for n, an observation that tells episode, step and last action, and the last step terminates.
 */
final class Script implements CopyableEnv {

  static final int EPISODE = 0;
  static final int STEP = 1;
  static final int ACTION = 2;

  final List<Float> actions = new ArrayList<>();
  private final int length;
  private final IntToDoubleFunction rewards;
  private long episode;
  private int step;
  private boolean closed;

  Script(int length, IntToDoubleFunction rewards) {
    this.length = length;
    this.rewards = rewards;
  }

  boolean closed() {
    return closed;
  }

  @Override
  public Space observationSpace() {
    return Box.of(-1000, 1000, 3);
  }

  @Override
  public Space actionSpace() {
    return new Discrete(10);
  }

  @Override
  public void reset(long seed, float[] observation, int offset) {
    reset(observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    episode++;
    step = 0;
    observe(-1, observation, offset);
  }

  private void observe(float action, float[] observation, int offset) {
    observation[offset + EPISODE] = episode;
    observation[offset + STEP] = step;
    observation[offset + ACTION] = action;
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int observationOffset) {
    step++;
    actions.add(action[actionOffset]);
    observe(action[actionOffset], observation, observationOffset);
    return rewards.applyAsDouble(step);
  }

  @Override
  public boolean terminated() {
    return step >= length;
  }

  @Override
  public boolean truncated() {
    return false;
  }

  @Override
  public void state(State state) throws IOException {
    episode = state.of(episode);
    step = state.of(step);
  }

  @Override
  public void close() {
    closed = true;
  }
}
