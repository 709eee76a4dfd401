package io.rein4j.study.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The conditions under which a study compares levels.
 *
 * @param factors the factors whose levels make the conditions
 * @param under the level that some of them have to have, by path
 */
record PlannedConditions(List<Factor> factors, Map<String, String> under) {

  /**
   * {@return what is compared under them}
   *
   * @param interaction a factor between whose levels differences are compared, or null
   */
  PlannedComparisons comparisons(@Nullable Factor interaction) {
    List<String> conditions = new ArrayList<>();
    List<PlannedComparisons.Interaction> interactions = new ArrayList<>();
    for (List<Level> levels : Factor.combinations(factors)) {
      if (!isUnder(levels)) {
        continue;
      }
      conditions.add(Factor.condition(levels));
      if (interaction != null) {
        List<Level> first = new ArrayList<>(levels);
        first.set(factors.indexOf(interaction), interaction.levels().get(0));
        if (!first.equals(levels)) {
          interactions.add(
              new PlannedComparisons.Interaction(
                  Factor.condition(levels), Factor.condition(first)));
        }
      }
    }
    return new PlannedComparisons(conditions, interactions);
  }

  private boolean isUnder(List<Level> levels) {
    for (int i = 0; i < levels.size(); i++) {
      Level level = levels.get(i);
      if (!under.getOrDefault(factors.get(i).path(), level.name()).equals(level.name())) {
        return false;
      }
    }
    return true;
  }
}
