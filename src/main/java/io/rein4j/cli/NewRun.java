package io.rein4j.cli;

import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a run that is being begun, of which nothing is left where the run cannot be gone on
 * with. The thread that makes the run waits for the end of the process once it is {@linkplain
 * #giveUp given up}, which another thread does.
 */
final class NewRun {

  /** Makes a folder. */
  interface Maker {
    RunFolder make() throws IOException;
  }

  private final boolean fromWeights;
  private @Nullable RunFolder folder;
  private boolean givenUp;

  /**
   * A run without a folder.
   *
   * @param fromWeights whether it starts from the weights of another, so that there is nothing to
   *     go on with before its first checkpoint
   */
  NewRun(boolean fromWeights) {
    this.fromWeights = fromWeights;
  }

  /** Makes the folder. */
  synchronized RunFolder make(Maker how) throws IOException {
    awaitEndIfGivenUp();
    RunFolder made = how.make();
    folder = made;
    return made;
  }

  /** Deletes the folder of a run that has not begun. */
  synchronized void discardUnlessBegun() throws IOException {
    awaitEndIfGivenUp();
    if (folder != null) {
      folder.discardUnlessBegun();
    }
  }

  /**
   * Deletes what cannot be gone on with; from now on the thread that makes the run does no more.
   *
   * @return the folder, if the run in it can be gone on with or begun
   */
  synchronized Optional<RunFolder> giveUp() {
    givenUp = true;
    RunFolder made = folder;
    if (made == null) {
      return Optional.empty();
    }
    try {
      if (canGoOn(made)) {
        return Optional.of(made);
      }
      made.discardWhileInUse();
    } catch (IOException e) {
      // It is swept up by the next run, if it holds no config.
    }
    folder = null;
    return Optional.empty();
  }

  private boolean canGoOn(RunFolder made) throws IOException {
    return Files.exists(made.config())
        && (!fromWeights || !made.checkpointsNewestFirst().isEmpty());
  }

  /** Does not return if the run is given up: what fails because of that is not worth telling. */
  synchronized void awaitEndIfGivenUp() {
    while (givenUp) {
      try {
        wait();
      } catch (InterruptedException e) {
        // The process ends all the same.
      }
    }
  }
}
