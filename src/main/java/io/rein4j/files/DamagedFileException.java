package io.rein4j.files;

import java.io.IOException;

/** A file was read that does not hold what belongs in it: the input is to blame, not the work. */
public final class DamagedFileException extends IOException {

  private static final long serialVersionUID = 1;

  /**
   * Says what is wrong.
   *
   * @param message a sentence that names the file and the place in it
   */
  public DamagedFileException(String message) {
    super(message);
  }

  /**
   * Says what is wrong.
   *
   * @param message a sentence that names the file and the place in it
   * @param cause how it was found out
   */
  public DamagedFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
