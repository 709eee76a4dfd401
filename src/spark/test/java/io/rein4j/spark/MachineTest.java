package io.rein4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineTest {

  private static final Machine DRIVER = new Machine("driver", "Linux", "amd64", "4.2.0", "2.13.18");

  @Test
  void refuses_likeMachines_nothing() {
    assertThat(DRIVER.refuses(new Machine("w1", "Linux", "amd64", "4.2.0", "2.13.16"))).isEmpty();
  }

  @Test
  void refuses_otherArchitecture_namesBoth() {
    assertThat(DRIVER.refuses(new Machine("w1", "Linux", "aarch64", "4.2.0", "2.13.18")))
        .hasValueSatisfying(why -> assertThat(why).contains("Linux on aarch64", "Linux on amd64"));
  }

  @Test
  void refuses_otherSpark_namesBoth() {
    assertThat(DRIVER.refuses(new Machine("w1", "Linux", "amd64", "4.1.0", "2.13.18")))
        .hasValueSatisfying(why -> assertThat(why).contains("Spark 4.1.0", "Spark 4.2.0"));
  }

  @Test
  void refuses_otherScala_namesBoth() {
    assertThat(DRIVER.refuses(new Machine("w1", "Linux", "amd64", "4.2.0", "2.12.18")))
        .hasValueSatisfying(why -> assertThat(why).contains("Scala 2.12.18", "Scala 2.13.18"));
  }
}
