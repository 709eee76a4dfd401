package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
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

  private static EvaluationRecord record(double... returns) {
    List<Double> all = DoubleStream.of(returns).boxed().toList();
    return new EvaluationRecord(1, all, all.stream().map(each -> 1L).toList());
  }
}
