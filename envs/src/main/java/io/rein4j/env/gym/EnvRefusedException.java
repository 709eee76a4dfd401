package io.rein4j.env.gym;

/**
 * An environment that Python or a server does not make: there is none of its id, or it does not
 * take its options.
 */
public final class EnvRefusedException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  EnvRefusedException(RefusedException refusal) {
    super(refusal.getMessage(), refusal);
  }
}
