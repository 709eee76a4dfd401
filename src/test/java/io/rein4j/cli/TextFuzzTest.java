package io.rein4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rein4j.Fuzz;
import io.rein4j.config.RunConfigs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configs, studies, suites, gradients and actions that are random or damaged. */
@Tag("fuzz")
class TextFuzzTest {

  private static final Path CONFIGS = Path.of("..", "configs");

  private static final String TINY =
      """
      name: tiny
      env: {id: CartPole-v1, count: 2, wrappers: [{type: time-limit, max-episode-steps: 9}]}
      agent:
        type: %s
        network: {hidden: [8]}
        optimizer: {type: adam, learning-rate: 1e-3}
        clipping: {rules: [{type: global-norm, threshold: 0.5}]}
      training: {steps: 40}
      evaluation: {every: 20, episodes: 2, max-episode-steps: 9}
      checkpoint: {every: 20}
      """;

  /** Values of every kind and size, right and wrong. */
  private static final List<String> VALUES =
      List.of(
          "-1",
          "0",
          "1",
          "2",
          "3",
          "64",
          "0.5",
          "0.99",
          "-0.5",
          "1e-300",
          "1e300",
          "inf",
          "-inf",
          "nan",
          ".nan",
          "2147483647",
          "2147483648",
          "-2147483648",
          "9223372036854775807",
          "1e19",
          "1e999999999",
          "1e-999999999",
          "true",
          "~",
          "''",
          "x",
          "on",
          "[]",
          "{}",
          "[1]",
          "[-1]",
          "[0, 8]",
          "{a: 1}",
          "{type: x}",
          "[{}]",
          "007",
          "1_000",
          "1__0",
          "&a 1",
          "*a",
          "!t 1",
          "{type: linear, from: 1}",
          "{type: linear, from: 1, to: -1}",
          "{type: cosine, from: 1e308}",
          "{type: exponential, from: 1e-300, to: 1e300}",
          "{type: constant, value: -3}",
          "[{type: value, low: -1, high: 2}]",
          "[{type: auto-clip, window: 5}]",
          "[{type: frame-stack, size: 1000000000}]",
          "[{type: reward-noise, distribution: delayed}]",
          "'\\e[31m'",
          "\u0663",
          "\u202e",
          "\uD83D\uDE00");

  /** Where --out leads when nothing is to be trained: no folder can be made there. */
  @TempDir private Path directory;

  private Path blocked = Path.of("");

  @BeforeEach
  void block() throws IOException {
    blocked = Files.writeString(directory.resolve("blocked"), "");
  }

  @Test
  void configs_mutated_areTakenOrRefusedByASentence() throws Exception {
    List<String> texts = texts(file -> true);
    List<String> keys = List.copyOf(keys());
    Path file = directory.resolve("config.yaml");
    Fuzz.of("configs", 2500)
        .run(
            random -> {
              List<Object> arguments = new ArrayList<>(List.of("train", file));
              String text = of(random, texts);
              if (random.nextInt(3) == 0) {
                Files.write(file, damaged(random, text));
              } else {
                Files.writeString(file, text);
                for (int i = random.nextInt(1, 4); i > 0; i--) {
                  arguments.add("--set");
                  arguments.add(path(random, keys) + "=" + value(random));
                }
              }
              arguments.addAll(List.of("--out", blocked));
              return Program.run(arguments.toArray()).ended();
            });
  }

  @Test
  void runs_ofMutatedSettings_endWell() throws Exception {
    List<String> keys =
        keys().stream()
            .filter(
                key -> !Set.of("steps", "every", "episodes", "seed", "server", "gym").contains(key))
            .toList();
    Path file = directory.resolve("config.yaml");
    Fuzz.of("runs", 300)
        .run(
            random -> {
              Files.writeString(file, TINY.formatted(of(random, List.of("dqn", "ppo", "a2c"))));
              String set = path(random, keys) + "=" + of(random, SMALL);
              Path out = Files.createTempDirectory(directory, "run");
              String ended = Program.run("train", file, "--set", set, "--out", out).ended();
              delete(out);
              return ended;
            });
  }

  /** Values that make no run long. */
  private static final List<String> SMALL =
      VALUES.stream().filter(value -> !value.matches("64|[0-9]{5,}|1_000")).toList();

  @Test
  void studies_mutated_areTakenOrRefusedByASentence() throws Exception {
    fuzzBatches("studies", 300, "compare", "studies");
  }

  @Test
  void suites_mutated_areTakenOrRefusedByASentence() throws Exception {
    fuzzBatches("suites", 200, "bench", "suites");
  }

  private void fuzzBatches(String name, int count, String command, String folder) throws Exception {
    List<String> texts = texts(path -> path.toString().contains("/" + folder + "/"));
    Path file = directory.resolve("batch.yaml");
    Fuzz.of(name, count)
        .run(
            random -> {
              Files.write(file, damaged(random, of(random, texts)));
              return Program.run(command, file, "--out", blocked).ended();
            });
  }

  @Test
  void clip_mutatedGradients_areTakenOrRefusedByASentence() throws Exception {
    String gradient =
        "{\"parameters\": [{\"name\": \"a/b/w\", \"shape\": [2, 2], \"values\": [1, -2, 3e5, NaN],"
            + " \"weights\": [1, 2, 3, 4], \"group\": \"a\"}, {\"name\": \"c\", \"shape\": [1],"
            + " \"values\": [0.5]}]}";
    List<String> rules =
        List.of(
            "rules: [{type: global-norm, threshold: 1}]",
            "rules: [{type: adaptive-unitwise}]",
            "{rules: [{type: value, threshold: 1}], non-finite: zero}",
            "rules: [{type: z-clip}, {type: block-rms, threshold: 2}]",
            "{rules: [], non-finite: fail}");
    Path rule = directory.resolve("rule.yaml");
    Path file = directory.resolve("gradients.json");
    Fuzz.of("clip", 800)
        .run(
            random -> {
              String text = (gradient + "\n").repeat(random.nextInt(1, 4));
              Files.write(file, json(random, text));
              String written = of(random, rules);
              Files.write(
                  rule,
                  random.nextInt(4) == 0
                      ? damaged(random, written)
                      : written.getBytes(StandardCharsets.UTF_8));
              return Program.run("clip", "--rule", rule, file).ended();
            });
  }

  @Test
  void rollouts_mutatedActions_areTakenOrRefusedByASentence() throws Exception {
    Path file = directory.resolve("actions.json");
    Fuzz.of("rollouts", 500)
        .run(
            random -> {
              boolean discrete = random.nextBoolean();
              Files.write(
                  file, json(random, discrete ? "[0, 1, 1, 0, 1]" : "[[0.5], [-1], [2e0], [0]]"));
              return Program.run(
                      "env",
                      "rollout",
                      discrete ? "CartPole-v1" : "Pendulum-v1",
                      "--seed",
                      random.nextInt(9),
                      "--actions",
                      file)
                  .ended();
            });
  }

  private static String value(SplittableRandom random) {
    return switch (random.nextInt(20)) {
      case 0 -> "[".repeat(random.nextInt(1, 3000));
      case 1 -> "9".repeat(random.nextInt(1, 5000));
      case 2 -> "a".repeat(random.nextInt(1, 6000));
      case 3 -> "1e" + random.nextInt(-400, 400);
      default -> of(random, VALUES);
    };
  }

  /** A key that there is somewhere, after keys that may lead there. */
  private static String path(SplittableRandom random, List<String> keys) {
    List<String> roots =
        List.of(
            "",
            "agent.",
            "env.",
            "training.",
            "evaluation.",
            "checkpoint.",
            "agent.replay.",
            "agent.network.",
            "agent.optimizer.",
            "agent.clipping.",
            "agent.clipping.rules.0.",
            "env.wrappers.0.",
            "agent.gaussian.",
            "agent.distribution.",
            "env.gym.",
            "agent.optimizer.learning-rate.",
            "agent.network.lstm.");
    return of(random, roots) + of(random, keys);
  }

  private static byte[] json(SplittableRandom random, String text) {
    List<String> parts =
        List.of(
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            "\"",
            "null",
            "true",
            "-1",
            "1e999",
            "NaN",
            "-Infinity",
            "0.0001",
            "2147483648",
            "65536",
            "\"x\"",
            "[]",
            "{}",
            "\u0000",
            "1".repeat(1500),
            "[".repeat(1500),
            "-",
            "\\ud800",
            "\uFEFF");
    StringBuilder mutated = new StringBuilder(text);
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      int at = random.nextInt(mutated.length());
      int end = Math.min(mutated.length(), at + random.nextInt(4));
      mutated.replace(at, end, of(random, parts));
    }
    byte[] bytes = mutated.toString().getBytes(StandardCharsets.UTF_8);
    return random.nextInt(5) == 0 ? bits(random, bytes) : bytes;
  }

  private static byte[] damaged(SplittableRandom random, String text) {
    StringBuilder mutated = new StringBuilder(text);
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      int at = random.nextInt(mutated.length() + 1);
      int end = Math.min(mutated.length(), at + random.nextInt(6));
      mutated.replace(at, end, value(random));
    }
    byte[] bytes = mutated.toString().getBytes(StandardCharsets.UTF_8);
    return random.nextInt(4) == 0 ? bits(random, bytes) : bytes;
  }

  private static byte[] bits(SplittableRandom random, byte[] bytes) {
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private static <T> T of(SplittableRandom random, List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private static List<String> texts(java.util.function.Predicate<Path> wanted) throws IOException {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(CONFIGS)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).sorted().toList()) {
        if (wanted.test(file)) {
          texts.add(Files.readString(file));
        }
      }
    }
    return texts;
  }

  /** Every key of a config, as the schema has it. */
  private static Set<String> keys() throws IOException {
    Set<String> keys = new TreeSet<>();
    collect(new ObjectMapper().readTree(RunConfigs.schema()), keys);
    return keys;
  }

  private static void collect(JsonNode schema, Set<String> keys) {
    schema.path("properties").fieldNames().forEachRemaining(keys::add);
    schema.forEach(part -> collect(part, keys));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
