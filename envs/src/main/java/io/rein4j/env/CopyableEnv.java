package io.rein4j.env;

import io.rein4j.state.Stateful;
import java.util.Optional;

/**
 * An environment that can always copy its state. Callers ask {@link #state()}, not for this type.
 */
public interface CopyableEnv extends Env, Stateful {

  @Override
  default Optional<Stateful> state() {
    return Optional.of(this);
  }
}
