package io.rein4j.env.gym;

import java.io.IOException;

/** What came is not what the protocol has; the message says what did, to follow who sent it. */
final class ProtocolException extends IOException {

  private static final long serialVersionUID = 1;

  ProtocolException(String predicate) {
    super(predicate);
  }
}
