package io.rein4j.schedule;

import io.rein4j.settings.TypeName;

/**
 * A schedule that goes from one value to another along a straight line, and then stays.
 *
 * @param from the value at the start of training
 * @param to the value from {@code until} on
 * @param until the share of training after which the value no longer changes, in (0, 1]
 */
@TypeName("linear")
public record Linear(double from, double to, double until) implements Schedule {

  /** The value to which a schedule falls that is given none. */
  public static final double DEFAULT_TO = 0;

  /** The share of training over which a schedule goes that is given none: all of it. */
  public static final double DEFAULT_UNTIL = 1;

  public Linear {
    Schedules.setting("from").finite(from);
    Schedules.setting("to").finite(to);
    Schedules.requireUntil(until);
  }

  @Override
  public double at(double progress) {
    return progress >= until ? to : from + (to - from) * (progress / until);
  }
}
