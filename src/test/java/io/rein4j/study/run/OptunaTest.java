package io.rein4j.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.harness.Python;
import io.rein4j.harness.RequiresPython;
import io.rein4j.study.plan.Proposing;
import io.rein4j.study.run.Optuna.Proposal;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@RequiresPython(modules = "optuna")
class OptunaTest {

  /** Eight points in two ranges, and one of three words. */
  private static final Proposing SPACE =
      space(
          List.of(0, 0, 3),
          List.of(0.0, 0.0, 0.0),
          List.of(0.5, 0.5, 1.0),
          List.of(0.75, 0.25, 2.0),
          List.of(0.25, 0.75, 0.0),
          List.of(0.375, 0.375, 1.0),
          List.of(0.875, 0.875, 2.0),
          List.of(0.625, 0.125, 0.0),
          List.of(0.125, 0.625, 1.0));

  @SafeVarargs
  private static Proposing space(List<Integer> choices, List<Double>... points) {
    Map<String, List<Double>> places = new LinkedHashMap<>();
    for (List<Double> point : points) {
      places.put("p" + (places.size() + 1), point);
    }
    return new Proposing(choices, List.of(List.copyOf(places.keySet())), places);
  }

  /** Best at 0.3, 0.7 with the first word, and worse with the distance from there. */
  private static double score(List<Double> point) {
    double distance = Math.hypot(point.get(0) - 0.3, point.get(1) - 0.7);
    return 1 - distance - 0.2 * point.get(2);
  }

  private static Map<String, Double> scores(Proposing space, double sign) {
    Map<String, Double> scores = new LinkedHashMap<>();
    space.places().forEach((name, places) -> scores.put(name, sign * score(places)));
    return scores;
  }

  private static double mean(Iterable<List<Double>> points) {
    double sum = 0;
    int count = 0;
    for (List<Double> point : points) {
      sum += score(point);
      count++;
    }
    return sum / count;
  }

  @Test
  void ask_scoresOfPoints_proposesBetterOnesTheSameEachTime(Python python) throws IOException {
    Optuna optuna = new Optuna(python.executable());
    Proposal proposal = optuna.ask(SPACE, scores(SPACE, 1), true, 4, 7);
    assertThat(proposal.points()).hasSize(4).doesNotHaveDuplicates().allMatch(SPACE::fits);
    assertThat(proposal.by()).matches("Optuna \\d+\\.\\d+\\.\\d+, NumPy \\d+\\.\\d+\\.\\d+");
    assertThat(mean(proposal.points())).isGreaterThan(mean(SPACE.places().values()) + 0.1);
    assertThat(optuna.ask(SPACE, scores(SPACE, 1), true, 4, 7)).isEqualTo(proposal);
    assertThat(optuna.ask(SPACE, scores(SPACE, -1), false, 4, 7))
        .as("less is better of what is turned around")
        .isEqualTo(proposal);
    assertThat(optuna.ask(SPACE, scores(SPACE, 1), true, 4, 8).points())
        .isNotEqualTo(proposal.points());
  }

  @Test
  void ask_fewCombinations_proposesEachOnce(Python python) throws IOException {
    Proposing lists = space(List.of(2, 3), List.of(0.0, 0.0), List.of(1.0, 1.0), List.of(1.0, 2.0));
    assertThat(
            new Optuna(python.executable())
                .ask(lists, Map.of("p1", 0.1, "p2", 0.9, "p3", 0.5), true, 3, 1)
                .points())
        .containsExactlyInAnyOrder(List.of(0.0, 1.0), List.of(0.0, 2.0), List.of(1.0, 0.0));
  }

  @Test
  void ask_scoreThatIsNone_failsWithASentence(Python python) {
    assertThatThrownBy(
            () -> new Optuna(python.executable()).ask(SPACE, Map.of("p1", Double.NaN), true, 1, 1))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Optuna has not proposed points of the study's space: ");
  }
}
