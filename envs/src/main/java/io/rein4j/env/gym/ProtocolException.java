package io.rein4j.env.gym;

import java.io.IOException;

/**
 * The end of an answer that the protocol does not have; the message says what came, to follow who
 * sent it.
 */
final class ProtocolException extends IOException {

  private static final long serialVersionUID = 1;

  ProtocolException(String predicate) {
    super(predicate);
  }
}
