package io.rein4j.record;

import java.io.IOException;

/**
 * The rows in a file's records, which are given in the file's order and in pieces.
 *
 * @param <R> the rows
 */
interface Records<R> {

  /**
   * Reads the rows of a piece.
   *
   * @param piece whole records that follow those of the piece before
   * @param rows takes them
   * @throws io.rein4j.files.DamagedFileException if a record is no such row
   */
  void read(byte[] piece, RowConsumer<R> rows) throws IOException;
}
