package io.rein4j.record;

import java.io.IOException;

/**
 * The values of a row or an object, as a file holds them, by columns of the whole gradient; {@link
 * #in} gives those of its parts. All methods throw a {@link io.rein4j.files.DamagedFileException}
 * that names the file and the place if there is something else than the column says.
 */
interface Values {

  /** Returns a whole number, which must be there. */
  long whole(Column<?> column) throws IOException;

  /** Returns a number; NaN if it is undefined. */
  double number(Column<?> column) throws IOException;

  /** Returns whether something holds, which must be there. */
  boolean flag(Column<?> column) throws IOException;

  /** Returns a text; an empty one where an object has none. */
  String text(Column<?> column) throws IOException;

  /** Returns whether the file has a column, of the part of the gradients that these are of. */
  boolean has(Column<?> column);

  /** Returns the values of a part of the gradients. */
  Values in(Scope scope);
}
