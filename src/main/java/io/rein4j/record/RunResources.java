package io.rein4j.record;

import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The content of {@code resources.json}: what a run took of the machine, as its worker measured it.
 *
 * @param peakHeapBytes the most memory that objects took while it was trained
 * @param peakResidentBytes the most memory that its process took meanwhile; NaN if the system does
 *     not tell
 */
public record RunResources(long peakHeapBytes, double peakResidentBytes) {

  static final List<Column<RunResources>> COLUMNS =
      List.of(
          Column.whole(
              "peak_heap_bytes",
              "peak heap",
              "bytes",
              "Peak memory of the run's objects.",
              RunResources::peakHeapBytes),
          Column.number(
              "peak_resident_bytes",
              "peak memory",
              "bytes",
              "Peak memory of the process while it trained the run; null if the system does not"
                  + " report it.",
              RunResources::peakResidentBytes));

  /** Reads them, as {@link RunData#resources} says. */
  static Optional<RunResources> read(RunFolder folder) throws IOException {
    if (!Files.exists(folder.resources())) {
      return Optional.empty();
    }
    JsonFields fields =
        JsonFields.of(JsonFiles.read(folder.resources()), folder.resources().toString());
    return Optional.of(
        new RunResources(fields.whole(COLUMNS.get(0)), fields.number(COLUMNS.get(1))));
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
    JsonFiles.write(folder.resources(), fields);
  }

  /** {@return the most memory that the run took, of its process if that is known} */
  public double peakBytes() {
    return Double.isNaN(peakResidentBytes) ? peakHeapBytes : peakResidentBytes;
  }
}
