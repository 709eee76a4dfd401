package io.rein4j.train;

/** Says that a run was stopped before its end, at a step that its newest checkpoint is of. */
public final class RunStoppedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long step;

  /**
   * A run's stop.
   *
   * @param step agent steps over all environments that were done
   */
  RunStoppedException(long step) {
    super("The run was stopped at step %s; its checkpoint is written.".formatted(step));
    this.step = step;
  }

  /** {@return agent steps over all environments that were done} */
  public long step() {
    return step;
  }
}
