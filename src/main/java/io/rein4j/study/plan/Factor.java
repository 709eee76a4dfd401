package io.rein4j.study.plan;

import io.rein4j.catalog.Catalog;
import io.rein4j.config.ConfigFormat;
import io.rein4j.config.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a study varies: a path into the config, and the values that it takes there; or several paths
 * whose values change together.
 *
 * @param path keys and list indices with dots between; several with "and" between
 * @param levels the values, at least one, each with its own name
 */
record Factor(String path, List<Level> levels) {

  private static final String LOG_RANGE = "log-range";

  Factor {
    levels = List.copyOf(levels);
  }

  /**
   * {@return the factor that a study declares}
   *
   * @param catalog what configs choose from
   * @param path where its levels go
   * @param declared names with values, a list of values that are their own names, or {@code
   *     {log-range: {from, to, count}}}
   */
  static Factor of(Catalog catalog, String path, YamlValue declared) {
    List<Level> levels = new ArrayList<>();
    if (declared.isList()) {
      declared.items().forEach(item -> levels.add(new Level(name(path, item), Map.of(path, item))));
    } else if (declared.entries().keySet().equals(Set.of(LOG_RANGE))) {
      YamlValue range = declared.entries().values().iterator().next();
      for (String number : new ConfigFormat(catalog).bind(LogRange.class, range).decimals()) {
        levels.add(new Level(number, Map.of(path, range.instead(number))));
      }
    } else {
      declared.entries().forEach((name, value) -> levels.add(new Level(name, Map.of(path, value))));
    }
    if (levels.isEmpty()) {
      throw declared.refused(
          "vary.%s must name levels with their values, or list them, but is %s."
              .formatted(path, declared.describe()));
    }
    requireDistinct(path, levels);
    return new Factor(path, levels);
  }

  private static String name(String path, YamlValue item) {
    return item.text()
        .orElseThrow(
            () ->
                item.refused(
                    "a level of vary.%s that is %s needs a name: write {name: value, …} instead of a list."
                        .formatted(path, item.describe())));
  }

  private static void requireDistinct(String path, List<Level> levels) {
    Map<String, Level> byName = new LinkedHashMap<>();
    for (Level level : levels) {
      if (level.name().isBlank()) {
        throw level.value().refused("a level of vary.%s has no name.".formatted(path));
      }
      if (byName.putIfAbsent(level.name(), level) != null) {
        throw level
            .value()
            .refused("vary.%s has two levels named '%s'.".formatted(path, level.name()));
      }
    }
  }

  /** {@return it as one of the factors whose levels make the conditions} */
  ConditionFactor condition() {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Level level : levels) {
      level.number().ifPresent(number -> values.put(level.name(), number));
    }
    return new ConditionFactor(path, names(), values);
  }

  /** {@return what a condition is called: a level of each factor, in their order} */
  static String condition(List<Level> levels) {
    return levels.stream().map(Level::name).collect(Collectors.joining(", "));
  }

  /** {@return the paths of all its levels' values} */
  Set<String> paths() {
    Set<String> paths = new LinkedHashSet<>();
    levels.forEach(level -> paths.addAll(level.values().keySet()));
    return paths;
  }

  /** {@return whether its first level is the config as it is} */
  boolean isSpace() {
    return levels.get(0).values().isEmpty();
  }

  /** {@return a level as part of a sentence: where what is it} */
  String words(Level level) {
    if (!isSpace()) {
      return "%s is '%s'".formatted(path, level.name());
    }
    List<String> values = new ArrayList<>();
    level
        .values()
        .forEach(
            (at, value) ->
                values.add("%s is %s".formatted(at, value.text().orElse(value.describe()))));
    return values.isEmpty() ? "the config is as it is" : String.join(" and ", values);
  }

  List<String> names() {
    return levels.stream().map(Level::name).toList();
  }

  /**
   * {@return every combination of the levels of some factors, each of one level a factor in their
   * order; the empty one alone if there are none}
   *
   * @param factors the last of them changes fastest
   */
  static List<List<Level>> combinations(List<Factor> factors) {
    List<List<Level>> combinations = List.of(List.of());
    for (Factor factor : factors) {
      List<List<Level>> longer = new ArrayList<>();
      for (List<Level> combination : combinations) {
        for (Level level : factor.levels()) {
          List<Level> next = new ArrayList<>(combination);
          next.add(level);
          longer.add(List.copyOf(next));
        }
      }
      combinations = longer;
    }
    return combinations;
  }
}
