package io.rein4j.env;

import java.util.Optional;

/**
 * An environment that can always copy its state. Callers ask {@link #state()}, not for this type.
 */
public interface CopyableEnv extends Env, EnvState {

  @Override
  default Optional<EnvState> state() {
    return Optional.of(this);
  }
}
