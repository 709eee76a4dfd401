package io.rein4j.study.plan;

import io.rein4j.catalog.Catalog;
import io.rein4j.config.ConfigException;
import io.rein4j.config.ConfigFormat;
import io.rein4j.config.YamlValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleFunction;

/** The settings that a study chooses together: from the config as it is, and points around it. */
final class Space {

  /** The level that changes nothing. */
  static final String BASE = "base";

  static final int MOST_POINTS = 1_000;

  /** So far a sequence is searched for points that differ. */
  private static final int MOST_SEARCHED = 100 * MOST_POINTS;

  private final YamlValue given;
  private final Map<String, YamlValue> declared;
  private final List<Axis> axes = new ArrayList<>();
  private final SobolSequence sequence;

  /**
   * One setting of the space.
   *
   * @param items the values that it lists; empty if it is a range
   * @param values makes a value of a place: from 0 to 1, or the number of the value
   */
  private record Axis(List<YamlValue> items, DoubleFunction<YamlValue> values) {

    /** Returns the place of a number from 0 to 1, exclusive. */
    double place(double number) {
      return items.isEmpty() ? number : (int) (number * items.size());
    }
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
    this.given = given;
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
    sequence = new SobolSequence(axes.size());
  }

  private static Axis axis(Catalog catalog, String path, YamlValue value) {
    if (value.isList()) {
      List<YamlValue> items = value.items();
      if (items.size() < 2) {
        throw value.refused(
            "space.%s must list two values or more, but has %s."
                .formatted(path, items.isEmpty() ? "none" : "one"));
      }
      return new Axis(items, place -> items.get((int) place));
    }
    if (!value.isSection()) {
      throw value.refused(
          "space.%s must be {log: {from, to}}, {linear: {from, to}} or a list of values, but is %s."
              .formatted(path, value.describe()));
    }
    Knob knob = new ConfigFormat(catalog).bind(Knob.class, value);
    return new Axis(List.of(), place -> value.instead(knob.decimal(place)));
  }

  /** {@return what a point is called} */
  static String name(int index) {
    return "p" + (index + 1);
  }

  /**
   * {@return the space as a factor, whose levels are the config as it is and the points of a Sobol
   * sequence; points that have the values of an earlier one are left out}
   *
   * @param points how many are taken
   */
  Factor factor(int points) {
    Map<String, List<Double>> levels = new LinkedHashMap<>();
    Set<List<Optional<Object>>> seen = new HashSet<>();
    for (int i = 0; i < points; i++) {
      List<Double> point = sobol(i);
      if (seen.add(plain(point))) {
        levels.put(name(i), point);
      }
    }
    return factor(levels);
  }

  /**
   * {@return how the points are proposed: the first of them are of a Sobol sequence, without those
   * that have the values of an earlier one}
   *
   * @param points how many there are going to be
   * @param proposed the places of those that have been proposed so far, by their names
   * @throws ConfigException if there are too few of them to propose any
   */
  Proposing proposing(int points, Map<String, List<Double>> proposed) {
    if (points < Proposing.LEAST_POINTS) {
      throw given.refused(
          "'sampler: optuna' needs %s 'points' or more, because a half of them come before the first that is proposed, but there are %s."
              .formatted(Proposing.LEAST_POINTS, points));
    }
    long combinations = 1;
    for (Axis axis : axes) {
      combinations = Math.min(MOST_POINTS, combinations * Math.max(1, axis.items().size()));
    }
    boolean countable = axes.stream().noneMatch(axis -> axis.items().isEmpty());
    if (countable && combinations < points) {
      throw given.refused(
          "'sampler: optuna' needs a space of at least as many combinations as there are 'points', which are %s, but it has %s."
              .formatted(points, combinations));
    }
    List<List<String>> waves = Proposing.waves(points);
    Map<String, List<Double>> places = new LinkedHashMap<>();
    Set<List<Optional<Object>>> seen = new HashSet<>();
    for (int i = 0; places.size() < waves.get(0).size(); i++) {
      List<Double> point = sobol(i);
      if (seen.add(plain(point)) || i > MOST_SEARCHED) {
        places.put(name(places.size()), point);
      }
    }
    places.putAll(proposed);
    return new Proposing(axes.stream().map(axis -> axis.items().size()).toList(), waves, places);
  }

  /** {@return the config as it is, and points, as levels} */
  Factor factor(Map<String, List<Double>> points) {
    List<Level> levels = new ArrayList<>();
    levels.add(new Level(BASE, Map.of()));
    points.forEach((name, places) -> levels.add(new Level(name, values(places))));
    return new Factor(String.join(" and ", declared.keySet()), levels);
  }

  private List<Double> sobol(int index) {
    double[] point = sequence.point(index);
    List<Double> places = new ArrayList<>();
    for (int i = 0; i < point.length; i++) {
      places.add(axes.get(i).place(point[i]));
    }
    return places;
  }

  private Map<String, YamlValue> values(List<Double> places) {
    Map<String, YamlValue> values = new LinkedHashMap<>();
    for (String path : declared.keySet()) {
      int axis = values.size();
      values.put(path, axes.get(axis).values().apply(places.get(axis)));
    }
    return values;
  }

  private List<Optional<Object>> plain(List<Double> places) {
    return values(places).values().stream()
        .map(value -> Optional.ofNullable(value.plain()))
        .toList();
  }
}
