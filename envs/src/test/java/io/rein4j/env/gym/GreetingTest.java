package io.rein4j.env.gym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of a greeting: version and capabilities. */
class GreetingTest {

  private static final String ALL =
      "[\"frames\",\"reset-seed\",\"terminated-truncated\",\"masks\"]";

  private static Greeting read(String json) throws IOException {
    return Greeting.read(GymJson.READER.readTree(json), "The server");
  }

  @Test
  void read_wordsUnknownHere_areKeptAndChangeNothing() throws IOException {
    Greeting greeting =
        read("{\"protocol\":1,\"capabilities\":%s,\"colour\":\"red\"}".formatted(ALL));
    assertThat(greeting.has(Capability.FRAMES)).isTrue();
    assertThat(greeting.has(Capability.AUTORESET)).isFalse();
    assertThat(greeting.capabilities()).contains("masks");
  }

  @Test
  void read_versions_areThoseThatAreTold() throws IOException {
    String greeting = "{\"protocol\":1,\"capabilities\":%s%s}";
    String told =
        ",\"python\":\"3.11.2\",\"library\":\"gymnasium\",\"library_version\":\"1.3.0\",\"numpy\":\"\\u001b2\"";
    assertThat(read(greeting.formatted(ALL, told)).versions())
        .containsExactly(
            Map.entry("python", "3.11.2"),
            Map.entry("gymnasium", "1.3.0"),
            Map.entry("numpy", "\\x1b2"));
    assertThat(read(greeting.formatted(ALL, ",\"numpy\":7")).versions()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"protocol":2,"capabilities":["frames"]} | The server speaks version 2 of the frames' protocol, but this Rein4J speaks version 1
          {"capabilities":["frames"]}              | The server greets with something other than the protocol has
          {"protocol":1.5}                         | The server greets with something other than the protocol has
          {"protocol":1}                           | The server does not know 'frames', which frames need
          {"protocol":1,"capabilities":["frames"]} | The server does not know 'reset-seed', which frames need
          {"protocol":1,"capabilities":"frames"}   | The server does not know 'frames'
          """)
  void read_versionOrCapabilitiesThatDoNotDo_areRefused(String json, String sentence) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(GymException.class)
        .hasMessageStartingWith(sentence);
  }

  @Test
  void require_whatIsMissing_isWrongInputThatNamesTheKey() throws IOException {
    Greeting greeting = read("{\"protocol\":1,\"capabilities\":%s}".formatted(ALL));
    greeting.require(Capability.RESET_SEED, "env.seed");
    assertThatThrownBy(() -> greeting.require(Capability.OPTIONS, "env.options"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The server does not know 'options', which 'env.options' needs: leave the key out, or"
                + " use the 'rein4j gym-server' of this release.");
  }
}
