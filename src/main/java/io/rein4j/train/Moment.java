package io.rein4j.train;

import io.rein4j.api.Incubating;
import io.rein4j.env.Renderer;
import java.util.List;

/**
 * A moment of an episode that is played to be looked at: the environment before a step, or after
 * the last one.
 *
 * @param renderer draws the environment as it is, until the moment is over
 * @param episode number of the episode among those that are played, from 0
 * @param step number of the agent's steps in the episode so far
 * @param episodeReturn the environment's own return so far
 * @param action what the agent does next; empty once the episode is over
 * @param estimates the returns that the agent expects of it: one for each action, one, or none
 * @param end how the episode has ended, if it has
 */
@Incubating
public record Moment(
    Renderer renderer,
    int episode,
    long step,
    double episodeReturn,
    List<Float> action,
    List<Float> estimates,
    End end) {

  /** How an episode has ended. */
  public enum End {
    /** It has not. */
    NONE,
    /** In an end state. */
    TERMINATED,
    /** At a limit. */
    TRUNCATED
  }

  public Moment {
    action = List.copyOf(action);
    estimates = List.copyOf(estimates);
  }

  /** {@return whether the episode is over} */
  public boolean isLast() {
    return end != End.NONE;
  }
}
