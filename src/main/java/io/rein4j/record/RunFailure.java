package io.rein4j.record;

import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;

/** The content of {@code failure.json}: why a run failed, while it has not finished since. */
public final class RunFailure {

  private static final Column<String> FAILURE =
      Column.text("failure", "failure", "Why the run failed, in a sentence.", failure -> failure);

  private RunFailure() {}

  /** Reads it, as {@link RunData#failure} says. */
  static Optional<String> read(RunFolder folder) throws IOException {
    return Files.exists(folder.failure())
        ? Optional.of(
            JsonFields.of(JsonFiles.read(folder.failure()), folder.failure().toString())
                .text(FAILURE.key()))
        : Optional.empty();
  }

  /**
   * Writes down why a run failed.
   *
   * @param folder the run's folder
   * @param failure a sentence
   * @throws IOException if it cannot be written
   */
  public static void write(RunFolder folder, String failure) throws IOException {
    JsonFiles.write(folder.failure(), Map.of(FAILURE.key(), failure));
  }
}
