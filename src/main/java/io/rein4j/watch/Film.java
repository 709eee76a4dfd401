package io.rein4j.watch;

import io.rein4j.env.RgbImage;
import java.io.IOException;

/** A film that is being made, picture by picture. */
public interface Film extends AutoCloseable {

  /**
   * Adds a picture.
   *
   * @param picture of the size of the first
   * @param seconds how long it is shown, > 0
   * @return whether anybody goes on looking
   * @throws IOException if it cannot be written
   */
  boolean add(RgbImage picture, double seconds) throws IOException;

  /**
   * Ends the film, which is whole then.
   *
   * @throws IOException if it cannot be written
   */
  void finish() throws IOException;

  /** Frees what it is made with; what was not finished is left out. */
  @Override
  void close() throws IOException;
}
