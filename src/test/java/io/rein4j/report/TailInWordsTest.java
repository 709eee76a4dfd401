package io.rein4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TailInWordsTest {

  @ParameterizedTest
  @CsvSource({
    "1.99, below 2: a heavy tail",
    "2, 2 or more: no sign of",
    "7.3, 2 or more: no sign of",
    "NaN, too few norms to tell"
  })
  void tailInWords_anyFigure_speaksAboutIt(double tail, String words) {
    assertThat(RunReport.tailInWords(tail)).startsWith(words);
  }
}
