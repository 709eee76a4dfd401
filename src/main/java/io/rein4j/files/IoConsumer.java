package io.rein4j.files;

import io.rein4j.api.Incubating;
import java.io.IOException;

/**
 * An operation on something that may fail with an {@link IOException}.
 *
 * @param <T> what it is given
 */
@Incubating
@FunctionalInterface
public interface IoConsumer<T> {

  /**
   * Performs the operation.
   *
   * @param value what to work on
   * @throws IOException if it fails
   */
  void accept(T value) throws IOException;
}
