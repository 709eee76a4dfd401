package io.rein4j.train;

import java.io.IOException;
import java.util.List;

/** Hears what happens in a run; every method may be left as it is. */
public interface RunListener {

  /**
   * A new run has begun: its first checkpoint is written, and from now on it can be gone on with.
   */
  default void begun() {}

  /**
   * An episode has ended and all its updates are made.
   *
   * @param episode the episode
   * @throws IOException if it cannot be written down
   */
  default void episodeEnded(EpisodeRecord episode) throws IOException {}

  /**
   * A rollout's updates, or the next 1,000, are made.
   *
   * @param updates the updates
   * @throws IOException if it cannot be written down
   */
  default void updatesMade(UpdatesRecord updates) throws IOException {}

  /**
   * A log point is reached.
   *
   * @param point its figures
   * @throws IOException if it cannot be written down
   */
  default void logged(LogPoint point) throws IOException {}

  /**
   * The agent has been evaluated.
   *
   * @param evaluation the result
   * @throws IOException if it cannot be written down
   */
  default void evaluated(EvaluationRecord evaluation) throws IOException {}

  /**
   * Training has ended.
   *
   * @param summary what came of it
   * @throws IOException if it cannot be written down
   */
  default void finished(RunSummary summary) throws IOException {}

  /**
   * Returns a listener that tells several others, in order.
   *
   * @param listeners the others
   * @return the one that tells them
   */
  static RunListener of(RunListener... listeners) {
    return new RunListeners(List.of(listeners));
  }
}
