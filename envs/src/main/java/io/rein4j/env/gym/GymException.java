package io.rein4j.env.gym;

import java.io.IOException;

/** A refusal by a Gym environment or by what it runs in, or a failure to reach either. */
public class GymException extends IOException {

  private static final long serialVersionUID = 1;

  /**
   * Makes an exception.
   *
   * @param sentence what went wrong, where, and what the other side said
   */
  public GymException(String sentence) {
    super(sentence);
  }

  /**
   * Makes an exception.
   *
   * @param sentence what went wrong, where, and what the other side said
   * @param cause what it came from
   */
  public GymException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
