package io.rein4j.cli;

import io.rein4j.harness.Python;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Ends processes by signals of every kind at random moments, and counts what it did. The system
 * property {@code rein4j.kills.seed} chooses the signals and the waiting times.
 */
final class Kills {

  /** What starts a test in the background may have it ignore SIGINT, and so would the program. */
  private static final String WITH_SIGNALS =
      "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL);"
          + " os.execvp(sys.argv[1], sys.argv[1:])";

  private static final int LONGEST_START_MILLIS = 1_500;
  private static final int LONGEST_WORK_MILLIS = 400;
  private static final long LONGEST_DEATH_SECONDS = 120;

  /** How a process is ended. */
  private enum Signal {
    KILL,
    TERM,
    INT
  }

  private final long seed = Long.getLong("rein4j.kills.seed", 1);
  private final SplittableRandom random = new SplittableRandom(seed);
  private final Map<String, Integer> counts = new TreeMap<>();

  /** {@return the command, started so that it hears every signal} */
  static List<String> heard(Python python, List<String> command) {
    List<String> heard = new ArrayList<>(List.of(python.executable(), "-c", WITH_SIGNALS));
    heard.addAll(command);
    return heard;
  }

  /**
   * Ends a process while it starts, or shortly after it got further.
   *
   * @param process just started
   * @param progress a number that changes as the process gets further
   * @return whether the process ended by the signal; if not, it had ended by itself
   */
  boolean kill(Process process, Callable<Long> progress) throws Exception {
    boolean starting = random.nextInt(4) == 0;
    try {
      if (starting) {
        process.waitFor(random.nextInt(LONGEST_START_MILLIS), TimeUnit.MILLISECONDS);
      } else {
        long before = progress.call();
        while (process.isAlive() && progress.call() == before) {
          process.waitFor(5, TimeUnit.MILLISECONDS);
        }
        process.waitFor(random.nextInt(LONGEST_WORK_MILLIS), TimeUnit.MILLISECONDS);
      }
      Signal signal = Signal.values()[random.nextInt(Signal.values().length)];
      if (!process.isAlive()) {
        return false;
      }
      send(signal, process);
      if (!process.waitFor(LONGEST_DEATH_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(
            "A process did not end within %s s of SIG%s, seed %s."
                .formatted(LONGEST_DEATH_SECONDS, signal, seed));
      }
      if (process.exitValue() == 0) {
        return false;
      }
      counts.merge(
          "SIG%s %s"
              .formatted(signal, starting ? "at the start" : "at work")
              .toLowerCase(Locale.ROOT),
          1,
          Integer::sum);
      return true;
    } finally {
      process.destroyForcibly();
    }
  }

  private static void send(Signal signal, Process process)
      throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  /** {@return how many processes it has ended} */
  int count() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** {@return a number from 0 on} */
  int next(int bound) {
    return random.nextInt(bound);
  }

  @Override
  public String toString() {
    return "kills, seed %s: %s %s".formatted(seed, count(), counts);
  }
}
