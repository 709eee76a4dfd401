package io.rein4j.run;

import io.rein4j.train.LogPoint;

/**
 * How far a run is, as a listener is told at every log point.
 *
 * @param step environment steps so far, over all environments together
 * @param totalSteps environment steps that the run is to take
 * @param episodes how many episodes have ended so far
 * @param stepsPerSecond environment steps a second since the last log point
 * @param meanReturn the mean return of the last episodes; NaN before the first has ended
 * @param clippedFraction the share of updates since the last log point whose gradient was clipped;
 *     NaN if there were none
 * @param stopping makes the run end
 */
public record Progress(
    long step,
    long totalSteps,
    long episodes,
    double stepsPerSecond,
    double meanReturn,
    double clippedFraction,
    Runnable stopping) {

  static Progress of(LogPoint point, long totalSteps, Runnable stopping) {
    return new Progress(
        point.step(),
        totalSteps,
        point.episodes(),
        point.stepsPerSecond(),
        point.meanReturn(),
        point.updates().whole().clippedFraction(),
        stopping);
  }

  /**
   * Makes the run end after the step that is under way, with a checkpoint if it has a folder. For
   * any thread.
   */
  public void stop() {
    stopping.run();
  }
}
