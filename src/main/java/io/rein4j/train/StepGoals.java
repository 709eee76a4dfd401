package io.rein4j.train;

import io.rein4j.api.Incubating;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The numbers of steps that a run was ever to take, as its folder tells them.
 *
 * @param steps the numbers, in their order
 * @param toldBy what tells them, for the middle of a sentence, such as "its config.yaml"
 */
@Incubating
public record StepGoals(Set<Long> steps, String toldBy) {

  public StepGoals {
    steps = new LinkedHashSet<>(steps);
  }

  /** Returns the goal that the config alone tells. */
  static StepGoals of(RunConfig config) {
    return new StepGoals(Set.of(config.training().steps()), "its config.yaml");
  }

  String inWords() {
    return steps.stream().map(String::valueOf).collect(Collectors.joining(" and "));
  }
}
