package io.rein4j.schedule;

import io.rein4j.settings.TypeName;

/**
 * A schedule that goes from one value to another along half a cosine wave, and then stays
 * (Loshchilov and Hutter 2017, SGDR, eq. 5, without restarts).
 *
 * @param from the value at the start of training
 * @param to the value from {@code until} on
 * @param until the share of training after which the value no longer changes, in (0, 1]
 */
@TypeName("cosine")
public record Cosine(double from, double to, double until) implements Schedule {

  /** The value to which a schedule falls that is given none. */
  public static final double DEFAULT_TO = 0;

  /** The share of training over which a schedule goes that is given none: all of it. */
  public static final double DEFAULT_UNTIL = 1;

  public Cosine {
    Schedules.setting("from").finite(from);
    Schedules.setting("to").finite(to);
    Schedules.requireUntil(until);
  }

  @Override
  public double at(double progress) {
    return progress >= until
        ? to
        : to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * progress / until));
  }
}
