package io.rein4j.run;

import io.rein4j.train.LogPoint;

/** How far a run is, as a listener is told at every log point. */
public final class Progress {

  private final long step;
  private final long episodes;
  private final double stepsPerSecond;
  private final double meanReturn;
  private final double clippedFraction;
  private final RunControl run;

  Progress(LogPoint point, RunControl run) {
    this.step = point.step();
    this.episodes = point.episodes();
    this.stepsPerSecond = point.stepsPerSecond();
    this.meanReturn = point.meanReturn();
    this.clippedFraction = point.updates().whole().clippedFraction();
    this.run = run;
  }

  /** {@return environment steps so far, over all environments together} */
  public long step() {
    return step;
  }

  /**
   * {@return the step with which the run ends, over all environments together} It is the number of
   * steps that was set, or a little more: the last rollout is completed.
   */
  public long lastStep() {
    return run.lastStep();
  }

  /**
   * {@return how many episodes have ended so far} One counts once its updates have been made, which
   * for an agent that learns from rollouts is at the end of its rollout.
   */
  public long episodes() {
    return episodes;
  }

  /** {@return environment steps a second since the last log point} */
  public double stepsPerSecond() {
    return stepsPerSecond;
  }

  /** {@return the mean return of the last 100 of these episodes; NaN before the first counts} */
  public double meanReturn() {
    return meanReturn;
  }

  /**
   * {@return the share of updates since the last log point whose gradient was clipped; NaN if there
   * were none}
   */
  public double clippedFraction() {
    return clippedFraction;
  }

  /**
   * {@return whether the run can be {@linkplain #stop stopped}} A run with a folder cannot if its
   * agent is unable to go on from a checkpoint, as RL4J's A3C is.
   */
  public boolean canStop() {
    return run.canStop();
  }

  /**
   * Makes the run end after the step that is under way, with a checkpoint if it has a folder. For
   * any thread.
   *
   * @throws IllegalStateException if it {@linkplain #canStop cannot}
   */
  public void stop() {
    run.stop();
  }
}
