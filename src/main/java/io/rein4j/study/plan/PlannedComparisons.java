package io.rein4j.study.plan;

import java.util.List;

/**
 * Which comparisons of a study are tested: those that it was planned for.
 *
 * @param conditions the conditions under which every level is compared with the baseline
 * @param interactions pairs of conditions between which the differences from the baseline are
 *     compared
 */
public record PlannedComparisons(List<String> conditions, List<Interaction> interactions) {

  /** Copies the lists. */
  public PlannedComparisons {
    conditions = List.copyOf(conditions);
    interactions = List.copyOf(interactions);
  }

  /**
   * Two conditions that differ in one factor.
   *
   * @param condition the one
   * @param less the other: the difference under it is subtracted
   */
  public record Interaction(String condition, String less) {}

  /**
   * {@return every level under every condition, and no interaction}
   *
   * @param conditions all conditions of the study
   */
  public static PlannedComparisons all(List<String> conditions) {
    return new PlannedComparisons(conditions, List.of());
  }
}
