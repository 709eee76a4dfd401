package io.rein4j.env.gym;

/** The refusal of a space that is made of several, which its server can put into one array. */
final class CompositeSpaceException extends GymException {

  private static final long serialVersionUID = 1;

  CompositeSpaceException(String message) {
    super(message);
  }
}
