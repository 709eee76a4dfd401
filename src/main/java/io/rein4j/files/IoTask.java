package io.rein4j.files;

import java.io.IOException;

/** Work that may fail with an {@link IOException}. */
@FunctionalInterface
public interface IoTask {

  /**
   * Does the work.
   *
   * @throws IOException if it fails
   */
  void run() throws IOException;
}
