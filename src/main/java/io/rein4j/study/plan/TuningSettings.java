package io.rein4j.study.plan;

import io.rein4j.config.YamlTypes;
import io.rein4j.config.YamlValue;

/**
 * The runs by which a study drops levels, before it reports on those that are left.
 *
 * @param seeds how many tuning seeds the levels that stay have in the end, counted from 10001, or a
 *     list of them; none of them may be one of the study's seeds
 */
public record TuningSettings(@YamlTypes({long.class, long[].class}) YamlValue seeds) {

  /** How many seeds there are if the study does not say. */
  static final int DEFAULT_COUNT = 8;

  /** Seeds are numbered from here on, beyond all counted ones that a study reports on. */
  static final long FIRST = SeedList.MOST + 1L;
}
