package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvaluationRecordTest {

  @Test
  void meanAndDeviation_sumsBeyondDoubles_areThoseOfTheReturns() {
    EvaluationRecord record = record(1.5e308, 1.5e308, 1.2e308);

    assertThat(record.meanReturn()).isCloseTo(1.4e308, within(1e294));
    assertThat(record.returnDeviation() / 1e307).isCloseTo(Math.sqrt(3), within(1e-9));
    assertThat(record(1e200, -1e200).returnDeviation() / 1e200)
        .isCloseTo(Math.sqrt(2), within(1e-9));
  }

  @Test
  void meanAndDeviation_ordinaryReturns_areExact() {
    assertThat(record(1, 2, 6).meanReturn()).isEqualTo(3);
    assertThat(record(1, 2, 6).returnDeviation()).isEqualTo(Math.sqrt(7));
    assertThat(record(4).returnDeviation()).isZero();
    assertThat(record(Double.POSITIVE_INFINITY, 1.0).meanReturn()).isInfinite();
  }

  @Test
  void deviation_returnsThatAreAllTheSame_isZero() {
    for (double value = 0.1; value < 10; value += 0.1) {
      assertThat(record(value, value, value).returnDeviation()).isZero();
      assertThat(record(-value, -value, -value, -value, -value, -value, -value).returnDeviation())
          .isZero();
    }
    assertThat(record(Double.NaN, Double.NaN).returnDeviation()).isNaN();
  }

  private static byte[] state(@Nullable EvaluationRecord record) throws IOException {
    return StateBytes.of(state -> EvaluationRecord.of(record, state));
  }

  @Test
  void of_resultOrNone_comesBackWhateverWasThere() throws IOException {
    EvaluationRecord three = new EvaluationRecord(7, List.of(1.5, -0.0, 2.0), List.of(3L, 4L, 5L));
    List<@Nullable EvaluationRecord> results = Arrays.asList(null, record(1), three);
    for (EvaluationRecord written : results) {
      for (EvaluationRecord before : results) {
        StateBytes.restore(
            state(written),
            state -> assertThat(EvaluationRecord.of(before, state)).isEqualTo(written));
      }
    }
  }

  @Test
  void of_lengthsOfOtherEpisodes_isRefused() throws IOException {
    byte[] state =
        StateBytes.of(
            out -> {
              out.of(true);
              out.of(7L);
              out.of(new double[] {1, 2});
              out.of(new long[] {3});
            });
    assertThatThrownBy(() -> StateBytes.restore(state, in -> EvaluationRecord.of(null, in)))
        .isInstanceOf(IOException.class)
        .hasMessage("The state holds an evaluation of 2 returns and 1 lengths.");
  }

  private static EvaluationRecord record(double... returns) {
    List<Double> all = DoubleStream.of(returns).boxed().toList();
    return new EvaluationRecord(1, all, all.stream().map(each -> 1L).toList());
  }
}
