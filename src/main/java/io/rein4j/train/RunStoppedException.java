package io.rein4j.train;

/**
 * Says that a run was stopped before its end. A run with a folder has a newest checkpoint of the
 * step at which it was stopped.
 */
public final class RunStoppedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long step;

  /**
   * A run's stop.
   *
   * @param step agent steps over all environments that were done
   * @param written whether there is a checkpoint of it
   */
  RunStoppedException(long step, boolean written) {
    super(
        "The run was stopped at step %s%s."
            .formatted(step, written ? "; its checkpoint is written" : ""));
    this.step = step;
  }

  /** {@return agent steps over all environments that were done} */
  public long step() {
    return step;
  }
}
