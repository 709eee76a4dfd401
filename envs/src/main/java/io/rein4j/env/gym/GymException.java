package io.rein4j.env.gym;

import io.rein4j.api.Incubating;
import io.rein4j.text.Printable;
import java.io.IOException;

/**
 * A refusal by a Gym environment or by what it runs in, or a failure to reach either. Whatever the
 * other side said, its message can be shown: on one line, with control characters escaped, and of a
 * limited length.
 */
@Incubating
public class GymException extends IOException {

  private static final long serialVersionUID = 1;
  private static final int LONGEST = 4000;

  /**
   * Makes an exception.
   *
   * @param sentence what went wrong, where, and what the other side said
   */
  public GymException(String sentence) {
    super(Printable.of(sentence, LONGEST));
  }

  /**
   * Makes an exception.
   *
   * @param sentence what went wrong, where, and what the other side said
   * @param cause what it came from
   */
  public GymException(String sentence, Throwable cause) {
    super(Printable.of(sentence, LONGEST), cause);
  }
}
