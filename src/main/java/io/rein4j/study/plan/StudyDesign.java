package io.rein4j.study.plan;

import io.rein4j.settings.WithBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a study compares: the levels of one factor, each with the same seeds in the same
 * environments under the same conditions.
 *
 * @param name the study's name
 * @param factor the config path of the compared factor, such as {@code agent.clipping}
 * @param levels the factor's levels in the order in which they are shown, at least two
 * @param baseline the level that the others are compared to
 * @param environments the environments' names, which are their ids unless another is given
 * @param conditions the combinations of the other factors' levels; the empty text alone if there is
 *     no other factor
 * @param seeds the seeds, at least two
 * @param factors the other factors, whose levels make the conditions; the last one changes fastest
 * @param planned which comparisons are tested
 * @param looks the numbers of seeds at which the study is looked at, increasing up to all of them;
 *     only that one if the seeds are fixed
 * @param grids the grids of settings whose sensitivity across environments is told; empty if none
 *     is
 * @param primary the outcome that the study is about; the others are secondary
 * @param levelValues the number behind a level, where there is one (the level itself, or its only
 *     threshold); for the sensitivity curve
 * @param scores each environment's score range; one whose random return is yet to be measured has
 *     none
 */
@WithBuilder
public record StudyDesign(
    String name,
    String factor,
    List<String> levels,
    String baseline,
    List<String> environments,
    List<String> conditions,
    List<Long> seeds,
    List<ConditionFactor> factors,
    PlannedComparisons planned,
    List<Integer> looks,
    List<SettingsGrid> grids,
    Outcome primary,
    Map<String, Double> levelValues,
    Map<String, ScoreRange> scores) {

  /** Stands in place of an environment's name for all environments together. */
  public static final String OVERALL = "overall";

  public StudyDesign {
    levels = distinct("levels", levels);
    environments = distinct("environments", environments);
    conditions = distinct("conditions", conditions);
    seeds = distinct("seeds", seeds);
    factors = List.copyOf(factors);
    looks = List.copyOf(looks);
    grids = List.copyOf(grids);
    levelValues = Collections.unmodifiableMap(new LinkedHashMap<>(levelValues));
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    if (levels.size() < 2) {
      throw new IllegalArgumentException(
          "A study compares at least two levels of %s, but has only %s."
              .formatted(factor, levels.get(0)));
    }
    if (!levels.contains(baseline)) {
      throw new IllegalArgumentException(
          "The baseline must be one of the levels %s, but is '%s'.".formatted(levels, baseline));
    }
    if (seeds.size() < 2) {
      throw new IllegalArgumentException(
          "Statistics need at least two seeds, but the study has one (%s)."
              .formatted(seeds.get(0)));
    }
    if (looks.isEmpty() || looks.get(looks.size() - 1) != seeds.size()) {
      throw new IllegalArgumentException(
          "The last look of a study is at all of its %s seeds, but the looks are at %s."
              .formatted(seeds.size(), looks));
    }
    for (String environment : environments) {
      if (environment.equals(OVERALL)) {
        throw new IllegalArgumentException(
            "'%s' names all environments together, so no environment of a study may have that name."
                .formatted(environment));
      }
    }
  }

  /**
   * {@return a builder of designs of one condition, without other factors and grids, about final
   * scores}
   */
  public static StudyDesignBuilder builder() {
    return StudyDesignBuilder.empty()
        .conditions(List.of(""))
        .factors(List.of())
        .grids(List.of())
        .primary(Outcome.FINAL_SCORE)
        .levelValues(Map.of())
        .scores(Map.of());
  }

  /** {@return a builder that starts from this design} */
  public StudyDesignBuilder toBuilder() {
    return StudyDesignBuilder.from(this);
  }

  /** {@return this design with the score ranges of all its environments} */
  StudyDesign withScores(Map<String, ScoreRange> ranges) {
    return toBuilder().scores(ranges).build();
  }

  /**
   * {@return the same of some of the levels}
   *
   * @param some two or more of them, with the baseline
   */
  public StudyDesign withLevels(Collection<String> some) {
    Map<String, Double> values = new LinkedHashMap<>(levelValues);
    values.keySet().retainAll(some);
    return toBuilder()
        .levels(levels.stream().filter(some::contains).toList())
        .levelValues(values)
        .build();
  }

  /** {@return the outcomes, the primary one first} */
  public List<Outcome> outcomes() {
    return Arrays.stream(Outcome.values())
        .sorted(Comparator.comparing(outcome -> outcome != primary))
        .toList();
  }

  /**
   * {@return an environment's score range}
   *
   * @param environment one of the study's
   * @throws IllegalArgumentException if it is none of them, or has no range yet
   */
  public ScoreRange range(String environment) {
    ScoreRange range = scores.get(environment);
    if (range == null) {
      throw new IllegalArgumentException(
          environments.contains(environment)
              ? "The study needs the random and the reference score of %s, but has none."
                  .formatted(environment)
              : "The study '%s' has no environment %s, but %s."
                  .formatted(name, environment, environments));
    }
    return range;
  }

  /**
   * {@return the level that each of the other factors has under a condition, in their order}
   *
   * @param condition one of the study's
   */
  public List<String> levelsUnder(String condition) {
    int index = conditions.indexOf(condition);
    List<String> reversed = new ArrayList<>();
    for (int i = factors.size() - 1; i >= 0; i--) {
      List<String> ofFactor = factors.get(i).levels();
      reversed.add(ofFactor.get(index % ofFactor.size()));
      index /= ofFactor.size();
    }
    Collections.reverse(reversed);
    return List.copyOf(reversed);
  }

  /** {@return whether seeds are added until the comparisons are decided} */
  public boolean isSequential() {
    return looks.size() > 1;
  }

  /** {@return all cells: by condition, then environment, then level} */
  public List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (String condition : conditions) {
      for (String environment : environments) {
        for (String level : levels) {
          cells.add(new Cell(level, environment, condition));
        }
      }
    }
    return List.copyOf(cells);
  }

  private static <T> List<T> distinct(String what, List<T> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("A study needs %s, but has none.".formatted(what));
    }
    if (values.stream().distinct().count() != values.size()) {
      throw new IllegalArgumentException(
          "The %s of a study must differ, but are %s.".formatted(what, values));
    }
    return List.copyOf(values);
  }
}
