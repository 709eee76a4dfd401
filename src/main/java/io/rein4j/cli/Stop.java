package io.rein4j.cli;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * The end that a signal asks of training: once with a checkpoint, a second time at once. Signals
 * come in threads of their own.
 */
final class Stop {

  private final Consumer<String> notices;
  private final Runnable stop;
  private final IntConsumer end;
  private final AtomicInteger exitCode = new AtomicInteger();

  /**
   * An end that nobody has asked for.
   *
   * @param notices hears what is happening; it may have to wait for its turn on the terminal, so
   *     the second time nothing is said
   * @param stop asks for an end with a checkpoint
   * @param end ends the process at once, with an exit code
   */
  Stop(Consumer<String> notices, Runnable stop, IntConsumer end) {
    this.notices = notices;
    this.stop = stop;
    this.end = end;
  }

  /** Asks for an end with a checkpoint, or ends at once if that was asked for before. */
  void ask(Signal signal) {
    if (!exitCode.compareAndSet(0, signal.exitCode())) {
      // A terminal that is closed says so twice: by its shell, and by itself.
      if (signal != Signal.HANG_UP) {
        end.accept(signal.exitCode());
      }
      return;
    }
    notices.accept(
        "Stopping with a checkpoint because of %s; %s ends at once."
            .formatted(signal.words(), signal.atOnce()));
    stop.run();
  }

  /**
   * Ends at once, as there is no checkpoint to go on from.
   *
   * @param why is said the first time
   */
  void refuse(Signal signal, String why) {
    if (exitCode.compareAndSet(0, signal.exitCode())) {
      notices.accept(why);
    }
    end.accept(signal.exitCode());
  }

  /** {@return the exit code of a process that the signal ended; 0 if there was none} */
  int exitCode() {
    return exitCode.get();
  }
}
