package io.rein4j.cli;

/** A signal that asks a process to end. */
enum Signal {
  /** A terminal that is closed. */
  HANG_UP("HUP", 1, "a closed terminal (SIGHUP)"),
  /** Ctrl-C. */
  INTERRUPT("INT", 2, "Ctrl-C (SIGINT)"),
  /** What {@code kill}, a service manager or a batch system sends. */
  TERMINATE("TERM", 15, "a request to end (SIGTERM)");

  /** What a shell adds to the number of the signal that ended a process. */
  private static final int BY_SIGNAL = 128;

  private final String systemName;
  private final int number;
  private final String words;

  Signal(String systemName, int number, String words) {
    this.systemName = systemName;
    this.number = number;
    this.words = words;
  }

  /** {@return its name without SIG} */
  String systemName() {
    return systemName;
  }

  /** {@return the exit code of a process that it ended} */
  int exitCode() {
    return BY_SIGNAL + number;
  }

  /** {@return what it is, for people} */
  String words() {
    return words;
  }

  /** {@return what ends a process at once that is stopping because of this signal} */
  String atOnce() {
    // A closed terminal says so twice, by its shell and by itself, and hears no Ctrl-C.
    return this == HANG_UP ? "SIGTERM" : "a second one";
  }
}
