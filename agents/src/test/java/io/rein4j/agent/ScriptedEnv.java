package io.rein4j.agent;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.Env;
import io.rein4j.env.Space;
import java.util.List;

/**
 * An environment whose steps are written down beforehand, whatever the actions; after the last step
 * comes the first again. Observations are one float.
 */
public final class ScriptedEnv implements Env {

  /** A step: what is observed after it, its reward, and how it ends the episode. */
  public record Step(float observation, double reward, boolean terminated, boolean truncated) {}

  private final int actions;
  private final float first;
  private final List<Step> script;
  private int position = -1;

  /**
   * Makes an environment.
   *
   * @param actions number of actions
   * @param first the observation that every episode starts with
   * @param script the steps, across episodes
   */
  public ScriptedEnv(int actions, float first, List<Step> script) {
    this.actions = actions;
    this.first = first;
    this.script = List.copyOf(script);
  }

  @Override
  public Space observationSpace() {
    return Box.of(-1000, 1000, 1);
  }

  @Override
  public Space actionSpace() {
    return new Discrete(actions);
  }

  @Override
  public void reset(long seed, float[] observation, int offset) {
    reset(observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    observation[offset] = first;
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int observationOffset) {
    if (!actionSpace().contains(action, actionOffset)) {
      throw new IllegalArgumentException("There is no action %s.".formatted(action[actionOffset]));
    }
    position = (position + 1) % script.size();
    Step step = script.get(position);
    observation[observationOffset] = step.observation();
    return step.reward();
  }

  @Override
  public boolean terminated() {
    return script.get(position).terminated();
  }

  @Override
  public boolean truncated() {
    return script.get(position).truncated();
  }
}
