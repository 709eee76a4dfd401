package io.rein4j.run;

/**
 * The end of a run that is under way.
 *
 * @param lastStep the step with which it ends by itself
 * @param canStop whether it can be stopped before
 * @param stopping stops it
 */
record RunControl(long lastStep, boolean canStop, Runnable stopping) {

  void stop() {
    stopping.run();
  }
}
