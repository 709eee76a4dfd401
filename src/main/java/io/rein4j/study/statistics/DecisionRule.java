package io.rein4j.study.statistics;

import java.util.List;

/**
 * How the comparisons of a family are decided.
 *
 * @param looks the numbers of seeds at which they are looked at, increasing, at least 2; one number
 *     for a study whose seeds are fixed
 * @param level the probability of any false {@link Decision#BETTER} or {@link Decision#WORSE} in
 *     the family, and of a false {@link Decision#EQUIVALENT} in each comparison, such as 0.05
 * @param margin how far the means of equivalent settings may lie apart, in units of the scores
 * @param permutations how many permutations are drawn where there are more
 * @param stops whether the study stops runs by these decisions: then a look waits for the scores of
 *     all comparisons that are open. If not, it follows the runs that others decide on: a
 *     comparison stays undecided where its scores end, and the others go on
 * @param equivalence whether a comparison may be called equivalent
 */
public record DecisionRule(
    List<Integer> looks,
    double level,
    double margin,
    int permutations,
    boolean stops,
    boolean equivalence) {

  public DecisionRule {
    looks = List.copyOf(looks);
    int before = 1;
    for (int look : looks) {
      if (look <= before) {
        throw new IllegalArgumentException(
            "The seeds of the looks are at least 2 and increase, but are %s.".formatted(looks));
      }
      before = look;
    }
    if (looks.isEmpty()) {
      throw new IllegalArgumentException("At least one look is needed, but there is none.");
    }
    if (!(level > 0 && level < 0.5)) {
      throw new IllegalArgumentException(
          "A level is above 0 and below 0.5, but is %s.".formatted(level));
    }
    if (!(margin > 0 && margin < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "A margin is finite and above 0, but is %s.".formatted(margin));
    }
    if (permutations < 1) {
      throw new IllegalArgumentException(
          "At least one permutation is needed, but there are %s.".formatted(permutations));
    }
  }

  /** {@return the level at which one look tests whether a comparison is equivalent} */
  double equivalenceLevel() {
    return level / looks.size();
  }
}
