package io.rein4j.env.gym;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A running Python process: what it complained of last, and until when it has to answer. */
final class BridgeProcess {

  private static final long WATCH_MILLIS = 100;
  private static final long LAST_MOMENT_MILLIS = 500;

  private final Process process;
  private final ErrorOutput errorOutput;
  private final Thread listener;
  private volatile long deadline = Long.MAX_VALUE;
  private volatile boolean late;
  private Duration allowed = Duration.ZERO;

  /**
   * Takes a process over.
   *
   * @param printed hears each line of its standard error from {@link #greeted} on, in a thread of
   *     its own, and before these the last that came sooner
   */
  BridgeProcess(Process process, Consumer<String> printed) {
    this.process = process;
    this.errorOutput = new ErrorOutput(printed);
    this.listener = daemon(this::listen, "gym-stderr");
    daemon(this::watch, "gym-watch");
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void listen() {
    try (InputStream in = process.getErrorStream()) {
      errorOutput.read(in);
    } catch (IOException e) {
      // The process is gone, and with it what it would have said.
    }
  }

  private void watch() {
    try {
      while (!process.waitFor(WATCH_MILLIS, TimeUnit.MILLISECONDS)) {
        if (deadline != Long.MAX_VALUE && System.nanoTime() - deadline > 0) {
          late = true;
          kill();
        }
      }
    } catch (InterruptedException e) {
      kill();
    }
  }

  /** Ends it and what it has started: a script that starts Python may wait for it. */
  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  long pid() {
    return process.pid();
  }

  OutputStream out() {
    return process.getOutputStream();
  }

  InputStream in() {
    return process.getInputStream();
  }

  /** Says that an answer is awaited, and how long it may take. */
  void await(Duration time) {
    allowed = time;
    deadline = System.nanoTime() + time.toNanos();
  }

  /** Says that it is there: what it complains of from now on comes from environments. */
  void greeted() {
    errorOutput.handOn();
  }

  /** Says that the answer has come. */
  void answered() {
    deadline = Long.MAX_VALUE;
  }

  /**
   * Ends the process and says what became of it, to follow its name.
   *
   * @param cause why it is ended
   */
  String end(IOException cause) {
    boolean byItself = false;
    try {
      byItself =
          !(cause instanceof ProtocolException)
              && process.waitFor(LAST_MOMENT_MILLIS, TimeUnit.MILLISECONDS);
      if (!byItself) {
        kill();
        process.waitFor(LAST_MOMENT_MILLIS, TimeUnit.MILLISECONDS);
      }
      listener.join(LAST_MOMENT_MILLIS);
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
    if (late) {
      return "did not answer within %s s and was ended".formatted(HttpWire.seconds(allowed));
    }
    String said = errorOutput.describe();
    return ended(cause, byItself) + (said.isEmpty() ? "" : ", after saying: " + said);
  }

  private String ended(IOException cause, boolean byItself) {
    if (cause instanceof ProtocolException) {
      return cause.getMessage() + ", and was ended";
    }
    if (!byItself) {
      return "closed its end of the pipe without a whole answer, and was ended";
    }
    int exit = process.exitValue();
    return exit > 128 ? "was ended by signal " + (exit - 128) : "ended with exit code " + exit;
  }

  /** Lets it end by itself, or ends it. */
  void close() {
    try {
      out().close();
      if (!process.waitFor(GymHost.FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
      listener.join(LAST_MOMENT_MILLIS);
    } catch (IOException e) {
      kill();
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }
}
