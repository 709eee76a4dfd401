package io.rein4j.record;

import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The content of {@code failure.json}: why a run failed, while it has not finished since.
 *
 * @param sentence why, in a sentence
 * @param isFinal whether the call that trained it does not try it again; a file that does not say
 *     so is taken for one of a run that is not
 */
public record RunFailure(String sentence, boolean isFinal) {

  private static final Column<RunFailure> FAILURE =
      Column.text("failure", "failure", "Why the run failed, in a sentence.", RunFailure::sentence);

  private static final Column<RunFailure> FINAL =
      Column.flag(
          "final",
          "final",
          "Whether the run is not tried again before the study or suite is called again.",
          RunFailure::isFinal);

  static final List<Column<RunFailure>> COLUMNS = List.of(FAILURE, FINAL);

  /** Reads it, as {@link RunData#failure} says. */
  static Optional<RunFailure> read(RunFolder folder) throws IOException {
    if (!Files.exists(folder.failure()) || Summary.read(folder).isPresent()) {
      return Optional.empty();
    }
    JsonFields fields =
        JsonFields.of(JsonFiles.read(folder.failure()), folder.failure().toString());
    return Optional.of(
        new RunFailure(fields.text(FAILURE), !fields.has(FINAL) || fields.flag(FINAL)));
  }

  /**
   * Writes it down.
   *
   * @param folder the run's folder
   * @throws IOException if it cannot be written
   */
  public void write(RunFolder folder) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    JsonFields.put(fields, COLUMNS, this);
    JsonFiles.write(folder.failure(), fields);
  }
}
