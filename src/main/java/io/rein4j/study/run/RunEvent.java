package io.rein4j.study.run;

/**
 * What an executor tells of a run.
 *
 * @param run the name of the run's folder
 * @param kind what has happened
 * @param step how many steps it has taken, if that is what is told; else 0
 * @param reason why the run failed, or how its worker died, in words; else empty
 */
public record RunEvent(String run, Kind kind, long step, String reason) {

  /** What can happen to a run. */
  public enum Kind {
    /** It has got to a step. */
    REACHED,
    /** It has finished: its summary is there. */
    FINISHED,
    /** It has failed. */
    FAILED,
    /** What trained it has died; the run can go on from its newest checkpoint. */
    WORKER_DIED,
    /** It was cancelled, and has ended. */
    CANCELLED
  }

  /**
   * {@return an event of which nothing more is told}
   *
   * @param run the name of the run's folder
   * @param kind what has happened
   */
  public static RunEvent of(String run, Kind kind) {
    return new RunEvent(run, kind, 0, "");
  }

  /**
   * {@return the event of a step}
   *
   * @param run the name of the run's folder
   * @param step how many steps it has taken
   */
  public static RunEvent reached(String run, long step) {
    return new RunEvent(run, Kind.REACHED, step, "");
  }

  /**
   * {@return the event of an end for a reason}
   *
   * @param run the name of the run's folder
   * @param kind {@link Kind#FAILED} or {@link Kind#WORKER_DIED}
   * @param reason why, in words
   */
  public static RunEvent because(String run, Kind kind, String reason) {
    return new RunEvent(run, kind, 0, reason);
  }
}
