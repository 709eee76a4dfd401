package io.rein4j.config;

import java.nio.file.Path;

/**
 * Where a value was written.
 *
 * @param text file, line and column, or the whole {@code --set} that gave the value
 * @param directory what a relative path written there is relative to
 */
record Place(String text, Path directory) {

  @Override
  public String toString() {
    return text;
  }
}
