package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rein4j env rollout} beside Gymnasium 1.3.0; rollout_goldens.py makes the files. */
class EnvRolloutGoldenTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path temporary;

  @Test
  void cartPoleRandom() throws IOException {
    check("cartpole_random", "CartPole-v1", 7, "random", "--steps", "90");
  }

  @Test
  void pendulumRandom() throws IOException {
    check("pendulum_random", "Pendulum-v1", 11, "random", "--steps", "203");
  }

  @Test
  void cartPoleFile() throws IOException {
    check("cartpole_file", "CartPole-v1", 3, actions("cartpole_file"));
  }

  @Test
  void mountainCarFile() throws IOException {
    check("mountain_car_file", "MountainCar-v0", 5, actions("mountain_car_file"));
  }

  @Test
  void mountainCarContinuousFile() throws IOException {
    check(
        "mountain_car_continuous_file",
        "MountainCarContinuous-v0",
        2,
        actions("mountain_car_continuous_file"));
  }

  @Test
  void blackjackRandom() throws IOException {
    check("blackjack_random", "Blackjack-v1", 4, "random", "--steps", "60");
  }

  @Test
  void taxiRandom() throws IOException {
    check("taxi_random", "Taxi-v4", 6, "random", "--steps", "205");
  }

  @Test
  void fileWithFewerSteps_isTheBeginning() throws IOException {
    Program whole = rollout("MountainCar-v0", 5, actions("mountain_car_file"));
    Program part = rollout("MountainCar-v0", 5, actions("mountain_car_file"), "--steps", "10");
    assertThat(part.out().lines()).hasSize(11);
    assertThat(whole.out()).startsWith(part.out());
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = EnvRolloutGoldenTest.class.getResourceAsStream(name)) {
      return java.util.Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private String actions(String name) throws IOException {
    Path file = temporary.resolve("actions.json");
    Files.write(file, resource(name + "_actions.json"));
    return file.toString();
  }

  private static Program rollout(String id, long seed, String actions, String... more) {
    List<Object> args =
        new ArrayList<>(List.of("env", "rollout", id, "--seed", seed, "--actions", actions));
    args.addAll(List.of(more));
    Program program = Program.run(args.toArray());
    assertThat(program.err()).isEmpty();
    assertThat(program.exit()).isZero();
    return program;
  }

  private static void check(String golden, String id, long seed, String actions, String... more)
      throws IOException {
    List<String> found = rollout(id, seed, actions, more).out().lines().toList();
    List<String> expected =
        new String(resource(golden + ".jsonl"), StandardCharsets.UTF_8).lines().toList();
    assertThat(expected).anyMatch(line -> line.contains("observation"));
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found).as("%s, line %d", golden, i + 1).hasSizeGreaterThan(i);
      same(
          "%s, line %s".formatted(golden, i + 1),
          JSON.readTree(found.get(i)),
          JSON.readTree(expected.get(i)));
    }
    assertThat(found).hasSameSizeAs(expected);
  }

  /** The same fields in the same order; floats to 1e-6, all else exactly. */
  private static void same(String place, JsonNode found, JsonNode expected) {
    assertThat(found.getNodeType()).as(place).isEqualTo(expected.getNodeType());
    assertThat(found.isIntegralNumber()).as(place).isEqualTo(expected.isIntegralNumber());
    if (expected.isFloatingPointNumber()) {
      assertThat(found.doubleValue()).as(place).isCloseTo(expected.doubleValue(), within(1e-6));
    } else if (expected.isContainerNode()) {
      assertThat(found).as(place).hasSameSizeAs(expected);
      Iterator<String> names = found.fieldNames();
      expected
          .fieldNames()
          .forEachRemaining(name -> assertThat(names.next()).as(place).isEqualTo(name));
      Iterator<JsonNode> children = found.iterator();
      expected.forEach(child -> same(place, children.next(), child));
    } else {
      assertThat(found).as(place).isEqualTo(expected);
    }
  }
}
