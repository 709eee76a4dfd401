package io.rein4j.study.run;

import io.rein4j.study.plan.PlannedRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which runs of a study a driver may train, and in which folders. A driver has the study
 * {@linkplain SoleAccess alone}, or {@linkplain SharedAccess shares} it with those of other
 * processes. All methods are called by one thread.
 */
interface RunAccess extends AutoCloseable {

  /**
   * A run that the driver may train.
   *
   * @param folder where
   * @param isNew whether the driver has to find out from the folder how far the run is
   * @param from who had it before and has been silent, as a sentence begins with it; empty if
   *     nobody did
   */
  record Claim(Path folder, boolean isNew, Optional<String> from) {}

  /**
   * What is known of a run that this driver does not have.
   *
   * @param run the name of the run
   * @param kind what
   * @param step how far it is, as far as that is known
   */
  record Sighting(String run, Kind kind, long step) {

    /** What can be known. */
    enum Kind {
      /** It has ended. */
      ENDED,
      /** Another process has it. */
      HELD,
      /** Whoever had it has given it up or has been silent. */
      FREE
    }
  }

  /**
   * Begins; the other methods are called after that.
   *
   * @throws IOException if what this needs cannot be made
   */
  void begin() throws IOException;

  /**
   * Finds out about a run that the plan asks for.
   *
   * @return the folder that tells how far it is; nothing if none does before the run is claimed
   * @throws IllegalArgumentException if that is the folder of another run
   * @throws IOException if a file cannot be read or written
   */
  Optional<Path> open(PlannedRun run) throws IOException;

  /** {@return whether runs that have failed for good are tried again when a driver begins} */
  boolean triesAgain();

  /**
   * Asks for a run.
   *
   * @return nothing if another process has it, or it has ended
   * @throws IOException if a file cannot be read or written
   */
  Optional<Claim> claim(PlannedRun run) throws IOException;

  /** {@return the folder in which this driver trains a run, which it has claimed} */
  Path folder(PlannedRun run);

  /** {@return whether a run that this driver has claimed is still its own} */
  boolean isOurs(PlannedRun run);

  /** Takes in how far a run is that this driver has. */
  void reached(PlannedRun run, long step);

  /**
   * {@return what is known of runs that others have, or had; nothing between two looks}
   *
   * @throws IOException if that cannot be read
   */
  List<Sighting> look() throws IOException;

  /**
   * Lets everybody see a run that has ended.
   *
   * @return the folder in which it is seen
   * @throws IOException if that cannot be done
   */
  Path publish(PlannedRun run) throws IOException;

  /**
   * Gives up a run in whose folder nobody writes any more, if this driver has it.
   *
   * @throws IOException if that cannot be written down
   */
  void release(PlannedRun run) throws IOException;

  /**
   * Leaves nothing of a run that is not needed any more.
   *
   * @throws IOException if it cannot be deleted
   */
  void discard(PlannedRun run) throws IOException;

  @Override
  void close() throws IOException;
}
