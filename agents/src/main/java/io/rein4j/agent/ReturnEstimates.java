package io.rein4j.agent;

/**
 * The discounted returns that a learner expects, in several episodes side by side, by the
 * parameters of the moment and without touching any state of learning. They are of the rewards that
 * it learns from.
 */
public interface ReturnEstimates {

  /**
   * {@return the number of estimates for an episode's next step: one for each action that there is
   * to choose from, in order, or a single one}
   */
  int size();

  /**
   * {@return the estimates for the next step of each episode, a row of {@link #size} for each; the
   * next call overwrites them}
   *
   * @param observations a row of observation size floats for each episode
   * @param actions a row of action size floats for each episode: what is done there
   */
  float[] of(float[] observations, float[] actions);

  /**
   * Forgets an episode, as another one starts in its place.
   *
   * @param row which of the episodes
   */
  default void startEpisode(int row) {}
}
