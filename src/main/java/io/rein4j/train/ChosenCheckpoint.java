package io.rein4j.train;

import io.rein4j.api.Incubating;

/**
 * A checkpoint of a run, by what it is and not by its file, which the run replaces or deletes while
 * it is trained.
 *
 * @param run the run's folder
 * @param which which of its checkpoints
 */
@Incubating
public record ChosenCheckpoint(RunFolder run, Which which) {

  /** Which checkpoint of a run. */
  public enum Which {
    /** The newest whole one. */
    LAST,
    /** The one of the best evaluation. */
    BEST
  }
}
