package io.rein4j.schedule;

import io.rein4j.settings.Kind;

/** A value that depends on how far training has come. */
@Kind(value = "schedule", bare = "constant")
public interface Schedule {

  /**
   * {@return the value at a point of training}
   *
   * @param progress the share of all environment steps taken so far, in [0, 1]
   */
  double at(double progress);

  /**
   * {@return the schedule that always has one value}
   *
   * @param value any finite number
   */
  static Schedule constant(double value) {
    return new Constant(value);
  }
}
