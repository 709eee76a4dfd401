package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.env.ForwardingEnv;
import io.rein4j.state.State;
import java.io.IOException;

/**
 * An environment that keeps the return and the length of its episodes, as they are before any
 * wrapper around it changes rewards or steps.
 */
public final class EpisodeMonitor extends ForwardingEnv {

  private double episodeReturn;
  private long length;
  private double endedReturn;
  private long endedLength;
  private long frames;

  /** Whether the last reset went on with the episode. */
  private boolean wentOn;

  /**
   * Monitors an environment, which it owns from then on.
   *
   * @param env the innermost environment
   */
  public EpisodeMonitor(Env env) {
    super(env);
  }

  /** {@return the sum of rewards since the last reset} */
  public double episodeReturn() {
    return episodeReturn;
  }

  /** {@return the number of steps since the last reset} */
  public long length() {
    return length;
  }

  /**
   * {@return the sum of rewards of the episode that the last reset ended, 0 before there is one}
   */
  public double endedReturn() {
    return endedReturn;
  }

  /**
   * {@return the number of steps of the episode that the last reset ended, 0 before there is one}
   */
  public long endedLength() {
    return endedLength;
  }

  /** {@return the number of steps in all episodes so far} */
  public long frames() {
    return frames;
  }

  /**
   * {@return whether the last reset went on with the episode before, as behind a lost life ({@link
   * Env#goesOn}), and so ended none}
   */
  public boolean wentOn() {
    return wentOn;
  }

  @Override
  public void reset(long seed, float[] observation, int offset) {
    endEpisode();
    within().reset(seed, observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    endEpisode();
    within().reset(observation, offset);
  }

  private void endEpisode() {
    wentOn = within().goesOn();
    if (wentOn) {
      return;
    }
    endedReturn = episodeReturn;
    endedLength = length;
    episodeReturn = 0;
    length = 0;
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int observationOffset) {
    double reward = within().step(action, actionOffset, observation, observationOffset);
    episodeReturn += reward;
    length++;
    frames++;
    return reward;
  }

  @Override
  protected void ownState(State state) throws IOException {
    episodeReturn = state.of(episodeReturn);
    length = state.of(length);
    endedReturn = state.of(endedReturn);
    endedLength = state.of(endedLength);
    frames = state.of(frames);
  }
}
