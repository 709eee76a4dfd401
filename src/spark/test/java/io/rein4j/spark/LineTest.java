package io.rein4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineTest {

  @Test
  void parse_textOfALine_givesItAgain() {
    Line line = Line.of("run", 7, "norm-0.5 on ä", "a: 1\nb: %20+", "");

    assertThat(line.text()).doesNotContain("\n");
    assertThat(Line.parse(line.text())).isEqualTo(line);
  }
}
