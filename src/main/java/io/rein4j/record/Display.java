package io.rein4j.record;

import io.rein4j.api.Incubating;

/** How far something is, as a {@link Console} shows it. */
@Incubating
public interface Display {

  /**
   * {@return what is drawn over and over on a terminal: one or more lines, without a last line end}
   * It leaves out what is least important so that every line fits.
   *
   * @param columns how wide the terminal is, at least 40
   */
  String live(int columns);

  /** {@return the line that is printed now and then where there is no terminal, without its end} */
  String plain();
}
