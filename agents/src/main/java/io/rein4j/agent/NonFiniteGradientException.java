package io.rein4j.agent;

/** Thrown when a gradient is not finite and the clipping settings say that the run must stop. */
public final class NonFiniteGradientException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NonFiniteGradientException(String message) {
    super(message);
  }
}
