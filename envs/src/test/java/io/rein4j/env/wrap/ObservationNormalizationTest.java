package io.rein4j.env.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.env.Box;
import io.rein4j.env.Env;
import io.rein4j.env.TaskEnv;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ObservationNormalizationTest {

  private static final Wrapper NORMALIZATION = ObservationNormalization.DEFAULTS;

  private static double normal(RunningStatistics statistics, int element, float value) {
    return (value - statistics.mean(element)) / Math.sqrt(statistics.variance(element) + 1e-8);
  }

  @Test
  void observations_inEvaluation_useTheStatisticsAndLeaveThemAlone() {
    WrapperStack stack = Wrapping.stack(1, NORMALIZATION);
    Env training = stack.forTraining(new Script(9, step -> 0), 0);
    Wrapping.reset(training, 0);
    Wrapping.rewards(training, 40);
    RunningStatistics statistics = stack.statistics(0, 3);
    double count = statistics.count();
    Env evaluation = stack.forEvaluation(new Script(9, step -> 0));
    float[] first = Wrapping.reset(evaluation, 0);
    float[] second = Wrapping.step(evaluation, 5);
    assertThat(first[Script.STEP]).isEqualTo((float) normal(statistics, Script.STEP, 0));
    assertThat(second[Script.STEP]).isEqualTo((float) normal(statistics, Script.STEP, 1));
    assertThat(statistics.count()).isEqualTo(count);
  }

  @Test
  void observations_ofAllEnvironments_areInTheStatistics() {
    WrapperStack stack = Wrapping.stack(1, NORMALIZATION);
    Env a = stack.forTraining(new Script(99, step -> 0), 0);
    Env b = stack.forTraining(new Script(99, step -> 0), 1);
    Wrapping.reset(a, 0);
    Wrapping.reset(b, 0);
    Wrapping.step(a, 2);
    Wrapping.step(b, 8);
    RunningStatistics statistics = stack.statistics(0, 3);
    assertThat(statistics.count()).isEqualTo(4 + 1e-4);
    assertThat(statistics.mean(Script.ACTION)).isBetween(1.9999, 2.0);
  }

  @Test
  void finalObservation_isNormalizedAndNotTakenIn() {
    WrapperStack stack = Wrapping.stack(1, NORMALIZATION);
    Env env = stack.forTraining(new Script(3, step -> 0), 0);
    Wrapping.reset(env, 0);
    Wrapping.step(env, 1);
    Wrapping.step(env, 1);
    RunningStatistics statistics = stack.statistics(0, 3);
    double count = statistics.count();
    float[] last = Wrapping.step(env, 1);
    assertThat(env.terminated()).isTrue();
    assertThat(statistics.count()).isEqualTo(count);
    assertThat(last[Script.STEP]).isEqualTo((float) normal(statistics, Script.STEP, 3));
  }

  @Test
  void observation_farOut_isClipped() {
    WrapperStack stack = Wrapping.stack(1, new ObservationNormalization(2, 1e-8));
    Env env = stack.forEvaluation(new Script(99, step -> 0));
    Wrapping.reset(env, 0);
    assertThat(Wrapping.step(env, 9)[Script.ACTION]).isEqualTo(2);
    assertThat(env.observationSpace()).isEqualTo(Box.of(-2, 2, 3));
  }

  @Test
  void observation_notFinite_leavesTheStatisticsAlone() {
    RunningStatistics statistics = new RunningStatistics(2);
    statistics.add(new float[] {0, 1, 2}, 1);
    double mean = statistics.mean(1);
    statistics.add(new float[] {0, 1, Float.NaN}, 1);
    statistics.add(new float[] {0, Float.POSITIVE_INFINITY, 2}, 1);
    assertThat(statistics.count()).isEqualTo(1 + 1e-4);
    assertThat(statistics.mean(1)).isEqualTo(mean);
  }

  @Test
  void state_ofTheStack_holdsTheStatistics() throws IOException {
    WrapperStack stack = Wrapping.stack(1, new TimeLimit(9), NORMALIZATION);
    Env env = stack.forTraining(new Script(99, step -> 0), 0);
    Wrapping.reset(env, 0);
    Wrapping.rewards(env, 20);
    byte[] state = StateBytes.of(stack);

    WrapperStack other = Wrapping.stack(1, new TimeLimit(9), NORMALIZATION);
    other.forTraining(new Script(99, step -> 0), 0);
    StateBytes.restore(state, other);
    for (int i = 0; i < 3; i++) {
      assertThat(other.statistics(1, 3).mean(i)).isEqualTo(stack.statistics(1, 3).mean(i));
      assertThat(other.statistics(1, 3).variance(i)).isEqualTo(stack.statistics(1, 3).variance(i));
    }
    assertThat(other.statistics(1, 3).count()).isEqualTo(stack.statistics(1, 3).count());
    assertThatThrownBy(
            () -> StateBytes.restore(state, Wrapping.stack(1, new TimeLimit(9), new TimeLimit(8))))
        .isInstanceOf(IOException.class)
        .hasMessage("Wrapper 1 has no statistics, other than in the state that was read.");
  }

  @Test
  void observations_ofBits_areNormalised() {
    Env env = Wrapping.training(new TaskEnv(new Bits(2, 1)), NORMALIZATION);
    assertThat(env.observationSpace().shape()).containsExactly(2, 1);
    Wrapping.reset(env, 0);
    float[] seen = Wrapping.step(env, 0);
    assertThat(seen[0]).isGreaterThan(0.5f);
    assertThat(seen[1]).isZero();
  }

  @Test
  void wrap_observationsThatAreNoNumbers_isRefusedAndClosed() {
    Words words = new Words();
    assertThatThrownBy(() -> Wrapping.training(words, NORMALIZATION))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The wrapper 'observation-normalization' needs observations that are numbers, but"
                + " the environment's are Discrete(5).");
    assertThat(words.closed).isTrue();
  }

  @Test
  void constructor_valueOutOfRange_isRefused() {
    assertThatThrownBy(() -> new ObservationNormalization(0, 1e-8))
        .hasMessage("'clip' must be > 0, but is 0.0.");
    assertThatThrownBy(() -> new ObservationNormalization(10, 0))
        .hasMessage("'epsilon' must be finite and > 0, but is 0.0.");
  }
}
