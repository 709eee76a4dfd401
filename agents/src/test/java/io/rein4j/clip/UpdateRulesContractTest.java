package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.catalog.Catalog;
import io.rein4j.clip.contract.UpdateRuleContract;
import io.rein4j.schedule.Schedule;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What every rule of update clipping must keep to. */
class UpdateRulesContractTest {

  /** Makes a rule. */
  private interface Maker {
    UpdateRule on(List<String> groups);
  }

  private record Rule(String name, Maker maker) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Rule> rules() {
    return Stream.of(
        new Rule("update-rms", groups -> new UpdateRms(Schedule.constant(1), groups)),
        new Rule("update-norm", groups -> new UpdateNorm(Schedule.constant(0.1), 1e-3, groups)),
        new Rule(
            "weight-value", groups -> new WeightValue(Schedule.constant(2), List.of(), groups)),
        new Rule("weight-norm", groups -> new WeightNorm(1, List.of(), groups)),
        new Rule("weight-norm every 5", groups -> new WeightNorm(5, List.of(), groups)));
  }

  @Test
  void rules_ofAllTypes_areTried() {
    Set<Class<?>> tried =
        rules().map(rule -> rule.maker().on(List.of()).getClass()).collect(Collectors.toSet());
    assertThat(tried).containsAll(Catalog.standard().types(UpdateRule.class).values());
  }

  /** The kit. */
  @Nested
  @ParameterizedClass
  @MethodSource("io.rein4j.clip.UpdateRulesContractTest#rules")
  class Kit extends UpdateRuleContract {

    private final Rule rule;

    Kit(Rule rule) {
      this.rule = rule;
    }

    @Override
    protected UpdateRule rule(List<String> groups) {
      return rule.maker().on(groups);
    }
  }
}
