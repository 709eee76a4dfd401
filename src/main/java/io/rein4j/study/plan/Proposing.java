package io.rein4j.study.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * How a study has points of its space proposed by what the points before them have scored.
 *
 * @param choices by setting of the space, in its order, how many values it lists; 0 if it is a
 *     range
 * @param waves the names of all points, those together that are trained together; the first are of
 *     a Sobol sequence, the others are proposed
 * @param places of each point that is known, by its name, the place in every setting: from 0 to 1
 *     in a range, the number of the value in a list
 */
public record Proposing(
    List<Integer> choices, List<List<String>> waves, Map<String, List<Double>> places) {

  /** The fewest points of which some are proposed, and dropped again. */
  static final int LEAST_POINTS = 4;

  /** So many points are proposed at a time: fewer learn from more, but more keep workers busy. */
  private static final int TOGETHER = 4;

  public Proposing {
    choices = List.copyOf(choices);
    waves = waves.stream().map(List::copyOf).toList();
    places = Collections.unmodifiableMap(new LinkedHashMap<>(places));
  }

  /** {@return the names of points by wave: a half of them, and then a few at a time} */
  static List<List<String>> waves(int points) {
    List<List<String>> waves = new ArrayList<>();
    int next = 0;
    while (next < points) {
      int end = next == 0 ? (points + 1) / 2 : Math.min(points, next + TOGETHER);
      waves.add(IntStream.range(next, end).mapToObj(Space::name).toList());
      next = end;
    }
    return waves;
  }

  /** {@return whether every point of a wave is known} */
  public boolean isKnown(int wave) {
    return places.keySet().containsAll(waves.get(wave));
  }

  /** {@return the places of a point that is known} */
  public List<Double> places(String point) {
    return Objects.requireNonNull(places.get(point), point);
  }

  /**
   * {@return whether a point can have these places}
   *
   * @param point a place in every setting
   */
  public boolean fits(List<Double> point) {
    return point.size() == choices.size()
        && IntStream.range(0, point.size()).allMatch(i -> fits(choices.get(i), point.get(i)));
  }

  private static boolean fits(int choices, double place) {
    return choices == 0
        ? place >= 0 && place <= 1
        : place == Math.rint(place) && place >= 0 && place < choices;
  }
}
