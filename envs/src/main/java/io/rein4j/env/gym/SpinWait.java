package io.rein4j.env.gym;

import java.io.IOException;
import java.io.InputStream;

/**
 * A wait that looks for an answer again and again for a moment, before its reader goes to sleep.
 *
 * <p>To wake a sleeping processor takes longer than a step of a small environment. Where answers
 * take longer than that moment, or their sender waits for this processor, looking is in vain: each
 * time it is, twice as many of the next answers are slept for.
 */
final class SpinWait {

  private static final long LOOK_NANOS = 100_000;
  private static final int MOST_MISSES = 10;
  private static final boolean ALONE = Runtime.getRuntime().availableProcessors() == 1;

  private int misses;
  private int sleeps;

  /** Returns when there is something to read, or when its reader had better sleep. */
  void await(InputStream in) throws IOException {
    if (ALONE || sleeps > 0) {
      sleeps--;
      return;
    }
    long start = System.nanoTime();
    while (in.available() == 0) {
      if (System.nanoTime() - start > LOOK_NANOS) {
        misses = Math.min(misses + 1, MOST_MISSES);
        sleeps = 1 << misses;
        return;
      }
      Thread.onSpinWait();
    }
    misses = 0;
  }
}
