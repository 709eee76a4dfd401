package io.rein4j.train;

import io.rein4j.api.Incubating;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint of a run, by what it is and not by its file, which the run replaces or deletes while
 * it is trained.
 *
 * @param run the run's folder
 * @param which which of its checkpoints
 * @param step the step of the one that is meant instead; null if none is
 */
@Incubating
public record ChosenCheckpoint(RunFolder run, Which which, @Nullable Long step) {

  /**
   * Chooses by what it is.
   *
   * @param run the run's folder
   * @param which which of its checkpoints
   */
  public ChosenCheckpoint(RunFolder run, Which which) {
    this(run, which, null);
  }

  /** Which checkpoint of a run. */
  public enum Which {
    /** The newest whole one. */
    LAST,
    /** The one of the best evaluation. */
    BEST
  }
}
