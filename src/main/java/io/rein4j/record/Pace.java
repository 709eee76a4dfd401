package io.rein4j.record;

import io.rein4j.api.Incubating;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * How fast a training run goes as a whole, learning included, over the last minute or so.
 *
 * <p>On-policy agents take the steps of a rollout at one speed and then learn from them for a while
 * without a step. What lies between two moments right after learning is whole rollouts with their
 * learning, and only between such moments is measured. What comes before the first of them, such as
 * filling a replay memory, says nothing of the rest.
 */
@Incubating
public final class Pace {

  private static final double NANOS = 1e9;
  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * A moment right after learning.
   *
   * @param nanos when it was
   * @param step how far the run was
   */
  private record Mark(long nanos, long step) {}

  private final ArrayDeque<Mark> marks = new ArrayDeque<>();
  private double stepsPerSecond = Double.NaN;

  /** The pace of a run that has not learned yet. */
  public Pace() {}

  /**
   * Takes in that the run has just learned.
   *
   * @param nanos the time now, as of {@link System#nanoTime}
   * @param step how far it is
   */
  public void learned(long nanos, long step) {
    Mark last = marks.peekLast();
    if (last != null && nanos - last.nanos() < APART_NANOS) {
      return;
    }
    marks.add(new Mark(nanos, step));
    while (marks.size() > 2 && nanos - marks.getFirst().nanos() > WINDOW_NANOS) {
      marks.remove();
    }
    if (last != null) {
      Mark first = marks.getFirst();
      stepsPerSecond = (step - first.step()) * NANOS / (nanos - first.nanos());
    }
  }

  /** {@return steps per second; NaN before the run has learned twice} */
  public double stepsPerSecond() {
    return stepsPerSecond;
  }
}
