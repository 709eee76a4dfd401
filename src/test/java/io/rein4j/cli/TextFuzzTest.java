package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rein4j.catalog.Catalog;
import io.rein4j.harness.Fuzz;
import io.rein4j.train.RunConfigs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
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

  /** A place in a file, an action of one, or one of the settings of the command line. */
  private static final Pattern PLACE =
      Pattern.compile("mutant\\.[a-z]+:\\d+:\\d+: |Action \\d+ in '.*mutant\\.json' is |--set \\S");

  private static final Pattern NUMBER = Pattern.compile("-?[0-9.]+(e[0-9]+)?");

  @TempDir private Path directory;

  /** Where --out leads when nothing is to be trained: no folder can be made there. */
  private Path blocked = Path.of("");

  @BeforeEach
  void block() throws IOException {
    blocked = Files.writeString(directory.resolve("blocked"), "");
  }

  /** Returns whether an input was taken or refused with its place. */
  private String taken(Program program) {
    program.ended();
    boolean taken = program.exit() == 0 || program.err().contains(blocked.toString());
    if (!taken) {
      assertThat(program.exit()).as(program.err()).isEqualTo(2);
      assertThat(program.err()).containsPattern(PLACE);
    }
    return taken ? "taken" : "refused";
  }

  @Test
  void configs_mutated_areTakenOrRefusedByASentence() throws Exception {
    List<Path> files = copies(file -> !file.toString().matches(".*/(studies|suites)/.*"));
    List<String> keys = List.copyOf(keys());
    Fuzz.of("configs", 2500)
        .run(
            random -> {
              Path original = of(random, files);
              Path file = original.resolveSibling("mutant.yaml");
              List<Object> arguments = new ArrayList<>(List.of("train", file));
              String text = Files.readString(original);
              int kind = random.nextInt(3);
              if (kind == 0) {
                Files.write(file, damaged(random, text));
              } else {
                Files.writeString(file, text);
                List<String> own = kind == 1 ? paths(file) : List.of();
                for (int i = random.nextInt(1, 4); i > 0; i--) {
                  String path = kind == 1 ? of(random, own) : path(random, keys);
                  arguments.add("--set");
                  arguments.add(path + "=" + value(random));
                }
              }
              arguments.addAll(List.of("--out", blocked));
              return taken(Program.run(arguments.toArray()));
            });
  }

  @Test
  void runs_ofMutatedSettings_endWell() throws Exception {
    Set<String> fixed = Set.of("steps", "every", "episodes", "seed", "server", "gym");
    List<String> keys = keys().stream().filter(key -> !fixed.contains(key)).toList();
    Path file = directory.resolve("config.yaml");
    Fuzz.of("runs", 300)
        .run(
            random -> {
              Files.writeString(file, TINY.formatted(of(random, List.of("dqn", "ppo", "a2c"))));
              List<String> own =
                  paths(file).stream()
                      .filter(path -> !fixed.contains(path.replaceAll(".*\\.", "")))
                      .toList();
              String set =
                  (random.nextInt(4) == 0 ? path(random, keys) : of(random, own))
                      + "="
                      + of(random, SMALL);
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
    List<Path> files = copies(file -> file.toString().contains("/" + folder + "/"));
    Fuzz.of(name, count)
        .run(
            random -> {
              Path original = of(random, files);
              Path file = original.resolveSibling("mutant.yaml");
              Files.write(file, damaged(random, Files.readString(original)));
              return taken(Program.run(command, file, "--out", blocked));
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
    Path rule = directory.resolve("mutant.yaml");
    Path file = directory.resolve("mutant.json");
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
              return taken(Program.run("clip", "--rule", rule, file));
            });
  }

  @Test
  void rollouts_mutatedActions_areTakenOrRefusedByASentence() throws Exception {
    Path file = directory.resolve("mutant.json");
    Fuzz.of("rollouts", 500)
        .run(
            random -> {
              boolean discrete = random.nextBoolean();
              Files.write(
                  file, json(random, discrete ? "[0, 1, 1, 0, 1]" : "[[0.5], [-1], [2e0], [0]]"));
              return taken(
                  Program.run(
                      "env",
                      "rollout",
                      discrete ? "CartPole-v1" : "Pendulum-v1",
                      "--seed",
                      random.nextInt(9),
                      "--actions",
                      file));
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
    if (random.nextInt(4) == 0) {
      List<String> numbers = List.of("0", "-3", "1", "2", "0.25", "1e3", "-1e30", "7", "1e999");
      return NUMBER
          .matcher(text)
          .replaceAll(found -> random.nextInt(9) == 0 ? of(random, numbers) : found.group())
          .getBytes(StandardCharsets.UTF_8);
    }
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

  /** Copies what is shipped, so that files find each other, and returns those that are wanted. */
  private List<Path> copies(Predicate<Path> wanted) throws IOException {
    List<Path> copies = new ArrayList<>();
    try (Stream<Path> files = Files.walk(CONFIGS)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Path copy = directory.resolve("configs").resolve(CONFIGS.relativize(file).toString());
        Files.createDirectories(Objects.requireNonNull(copy.getParent()));
        Files.copy(file, copy);
        if (file.toString().endsWith(".yaml") && wanted.test(file)) {
          copies.add(copy);
        }
      }
    }
    return copies;
  }

  /** The path of every value that a config has, given or not. */
  private static List<String> paths(Path file) throws IOException {
    List<String> paths = new ArrayList<>();
    collect(
        new YAMLMapper()
            .readTree(RunConfigs.toYaml(RunConfigs.read(Catalog.standard(), file, List.of()))),
        "",
        paths);
    return paths;
  }

  private static void collect(JsonNode node, String path, List<String> paths) {
    if (!node.isContainerNode()) {
      paths.add(path);
    }
    String before = path.isEmpty() ? "" : path + ".";
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      collect(node.get(i), before + i, paths);
    }
    node.properties().forEach(entry -> collect(entry.getValue(), before + entry.getKey(), paths));
  }

  /** Every key of a config, as the schema has it. */
  private static Set<String> keys() throws IOException {
    Set<String> keys = new TreeSet<>();
    collect(new ObjectMapper().readTree(RunConfigs.schema(Catalog.standard())), keys);
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
