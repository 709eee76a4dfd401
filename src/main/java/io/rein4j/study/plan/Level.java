package io.rein4j.study.plan;

import io.rein4j.config.YamlValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One of the values that a factor takes.
 *
 * @param name what it is called
 * @param values what it puts into the config, by path: one value at the factor's own path, or any
 *     number of them if the factor is a space
 */
record Level(String name, Map<String, YamlValue> values) {

  private static final String THRESHOLD = "threshold";

  Level {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** {@return what it puts at the only path} */
  YamlValue value() {
    return values.values().iterator().next();
  }

  /** {@return the number that it is, or the only threshold in it; nothing if it has neither} */
  OptionalDouble number() {
    if (values.size() != 1) {
      return OptionalDouble.empty();
    }
    YamlValue value = value();
    if (value.number().isPresent()) {
      return OptionalDouble.of(value.number().get());
    }
    List<Double> thresholds = new ArrayList<>();
    gatherThresholds(value, thresholds);
    return thresholds.size() == 1 ? OptionalDouble.of(thresholds.get(0)) : OptionalDouble.empty();
  }

  private static void gatherThresholds(YamlValue value, List<Double> thresholds) {
    for (Map.Entry<String, YamlValue> entry : value.entries().entrySet()) {
      if (entry.getKey().equals(THRESHOLD)) {
        entry.getValue().number().ifPresent(thresholds::add);
      }
      gatherThresholds(entry.getValue(), thresholds);
    }
    value.items().forEach(item -> gatherThresholds(item, thresholds));
  }
}
