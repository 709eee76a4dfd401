package io.rein4j.study.run.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SparkDriverTest {

  private static String heap(String memory) {
    return SparkDriver.heap(Map.of("spark.driver.memory", memory));
  }

  @Test
  void heap_memoryAsSparkWritesIt_isWhatJavaTakes() {
    assertThat(SparkDriver.heap(Map.of())).isEqualTo("1g");
    assertThat(heap("4g")).isEqualTo("4g");
    assertThat(heap("4GB")).isEqualTo("4g");
    assertThat(heap("2048")).isEqualTo("2048m");
  }

  @Test
  void heap_memoryOfAnotherForm_isRefused() {
    assertThatThrownBy(() -> heap("much"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("spark.driver.memory", "much");
  }
}
