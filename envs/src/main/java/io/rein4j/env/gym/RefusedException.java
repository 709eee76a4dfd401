package io.rein4j.env.gym;

/** A server's answer that a request is wrong, or that what it asked for failed. */
final class RefusedException extends GymException {

  private static final long serialVersionUID = 1;

  private final int status;

  RefusedException(int status, String sentence) {
    super(sentence);
    this.status = status;
  }

  RefusedException(int status, String sentence, Throwable cause) {
    super(sentence, cause);
    this.status = status;
  }

  /** Returns whether a status says that the server wants a token, or another one. */
  static boolean isOfToken(int status) {
    return status == 401 || status == 403;
  }

  int status() {
    return status;
  }
}
