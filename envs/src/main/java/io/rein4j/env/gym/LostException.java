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

  LostException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
