package io.rein4j.study.analysis;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The setting that a study recommends.
 *
 * @param recommended the level: of those that ran on the study's own seeds, the one with the best
 *     mean of the primary outcome over all environments and conditions
 * @param values what it changes in the base, by path
 * @param mean that mean
 * @param equivalent the other levels that ran on these seeds and are equivalent to it
 * @param finalists the levels that were left after the rounds on tuning seeds
 * @param race how far every level came in these rounds; empty if there was none
 * @param sentence the recommendation in words
 */
public record Choice(
    String recommended,
    Map<String, Object> values,
    double mean,
    List<String> equivalent,
    List<String> finalists,
    List<Raced> race,
    String sentence) {

  public Choice {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    equivalent = List.copyOf(equivalent);
    finalists = List.copyOf(finalists);
    race = List.copyOf(race);
  }
}
