package io.rein4j.config;

import java.nio.file.Path;

/**
 * Where a value was written.
 *
 * @param source the file, or the whole {@code --set} that gave the value
 * @param line from 1; 0 if the source has no lines
 * @param column from 1; of a source without lines, its rank among such
 * @param directory what a relative path written there is relative to
 */
record Place(String source, int line, int column, Path directory) {

  /**
   * A place without lines.
   *
   * @param source what it is called
   * @param directory what a relative path written there is relative to
   */
  Place(String source, Path directory) {
    this(source, 0, 0, directory);
  }

  static String text(String source, int line, int column) {
    return line == 0 ? source : "%s:%s:%s".formatted(source, line, column);
  }

  @Override
  public String toString() {
    return text(source, line, column);
  }
}
