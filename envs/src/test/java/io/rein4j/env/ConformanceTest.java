package io.rein4j.env;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.Conformance.Finding;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the check of an environment says about faults: each once. */
class ConformanceTest {

  /** Observes two numbers within ±1 for ten steps, with one fault at the third. */
  private static final class Faulty implements Env {

    private final String fault;
    private int steps;

    Faulty(String fault) {
      this.fault = fault;
    }

    @Override
    public Space observationSpace() {
      return Box.of(-1, 1, 2);
    }

    @Override
    public Space actionSpace() {
      return fault.equals("unbounded") ? Box.of(0, Float.POSITIVE_INFINITY, 1) : new Discrete(2);
    }

    @Override
    public void reset(long seed, float[] observation, int offset) {
      if (fault.equals("seed") && seed > 1 << 16) {
        throw new UncheckedIOException(new IOException("Faulty raised ValueError: a large seed."));
      }
      reset(observation, offset);
    }

    @Override
    public void reset(float[] observation, int offset) {
      steps = 0;
      observation[offset] = 0;
      if (!fault.equals("unwritten-reset")) {
        observation[offset + 1] = 0;
      }
    }

    @Override
    public double step(float[] action, int actionOffset, float[] observation, int offset) {
      if (terminated() && !fault.equals("endless")) {
        throw new IllegalStateException("over");
      }
      steps++;
      boolean due = steps == 3;
      if (!due || !fault.equals("unwritten")) {
        observation[offset + 1] = 0;
      }
      observation[offset] =
          switch (due ? fault : "") {
            case "nan" -> Float.NaN;
            case "infinite" -> Float.NEGATIVE_INFINITY;
            case "outside" -> 1.5f;
            case "random" -> System.nanoTime() % 1000 / 1000f;
            default -> 0.5f;
          };
      return due && fault.equals("nan-reward")
          ? Double.NaN
          : due && fault.equals("infinite-reward") ? Double.POSITIVE_INFINITY : 1;
    }

    @Override
    public boolean terminated() {
      return steps >= 10;
    }

    @Override
    public boolean truncated() {
      return false;
    }

    @Override
    public Optional<Stateful> state() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }

  private static List<Finding> failures(String fault) {
    return Conformance.check(() -> new Faulty(fault), 25).findings().stream()
        .filter(finding -> !finding.passed())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unwritten | observations are written as a whole | that it does not write element 1 of the observation, which has 2 elements, at step 3
          unwritten-reset | observations are written as a whole | at the reset with seed 42
          nan | observations and rewards are finite | an observation with NaN at step 3
          infinite | observations and rewards are finite | an observation with -Infinity at step 3
          nan-reward | observations and rewards are finite | the reward NaN at step 3
          infinite-reward | observations and rewards are finite | the reward Infinity at step 3
          outside | observations are in their space | [1.5, 0.0] at step 3
          random | the same seed and actions give the same episode | the observation at step 3
          seed | every seed of 31 bits is accepted | the seed 2147483647 fails: Faulty raised ValueError
          endless | the end of an episode is reported, and ends it | a step after an episode's end
          unbounded | actions are bounded | the action space Box(0.0, Infinity, (1,), float32)
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
  }
}
