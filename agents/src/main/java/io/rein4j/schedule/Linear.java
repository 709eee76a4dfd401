package io.rein4j.schedule;

import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeName;
import java.util.List;

/**
 * A schedule that goes from one value to another along a straight line, and then stays.
 *
 * @param from the value at the start of training
 * @param to the value from {@code until} on
 * @param until the share of training after which the value no longer changes, in (0, 1]
 * @param after the share of training after which the value begins to change, in [0, 1) and below
 *     {@code until}
 */
@TypeName("linear")
public record Linear(double from, double to, double until, double after) implements Schedule {

  /** The value to which a schedule falls that is given none. */
  public static final double DEFAULT_TO = 0;

  /** The share of training over which a schedule goes that is given none: all of it. */
  public static final double DEFAULT_UNTIL = 1;

  /** The share of training before which a schedule stays that is given none: it moves at once. */
  public static final double DEFAULT_AFTER = 0;

  public Linear {
    Schedules.setting("from").finite(from);
    Schedules.setting("to").finite(to);
    Schedules.requireUntil(until);
    if (!(after >= 0 && after < until)) {
      throw new SettingException(
          List.of("after", "until"),
          "A schedule's 'after' is a share of training from 0 to below its 'until', %s, but is %s."
              .formatted(until, after));
    }
  }

  /**
   * Makes a schedule that moves from the start of training on.
   *
   * @param from the value at the start of training
   * @param to the value from {@code until} on
   * @param until the share of training after which the value no longer changes, in (0, 1]
   */
  public Linear(double from, double to, double until) {
    this(from, to, until, DEFAULT_AFTER);
  }

  @Override
  public double at(double progress) {
    if (progress >= until) {
      return to;
    }
    return progress <= after ? from : from + (to - from) * ((progress - after) / (until - after));
  }
}
