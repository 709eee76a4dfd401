package io.rein4j.schedule;

import io.rein4j.settings.TypeName;

/**
 * A schedule that goes from one value to another by a constant factor per step, and then stays.
 *
 * @param from the value at the start of training, > 0
 * @param to the value from {@code until} on, > 0
 * @param until the share of training after which the value no longer changes, in (0, 1]
 */
@TypeName("exponential")
public record Exponential(double from, double to, double until) implements Schedule {

  /** The share of training over which a schedule goes that is given none: all of it. */
  public static final double DEFAULT_UNTIL = 1;

  public Exponential {
    Schedules.setting("from").positive(from);
    Schedules.setting("to").positive(to);
    Schedules.requireUntil(until);
  }

  @Override
  public double at(double progress) {
    return progress >= until ? to : from * Math.pow(to / from, progress / until);
  }
}
