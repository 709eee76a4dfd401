package io.rein4j.train;

import io.rein4j.settings.Kind;

/**
 * The maker of listeners that hear every run of the program which has a folder, as a module adds
 * one. A run in memory, which only a Java program can train, has the listeners that it is given.
 */
@Kind("run listener")
@FunctionalInterface
public interface RunListenerFactory {

  /**
   * {@return a listener to one run, which hears of everything after it is written down}
   *
   * @param config the run's settings
   * @param folder the run's folder
   */
  RunListener create(RunConfig config, RunFolder folder);
}
