package io.rein4j.env;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.Conformance.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the check of an environment says about faults: each once. */
class ConformanceTest {

  private static List<Finding> failures(String fault) {
    return Conformance.check(() -> new FaultyWalk(fault), 25).findings().stream()
        .filter(finding -> !finding.passed())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          element left out | observations are written as a whole | at the reset with seed 42
          element left out once | observations are written as a whole | that it does not write element 1 of the observation, which has 2 elements, at step 3
          NaN | observations and rewards are finite | an observation with NaN at step 3
          infinite | observations and rewards are finite | an observation with -Infinity at step 3
          reward NaN | observations and rewards are finite | the reward NaN at step 3
          reward infinite | observations and rewards are finite | the reward Infinity at step 3
          outside | observations are in their space | , 1.5] at step 3
          unseeded | the same seed and actions give the same episode | of two environments with the same seed
          large seeds refused | every seed of 31 bits is accepted | the seed 2147483647 fails: The walk raised ValueError
          step after the end | the end of an episode is reported, and ends it | a step after an episode's end
          mask of nothing | action masks are whole and allow something | a mask that forbids everything at step 3
          mask left out | action masks are whole and allow something | that not all 2 booleans of the mask are written, at step 3
          mask too long | action masks are whole and allow something | that the mask is longer than 2 booleans, at the reset with seed 42
          unbounded actions | actions are bounded | the action space Box(0.0, Infinity, (1,), float32)
          """)
  void check_oneFault_isFoundOnce(String fault, String check, String found) {
    List<Finding> failures = failures(fault);
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0).check()).isEqualTo(check);
    assertThat(failures.get(0).advice()).startsWith("Found ").contains(found);
  }

  @Test
  void check_noFault_passes() {
    assertThat(failures("none")).isEmpty();
    assertThat(failures("mask without one")).isEmpty();
  }
}
