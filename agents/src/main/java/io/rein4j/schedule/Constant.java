package io.rein4j.schedule;

import io.rein4j.settings.TypeName;

/**
 * A schedule that always has the same value.
 *
 * @param value the value, finite
 */
@TypeName("constant")
public record Constant(double value) implements Schedule {

  public Constant {
    Schedules.setting("value").finite(value);
  }

  @Override
  public double at(double progress) {
    return value;
  }
}
