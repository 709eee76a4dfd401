package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompensatedSumTest {

  private static CompensatedSum of(double... terms) {
    CompensatedSum sum = new CompensatedSum();
    for (double term : terms) {
      sum.add(term);
    }
    return sum;
  }

  @Test
  void value_afterTermsThatASumOfDoublesLoses_isExact() {
    assertThat(of(1e16, 1, -1e16).value()).isEqualTo(1);
    assertThat(of(1, 1e16, -1e16).value()).isEqualTo(1);
    assertThat(of(1, -1e16, 1, 1e16, -5).value()).isEqualTo(-3);
  }

  @Test
  void merge_keepsWhatBothHaveLost() {
    CompensatedSum sum = of(1e16, 1);
    sum.merge(of(1, -1e16));
    assertThat(sum.value()).isEqualTo(2);
    assertThat(sum.mean(4)).isEqualTo(0.5);
    assertThat(sum.mean(0)).isNaN();
  }
}
