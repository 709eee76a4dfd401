package io.rein4j.train;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A file of a run's record, as it was when the run ended.
 *
 * @param name the file's, in the run's folder: one of {@link #NAMES}
 * @param bytes its length
 * @param checksum CRC-32C of its content
 */
public record RecordedFile(String name, long bytes, int checksum) {

  /** The names of the files that hold what has happened in a run. */
  public static final List<String> NAMES = RunFolder.RECORD;

  /**
   * {@return why the file is not what it was, in a sentence; empty if it is}
   *
   * @param folder the run's folder
   * @throws IOException if the file cannot be read
   */
  public Optional<String> change(RunFolder folder) throws IOException {
    return new GrowingFiles(folder).change(this);
  }
}
