package io.rein4j.schedule;

/**
 * A schedule that always has the same value.
 *
 * @param value the value, finite
 */
public record Constant(double value) implements Schedule {

  public Constant {
    Schedules.setting("value").finite(value);
  }

  @Override
  public double at(double progress) {
    return value;
  }
}
