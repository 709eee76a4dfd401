package io.rein4j.record;

import java.io.IOException;

/**
 * Takes the rows of a file one by one.
 *
 * @param <R> the rows
 */
@FunctionalInterface
public interface RowConsumer<R> {

  /**
   * Takes the next row.
   *
   * @param row the row
   * @throws IOException if what is done with it fails
   */
  void accept(R row) throws IOException;
}
