package io.rein4j.study.plan;

import io.rein4j.catalog.Catalog;
import io.rein4j.config.ConfigException;
import io.rein4j.config.ConfigFormat;
import io.rein4j.config.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The settings that a study chooses together: from the config as it is, and points around it. */
final class Space {

  /** The level that changes nothing. */
  static final String BASE = "base";

  static final int MOST_POINTS = 1_000;

  private final Map<String, YamlValue> declared;
  private final List<Axis> axes = new ArrayList<>();

  /** One setting of the space. */
  private interface Axis {

    /** Returns the value at a place from 0 to 1. */
    YamlValue at(double place);
  }

  /**
   * Reads a space.
   *
   * @param catalog what configs choose from
   * @param given the value of the key 'space'
   * @param declared by path, a list of values or a range
   * @param varied the paths that the study varies besides
   * @throws ConfigException if no points can be taken from it
   */
  Space(Catalog catalog, YamlValue given, Map<String, YamlValue> declared, Set<String> varied) {
    this.declared = declared;
    if (declared.isEmpty()) {
      throw given.refused(
          "'space' must name at least one path, such as agent.optimizer.learning-rate, with a range or a list of values.");
    }
    if (declared.size() > SobolSequence.MOST_DIMENSIONS) {
      throw given.refused(
          "'space' can have up to %s paths, but has %s."
              .formatted(SobolSequence.MOST_DIMENSIONS, declared.size()));
    }
    declared.forEach(
        (path, value) -> {
          if (varied.contains(path)) {
            throw value.refused("%s is in 'vary' and in 'space'.".formatted(path));
          }
          axes.add(axis(catalog, path, value));
        });
  }

  private static Axis axis(Catalog catalog, String path, YamlValue value) {
    if (value.isList()) {
      List<YamlValue> items = value.items();
      if (items.size() < 2) {
        throw value.refused(
            "space.%s must list two values or more, but has %s."
                .formatted(path, items.isEmpty() ? "none" : "one"));
      }
      return place -> items.get((int) (place * items.size()));
    }
    if (!value.isSection()) {
      throw value.refused(
          "space.%s must be {log: {from, to}}, {linear: {from, to}} or a list of values, but is %s."
              .formatted(path, value.describe()));
    }
    Knob knob = new ConfigFormat(catalog).bind(Knob.class, value);
    return place -> value.instead(knob.decimal(place));
  }

  /**
   * {@return the space as a factor, whose levels are the config as it is and the points of a Sobol
   * sequence; points that have the values of an earlier one are left out}
   *
   * @param points how many are taken
   */
  Factor factor(int points) {
    List<Level> levels = new ArrayList<>();
    levels.add(new Level(BASE, Map.of()));
    SobolSequence sequence = new SobolSequence(axes.size());
    Set<List<Optional<Object>>> seen = new LinkedHashSet<>();
    for (int i = 0; i < points; i++) {
      double[] point = sequence.point(i);
      Map<String, YamlValue> values = new LinkedHashMap<>();
      for (String path : declared.keySet()) {
        values.put(path, axes.get(values.size()).at(point[values.size()]));
      }
      if (seen.add(
          values.values().stream().map(value -> Optional.ofNullable(value.plain())).toList())) {
        levels.add(new Level("p" + (i + 1), values));
      }
    }
    return new Factor(String.join(" and ", declared.keySet()), levels);
  }
}
