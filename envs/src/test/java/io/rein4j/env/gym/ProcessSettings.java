package io.rein4j.env.gym;

/** Settings of environments in Python processes. */
final class ProcessSettings {

  private ProcessSettings() {}

  /** Returns those of one process that is waited for as by default and not made again. */
  static GymSettings of(String python) {
    return of(python, 1, 60, 0);
  }

  static GymSettings of(String python, int processes, double timeout, int restarts) {
    return GymSettings.builder()
        .python(new Interpreter(python))
        .processes(processes)
        .timeout(timeout)
        .restarts(restarts)
        .build();
  }
}
