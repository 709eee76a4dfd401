package io.rein4j.env;

import io.rein4j.state.Stateful;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An environment that hides the state of another, and can fail to close. */
final class Opaque extends ForwardingEnv {

  boolean closed;
  @Nullable RuntimeException failure;

  Opaque(Env env) {
    super(env);
  }

  @Override
  public Optional<Stateful> state() {
    return Optional.empty();
  }

  @Override
  public void close() {
    closed = true;
    if (failure != null) {
      throw failure;
    }
  }
}
