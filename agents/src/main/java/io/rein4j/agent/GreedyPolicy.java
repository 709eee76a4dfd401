package io.rein4j.agent;

/**
 * The way of acting that an agent holds for best, in several episodes side by side, without
 * exploring and without touching any state of learning.
 */
@FunctionalInterface
public interface GreedyPolicy {

  /**
   * Chooses an action for the next step of each episode.
   *
   * @param observations a row of observation size floats for each episode
   * @param actions receives a row of action size floats for each episode
   */
  void act(float[] observations, float[] actions);

  /**
   * Chooses an action for the next step of each episode, only among those that make sense if the
   * agent keeps to masks.
   *
   * @param observations a row of observation size floats for each episode
   * @param masks a row of mask size booleans for each episode; empty if there are no masks
   * @param actions receives a row of action size floats for each episode
   */
  default void act(float[] observations, boolean[] masks, float[] actions) {
    act(observations, actions);
  }

  /**
   * Forgets an episode, as another one starts in its place.
   *
   * @param row which of the episodes
   */
  default void startEpisode(int row) {}
}
