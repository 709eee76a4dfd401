package io.rein4j.env.wrap;

import io.rein4j.env.Env;

/** The settings of a wrapper, and how it goes around an environment. */
public interface Wrapper {

  /**
   * {@return the wrapped environment, which owns the one within and closes it} It has a {@link
   * Env#state() state} if the one within has.
   *
   * @param env the environment within
   */
  Env wrap(Env env);
}
