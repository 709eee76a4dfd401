package io.rein4j.env.gym;

import io.rein4j.random.Pcg64;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The pauses between attempts: each twice as long as the one before, up to two seconds, and cut
 * short by up to a half at random, so that many clients do not come back at the same moment.
 */
final class Backoff {

  private static final double FIRST_MILLIS = 20;
  private static final double LONGEST_MILLIS = 2000;

  private final Pcg64 random;
  private final long start = System.nanoTime();
  private final long end;
  private double millis = FIRST_MILLIS;

  /**
   * Starts.
   *
   * @param patience after which no further attempt is made
   * @param random of the jitter, which nothing that is learned depends on
   */
  Backoff(Duration patience, Pcg64 random) {
    this.random = random;
    this.end = start + patience.toNanos();
  }

  /** Returns the seconds since the first attempt began, to a tenth. */
  String elapsed() {
    return HttpWire.seconds(Duration.ofMillis((System.nanoTime() - start) / 100_000_000 * 100));
  }

  /** Waits before the next attempt; returns false at once if there is to be none. */
  boolean await() {
    double pause = millis * (1 - 0.5 * random.nextDouble());
    if (System.nanoTime() + (long) (pause * 1e6) > end) {
      return false;
    }
    try {
      TimeUnit.MICROSECONDS.sleep((long) (pause * 1e3));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    millis = Math.min(2 * millis, LONGEST_MILLIS);
    return true;
  }
}
