package io.rein4j.study.run;

import java.nio.file.Path;
import java.util.function.Supplier;

/** Hears how a study or a suite goes, in the thread that runs it. */
public interface StudyListener {

  /**
   * Its folder is prepared, and ours until it is over.
   *
   * @param folder the folder
   * @param runs how many runs it has, as far as it is known now
   */
  default void prepared(Path folder, int runs) {}

  /** Runs are trained from now on. */
  default void training() {}

  /**
   * Something may have changed; called several times a second.
   *
   * @param nanos the time now, as of {@link System#nanoTime}
   * @param progress tells how far the runs are, if it is asked
   */
  default void tick(long nanos, Supplier<StudyProgress> progress) {}

  /**
   * Something has happened that is worth a line for good: a run has failed, a worker has died.
   *
   * @param sentence what
   */
  default void said(String sentence) {}

  /**
   * No run is trained any more: all have ended, or the study was stopped.
   *
   * @param end how far they are
   */
  default void trained(StudyProgress end) {}
}
