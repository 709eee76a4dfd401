package io.rein4j.train;

import io.rein4j.state.State;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What a growing file of a run's folder held at a checkpoint or when the run ended.
 *
 * @param name the file's, in the run's folder
 * @param bytes how long it was
 * @param checksum CRC-32C of these bytes
 */
public record RecordedFile(String name, long bytes, int checksum) {

  /** The names of the files that hold what has happened in a run. */
  public static final List<String> NAMES = RunFolder.RECORD;

  static final RecordedFile BLANK = new RecordedFile("", 0, 0);

  /** Writes or reads what a file held at a checkpoint. */
  RecordedFile of(State state) throws IOException {
    RecordedFile file = new RecordedFile(state.of(name), state.of(bytes), state.of(checksum));
    if (!RunFolder.grows(file.name) || file.bytes < 0) {
      throw new IOException(
          "It names a file '%s' of %s bytes, which is none that grows in a run's folder."
              .formatted(file.name, file.bytes));
    }
    return file;
  }

  /**
   * {@return why the file is not what it was when the run ended, in a sentence; empty if it is}
   *
   * @param folder the run's folder
   * @throws IOException if the file cannot be read
   */
  public Optional<String> change(RunFolder folder) throws IOException {
    return new GrowingFiles(folder).change(this);
  }
}
