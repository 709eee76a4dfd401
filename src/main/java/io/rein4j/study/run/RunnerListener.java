package io.rein4j.study.run;

/** Hears how the runs of a study go. */
public interface RunnerListener {

  /**
   * Something may have changed; called several times a second.
   *
   * @param nanos the time now, as of {@link System#nanoTime}
   * @param progress tells how far the runs are, if it is asked
   */
  void tick(long nanos, java.util.function.Supplier<RunnerProgress> progress);

  /**
   * Something has happened that is worth a line for good: a run has failed, a worker has died.
   *
   * @param sentence what
   */
  void said(String sentence);
}
