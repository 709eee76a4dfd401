package io.rein4j.cli;

import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The end that a signal asks of training: once with a checkpoint, a second time at once. Signals
 * come in threads of their own.
 */
final class Stop {

  private final PrintWriter err;
  private final Runnable stop;
  private final AtomicInteger exitCode = new AtomicInteger();

  /**
   * An end that nobody has asked for.
   *
   * @param err is told what is happening
   * @param stop asks for an end with a checkpoint
   */
  Stop(PrintWriter err, Runnable stop) {
    this.err = err;
    this.stop = stop;
  }

  /** Asks for an end with a checkpoint, or ends at once if that was asked for before. */
  void ask(int signalled) {
    if (!exitCode.compareAndSet(0, signalled)) {
      System.exit(signalled);
    }
    say("Stopping with a checkpoint; a second Ctrl-C ends at once.");
    stop.run();
  }

  /** Ends at once, as there is no checkpoint to go on from. */
  void refuse(int signalled) {
    say("Stopped. This agent cannot go on from a checkpoint: '--resume' begins the run again.");
    System.exit(signalled);
  }

  /** {@return the exit code of a process that the signal ended; 0 if there was none} */
  int exitCode() {
    return exitCode.get();
  }

  private void say(String sentence) {
    err.println(sentence);
    err.flush();
  }
}
