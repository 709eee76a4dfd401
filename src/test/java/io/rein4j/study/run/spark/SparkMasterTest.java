package io.rein4j.study.run.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkMasterTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark://host:7077",
        "spark://a:7077,b:7078",
        "yarn",
        "k8s://https://host:6443",
        "local",
        "local[4]",
        "local[*]",
        "local-cluster[2,1,2048]"
      })
  void of_nameOfAClusterOfSparks_isTaken(String name) {
    assertThat(SparkMaster.of(name).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host:7077", "local[]", "local-cluster[2,1]", "mesos://host:5050"})
  void of_otherName_isRefusedWithThoseThereAre(String name) {
    assertThatThrownBy(() -> SparkMaster.of(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spark://HOST:PORT")
        .hasMessageContaining("'%s'".formatted(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark://host", "spark://host:", "spark://host:99999", "spark://a:1,b"})
  void of_addressWithoutPort_isRefused(String name) {
    assertThatThrownBy(() -> SparkMaster.of(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("host and port")
        .hasMessageContaining(name);
  }

  @Test
  void isHere_loopback_isAndOtherHostsAreNot() {
    assertThat(SparkMaster.of("spark://127.0.0.1:7077").isHere()).isTrue();
    assertThat(SparkMaster.of("local-cluster[2,1,2048]").isHere()).isTrue();
    assertThat(SparkMaster.of("spark://192.0.2.1:7077").isHere()).isFalse();
    assertThat(SparkMaster.of("yarn").isHere()).isFalse();
  }

  @Test
  void requireReachable_portWithoutAMaster_isRefusedByName() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
      SparkMaster.of("spark://127.0.0.1:" + port).requireReachable();
    }
    SparkMaster gone = SparkMaster.of("spark://127.0.0.1:" + port);
    assertThatThrownBy(gone::requireReachable)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'spark://127.0.0.1:%s' cannot be reached".formatted(port));
  }

  @Test
  void requireReachable_secondOfTwoMasters_isEnough() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      SparkMaster.of("spark://127.0.0.1:%s,127.0.0.1:%s".formatted(port, other.getLocalPort()))
          .requireReachable();
    }
  }
}
