package io.rein4j.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Many random trials of one part of the program, each of which can be repeated alone.
 *
 * <p>A trial's random numbers depend on the seed and the trial's number only. System properties
 * choose what runs: {@code rein4j.fuzz.seed} (1), {@code rein4j.fuzz.count} (each fuzzer's own
 * count), {@code rein4j.fuzz.only} (the number of the only trial to run) and {@code
 * rein4j.fuzz.seconds} (10), after which a trial counts as hanging.
 *
 * @param name what is tried
 * @param seed of the random numbers
 * @param first the number of the first trial
 * @param end the number after the last trial's
 * @param seconds that a trial may take
 */
public record Fuzz(String name, long seed, int first, int end, int seconds) {

  private static final int MOST_FAILURES_TOLD = 20;

  /** One random input and what must hold for it. */
  @FunctionalInterface
  public interface Trial {

    /**
     * Makes the input, tries it, and throws if anything that must hold does not.
     *
     * @param random what the input is made from, and nothing else
     * @return what came of it in a word or two, by which trials are counted
     * @throws Exception if what must hold does not
     */
    String run(SplittableRandom random) throws Exception;
  }

  /**
   * {@return the trials that the system properties choose}
   *
   * @param name what is tried
   * @param count how many trials there are if no property says so
   */
  public static Fuzz of(String name, int count) {
    int only = Integer.getInteger("rein4j.fuzz.only", -1);
    return new Fuzz(
        name,
        Long.getLong("rein4j.fuzz.seed", 1),
        Math.max(only, 0),
        only < 0 ? Integer.getInteger("rein4j.fuzz.count", count) : only + 1,
        Integer.getInteger("rein4j.fuzz.seconds", 10));
  }

  /**
   * Runs all trials, prints what came of how many, and fails if any of them failed.
   *
   * @param trial what is run
   * @throws InterruptedException if the thread is interrupted
   */
  public void run(Trial trial) throws InterruptedException {
    Map<String, Integer> outcomes = new TreeMap<>();
    List<String> failures = new ArrayList<>();
    for (int number = first; number < end; number++) {
      SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
      FutureTask<String> task = new FutureTask<>(() -> trial.run(random));
      Thread thread = new Thread(task, "fuzz " + name);
      thread.setDaemon(true);
      thread.start();
      String outcome = "failed";
      try {
        outcome = task.get(seconds, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        Throwable cause = Objects.requireNonNull(e.getCause());
        failures.add(told(number, cause.toString(), cause.getStackTrace()));
      } catch (TimeoutException e) {
        outcome = "took more than %s s".formatted(seconds);
        failures.add(told(number, outcome, thread.getStackTrace()));
        task.cancel(true);
        thread.join(TimeUnit.SECONDS.toMillis(seconds));
        if (thread.isAlive()) {
          failures.add("It could not be interrupted; no trial was run after it.");
          break;
        }
      }
      outcomes.merge(outcome, 1, Integer::sum);
    }
    System.out.printf("fuzz %s, seed %s: %s%n", name, seed, outcomes);
    if (!failures.isEmpty()) {
      throw new AssertionError(
          "%s of %s trials failed%n%s"
              .formatted(
                  failures.size(),
                  end - first,
                  failures.stream()
                      .limit(MOST_FAILURES_TOLD)
                      .collect(Collectors.joining("%n".formatted()))));
    }
  }

  private String told(int number, String what, StackTraceElement[] stack) {
    return "fuzz %s, -Drein4j.fuzz.seed=%s -Drein4j.fuzz.only=%s: %s%n%s"
        .formatted(
            name,
            seed,
            number,
            what,
            Stream.of(stack)
                .limit(12)
                .map(frame -> "    at " + frame)
                .collect(Collectors.joining("%n".formatted())));
  }
}
