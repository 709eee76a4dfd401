package io.rein4j.env.gym;

/**
 * The end of an environment's remote side: it is gone, or whether it has taken the last step cannot
 * be known. Its episode cannot go on; a new environment can.
 */
final class LostException extends GymException {

  private static final long serialVersionUID = 1;

  LostException(String sentence) {
    super(sentence);
  }

  /**
   * Returns what ends an environment that its server does not know.
   *
   * @param said by the server, without a full stop
   */
  static LostException unknown(String said) {
    return new LostException(
        said
            + ": the server was started again after the environment was made, or has freed it as it"
            + " was not used for long.");
  }

  LostException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
