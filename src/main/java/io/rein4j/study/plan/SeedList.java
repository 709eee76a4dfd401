package io.rein4j.study.plan;

import io.rein4j.config.YamlValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/** The seeds that a study or a suite gives: how many, or a list of them. */
final class SeedList {

  static final int MOST = 10_000;

  private SeedList() {}

  /**
   * {@return the seeds}
   *
   * @param value a number of seeds, counted from 1, or a list
   * @param least how many there must be
   * @param because why, as the end of a sentence
   */
  static List<Long> of(YamlValue value, int least, String because) {
    List<Long> seeds = value.isList() ? listed(value) : counted(value);
    if (seeds.size() < least) {
      throw value.refused(
          "'seeds' must be %s or more%s, but %s."
              .formatted(least, because, seeds.size() == 1 ? "is one" : "are none"));
    }
    return seeds;
  }

  private static List<Long> counted(YamlValue value) {
    Optional<Long> count = value.wholeNumber().filter(number -> number >= 0 && number <= MOST);
    return LongStream.rangeClosed(1, count.orElseThrow(() -> unusable(value))).boxed().toList();
  }

  private static List<Long> listed(YamlValue list) {
    Set<Long> seeds = new LinkedHashSet<>();
    for (YamlValue item : list.items()) {
      long seed =
          item.wholeNumber().filter(number -> number >= 0).orElseThrow(() -> unusable(item));
      if (!seeds.add(seed)) {
        throw item.refused("'seeds' holds %s twice.".formatted(seed));
      }
    }
    return List.copyOf(seeds);
  }

  private static RuntimeException unusable(YamlValue value) {
    return value.refused(
        "'seeds' must be a number of seeds up to %s, or a list of whole numbers from 0 on, but has %s."
            .formatted(MOST, value.describe()));
  }
}
