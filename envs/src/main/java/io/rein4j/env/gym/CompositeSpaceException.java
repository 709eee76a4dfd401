package io.rein4j.env.gym;

/** A space is made of several, and its server can put them into one array if it is asked to. */
final class CompositeSpaceException extends GymException {

  private static final long serialVersionUID = 1;

  CompositeSpaceException(String message) {
    super(message);
  }
}
