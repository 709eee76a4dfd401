package io.rein4j.train;

import io.rein4j.env.Box;
import io.rein4j.env.CopyableEnv;
import io.rein4j.env.Discrete;
import io.rein4j.env.Space;
import io.rein4j.state.State;
import java.io.IOException;

/** An environment whose episodes have lengths that are known beforehand; negative: truncated. */
final class ScriptedEnv implements CopyableEnv {

  private static final Space OBSERVATIONS = Box.of(0, Float.MAX_VALUE, 1);
  private static final Space ACTIONS = new Discrete(2);

  private final int[] lengths;
  private int episode = -1;
  private int step;

  /** Episodes of these lengths, the last one's again and again. */
  ScriptedEnv(int... lengths) {
    this.lengths = lengths.clone();
  }

  private int length() {
    return lengths[Math.min(episode, lengths.length - 1)];
  }

  @Override
  public Space observationSpace() {
    return OBSERVATIONS;
  }

  @Override
  public Space actionSpace() {
    return ACTIONS;
  }

  @Override
  public void reset(long seed, float[] observation, int offset) {
    reset(observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    episode++;
    step = 0;
    observation[offset] = 0;
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int offset) {
    step++;
    observation[offset] = step;
    return 100 * episode + step;
  }

  @Override
  public boolean terminated() {
    return step == length();
  }

  @Override
  public boolean truncated() {
    return step == -length();
  }

  @Override
  public void state(State state) throws IOException {
    episode = state.of(episode);
    step = state.of(step);
  }
}
