package io.rein4j.study.run;

import io.rein4j.files.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Runs of a study or a suite whose folders hold files that are not what the runs wrote. */
public final class DamagedRuns {

  /**
   * Reads of a run's folder.
   *
   * @param <T> what is read
   */
  public interface Reading<T> {

    /**
     * {@return what is read}
     *
     * @throws IOException if it cannot be read
     */
    T read() throws IOException;
  }

  private DamagedRuns() {}

  /**
   * Reads, and says of a damaged file how the run is trained anew.
   *
   * @param run the run's folder
   * @param reading reads of it
   * @param <T> what is read
   * @return what was read
   * @throws DamagedFileException if a file of the folder is damaged
   * @throws IOException if one cannot be read
   */
  public static <T> T told(Path run, Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (DamagedFileException e) {
      throw new DamagedFileException(
          "%s Without the folder '%s', the run is trained anew when 'compare' or 'bench' is called again."
              .formatted(e.getMessage(), run),
          e);
    }
  }

  /**
   * Reads in the same way, unless another process deletes the folder meanwhile: one that has seen
   * earlier that nobody needs the run any more.
   *
   * @param run the run's folder
   * @param reading reads of it
   * @param <T> what is read
   * @return what was read; nothing if the folder is not there, or not to the end
   * @throws DamagedFileException if a file of the folder is damaged
   * @throws IOException if one cannot be read
   */
  static <T> Optional<T> toldUnlessDeleted(Path run, Reading<T> reading) throws IOException {
    if (!Files.exists(run)) {
      return Optional.empty();
    }
    try {
      return Optional.of(told(run, reading));
    } catch (IOException | RuntimeException e) {
      if (Files.exists(run)) {
        throw e;
      }
      return Optional.empty();
    }
  }
}
