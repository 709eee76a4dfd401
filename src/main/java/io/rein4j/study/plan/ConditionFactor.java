package io.rein4j.study.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A factor that a study varies besides the compared one.
 *
 * @param path its config path, such as {@code agent.optimizer.learning-rate}
 * @param levels its levels in the order in which they are shown
 * @param values the number behind a level, where there is one
 */
public record ConditionFactor(String path, List<String> levels, Map<String, Double> values) {

  /** Copies the levels. */
  public ConditionFactor {
    levels = List.copyOf(levels);
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
