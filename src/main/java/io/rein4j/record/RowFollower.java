package io.rein4j.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Follows the rows of a file in the folder of a run that may be going on. Not for use by several
 * threads at once.
 *
 * @param <R> the rows
 */
public final class RowFollower<R> {

  private final GrowingFileReader reader;
  private final Path file;
  private final Supplier<Records<R>> beginning;
  private Records<R> records;

  /**
   * Rows that were written since others were read.
   *
   * @param anew whether those that were read before do not count any more: the run went back to a
   *     checkpoint, and these are the first
   * @param rows the rows; none if nothing was written
   * @param <R> the rows
   */
  public record NewRows<R>(boolean anew, List<R> rows) {

    public NewRows {
      rows = List.copyOf(rows);
    }
  }

  RowFollower(GrowingFileReader reader, Path file, Supplier<Records<R>> beginning) {
    this.reader = reader;
    this.file = file;
    this.beginning = beginning;
    this.records = beginning.get();
  }

  /**
   * {@return the next rows that have been written whole, some thousands at the most; none if there
   * are no further ones now} Of a file that is not there yet there are none.
   *
   * @throws io.rein4j.files.DamagedFileException if the file holds something else
   * @throws IOException if it cannot be read
   */
  public NewRows<R> next() throws IOException {
    boolean anew = reader.isChanged();
    if (anew) {
      reader.startOver();
      records = beginning.get();
    }
    List<R> rows = new ArrayList<>();
    while (rows.isEmpty() && Files.exists(file)) {
      byte[] piece = reader.next();
      if (piece.length == 0) {
        break;
      }
      records.read(piece, rows::add);
    }
    return new NewRows<>(anew, rows);
  }
}
