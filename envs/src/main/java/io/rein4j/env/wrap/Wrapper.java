package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.settings.Kind;

/** The settings of a wrapper, and how it goes around an environment. */
@Kind("wrapper")
public interface Wrapper {

  /**
   * {@return the wrapped environment, which owns the one within and closes it} It has a {@link
   * Env#state() state} if the one within has. A wrapper with nothing to do here, such as one that
   * distorts rewards where no one learns from them, returns the environment as it is.
   *
   * @param env the environment within
   * @param context what the wrapper may know of the run, and draws from
   * @throws IllegalArgumentException if the wrapper does not fit the environment's spaces
   */
  Env wrap(Env env, WrapContext context);

  /** {@return whether the agent sees other observations than the environment within gives} */
  default boolean changesObservations() {
    return false;
  }

  /**
   * {@return whether the environment within gets other actions than the wrapped one is given} Such
   * steps cannot be taken ahead, many environments in one message.
   */
  default boolean changesActions() {
    return false;
  }
}
