package io.rein4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.source.EnvSettings;
import io.rein4j.env.wrap.TimeLimit;
import io.rein4j.schedule.Constant;
import io.rein4j.schedule.Cosine;
import io.rein4j.schedule.Exponential;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import io.rein4j.train.EvaluationSettings;
import io.rein4j.train.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFormatTest {

  private static final String MINIMAL =
      """
      name: cartpole
      env: {id: CartPole-v1}
      agent: {type: dqn}
      training: {steps: 50_000}
      """;

  @TempDir private Path folder;

  @Test
  void read_onlyRequiredKeys_takesEveryDefault() throws IOException {
    assertThat(read(MINIMAL))
        .isEqualTo(
            new Sample.Config(
                "cartpole",
                1,
                EnvSettings.builder("CartPole-v1").build(),
                Sample.Dqn.DEFAULTS,
                new TrainingSettings(50_000, TrainingSettings.DEFAULT_LOG_EVERY),
                EvaluationSettings.DEFAULTS));
  }

  @Test
  void read_section_keepsWhatItLeavesOut() throws IOException {
    assertThat(agent("optimizer: {beta1: 0.5}").optimizer())
        .isEqualTo(new Sample.Adam(new Constant(2.3e-3), 0.5));
    assertThat(agent("clipping: {non-finite: zero-out}").clipping())
        .isEqualTo(
            new Sample.Clipping(List.of(new Sample.GlobalNorm(10, 2)), Sample.NonFinite.ZERO_OUT));
  }

  @Test
  void read_sectionOfTheDefaultType_keepsWhatItLeavesOut() throws IOException {
    assertThat(agent("optimizer: {type: adam, beta1: 0.5}").optimizer())
        .isEqualTo(new Sample.Adam(new Constant(2.3e-3), 0.5));
  }

  @Test
  void read_sectionOfAnotherType_startsFromThatTypesDefaults() throws IOException {
    assertThat(agent("optimizer: {type: sgd, momentum: 0.5}").optimizer())
        .isEqualTo(new Sample.Sgd(new Constant(0.1), 0.5));
  }

  @Test
  void read_list_replacesTheDefaultList() throws IOException {
    assertThat(
            agent("clipping: {rules: [{type: global-norm, threshold: 1, norm-type: inf}]}")
                .clipping()
                .rules())
        .containsExactly(new Sample.GlobalNorm(1, Double.POSITIVE_INFINITY));
    assertThat(agent("clipping: {rules: []}").clipping().rules()).isEmpty();
    assertThat(agent("hidden: [1_000]").hidden()).containsExactly(new Sample.Layer(1000, 0));
  }

  @Test
  void read_recordWithABareKey_isThatKeyOrASection() throws IOException {
    assertThat(agent("hidden: [64, {units: 128, dropout: 0.1}, {units: 3}]").hidden())
        .containsExactly(
            new Sample.Layer(64, 0), new Sample.Layer(128, 0.1), new Sample.Layer(3, 0));
  }

  @Test
  void write_recordWithABareKey_isThatKeyIfTheOthersAreByDefault() throws IOException {
    assertThat(
            ConfigFormat.write(
                Sample.Config.class,
                read(
                    MINIMAL.replace(
                        "type: dqn", "type: dqn, hidden: [64, {units: 128, dropout: 0.5}]"))))
        .contains(
            """
              hidden:
                - 64
                - units: 128
                  dropout: 0.5
            """);
  }

  @Test
  void read_schedule_isANumberOrASection() throws IOException {
    assertThat(schedule("2.3e-3")).isEqualTo(new Constant(2.3e-3));
    assertThat(schedule("1e-3")).isEqualTo(new Constant(1e-3));
    assertThat(schedule("{type: constant, value: 3}")).isEqualTo(new Constant(3));
    assertThat(schedule("{value: 3}")).isEqualTo(new Constant(3));
    assertThat(schedule("{type: linear, from: 1e-3}")).isEqualTo(new Linear(1e-3, 0, 1));
    assertThat(schedule("{type: cosine, from: 1, to: 0.5}")).isEqualTo(new Cosine(1, 0.5, 1));
    assertThat(schedule("{type: exponential, from: 1, to: 0.1, until: 0.5}"))
        .isEqualTo(new Exponential(1, 0.1, 0.5));
  }

  @Test
  void read_optionalKey_mayBeEmpty() throws IOException {
    assertThat(agent("target-kl: 0.02").targetKl()).isEqualTo(0.02);
    assertThat(agent("target-kl: null").targetKl()).isNull();
    assertThat(agent("target-kl: ").targetKl()).isNull();
  }

  @Test
  void read_relativePath_isRelativeToTheFileOrTheWorkingDirectory() throws IOException {
    assertThat(agent("model: ../m.bin").model()).isEqualTo(folder.resolveSibling("m.bin"));
    Path file = Files.writeString(folder.resolve("x.yaml"), MINIMAL);
    Sample.Config config =
        Sample.FORMAT.read(Sample.Config.class, file, List.of("agent.model=m.bin"));
    assertThat(((Sample.Dqn) config.agent()).model()).isEqualTo(Path.of("m.bin").toAbsolutePath());
  }

  @Test
  void read_rule_needsNoRecordAround() throws IOException {
    Path file = Files.writeString(folder.resolve("rule.yaml"), "{type: value, threshold: 2}");
    assertThat(Sample.FORMAT.read(Sample.Rule.class, file, List.of()))
        .isEqualTo(new Sample.Value(2));
  }

  @Test
  void write_config_hasEveryKeyInTheOrderOfTheComponents() throws IOException {
    assertThat(ConfigFormat.write(Sample.Config.class, read(MINIMAL)))
        .isEqualTo(
            """
            name: cartpole
            seed: 1
            env:
              id: CartPole-v1
              options: {}
              reset-options: {}
              count: 1
              wrappers: []
              server: null
              gym: null
            agent:
              type: dqn
              optimizer:
                type: adam
                learning-rate: 0.0023
                beta1: 0.9
              clipping:
                rules:
                  - type: global-norm
                    threshold: 10.0
                    norm-type: 2.0
                non-finite: skip
              batch-size: 64
              hidden:
                - 256
                - 256
              double-q: true
              target-kl: null
              model: null
            training:
              steps: 50000
              log-every: 1000
            evaluation:
              every: 10000
              episodes: 20
              max-episode-steps: null
            """);
  }

  @Test
  void write_anyConfig_readsBackEqualAndIsWrittenTheSame() throws IOException {
    for (long seed = 0; seed < 200; seed++) {
      Sample.Config config = arbitrary(new SplittableRandom(seed));
      String yaml = ConfigFormat.write(Sample.Config.class, config);
      Sample.Config back = read(yaml);
      assertThat(back).as("seed %d%n%s", seed, yaml).isEqualTo(config);
      assertThat(ConfigFormat.write(Sample.Config.class, back)).as("seed %d", seed).isEqualTo(yaml);
    }
  }

  private static Sample.Config arbitrary(SplittableRandom random) {
    Map<String, Object> options = new HashMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      options.put("option-" + random.nextInt(100), option(random, 2));
    }
    List<Sample.Rule> rules = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      rules.add(
          switch (random.nextInt(3)) {
            case 0 -> new Sample.GlobalNorm(number(random), Double.POSITIVE_INFINITY);
            case 1 -> new Sample.Band(-number(random), number(random));
            default -> new Sample.Value(number(random));
          });
    }
    Schedule schedule =
        random.nextBoolean()
            ? new Constant(number(random))
            : new Linear(number(random), 0, random.nextDouble(0.1, 1));
    Sample.Dqn dqn =
        new Sample.Dqn(
            random.nextBoolean()
                ? new Sample.Adam(schedule, random.nextDouble())
                : new Sample.Sgd(schedule, random.nextDouble()),
            new Sample.Clipping(
                rules, random.nextBoolean() ? Sample.NonFinite.SKIP : Sample.NonFinite.ZERO_OUT),
            1 + random.nextInt(1000),
            List.of(new Sample.Layer(1 + random.nextInt(1000), random.nextInt(2) * 0.5)),
            random.nextBoolean(),
            random.nextBoolean() ? null : number(random),
            random.nextBoolean() ? null : Path.of("/models", "x" + random.nextInt()));
    return new Sample.Config(
        "run" + random.nextInt(1000),
        random.nextLong(Long.MAX_VALUE),
        EnvSettings.builder("CartPole-v1")
            .options(options)
            .count(3)
            .wrappers(List.of(new TimeLimit(7)))
            .build(),
        random.nextInt(3) == 0 ? new Sample.Ppo(3, dqn.optimizer()) : dqn,
        new TrainingSettings(1 + random.nextLong(1L << 40), 10),
        new EvaluationSettings(1, 2, random.nextBoolean() ? null : 3));
  }

  private static @Nullable Object option(SplittableRandom random, int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 7)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextLong(1L << 31, Long.MAX_VALUE);
      case 2 -> random.nextBoolean() ? number(random) : Double.NEGATIVE_INFINITY;
      case 3 -> random.nextBoolean();
      case 4 -> null;
      case 5, 6 -> text(random);
      case 7 -> List.of(text(random), option(random, 0) instanceof String s ? s : 5);
      default -> Map.of(text(random) + "k", List.of(Map.of("a", 1.0), List.of()));
    };
  }

  private static double number(SplittableRandom random) {
    return Math.pow(10, random.nextDouble(-20, 20));
  }

  /** Words that YAML reads otherwise, and characters that need quotes. */
  private static String text(SplittableRandom random) {
    List<String> words =
        List.of(
            "true",
            "null",
            "~",
            "",
            "1e-3",
            "010",
            "0x1F",
            "1_000",
            ".inf",
            "inf",
            "on",
            "No",
            "12:30",
            "2026-11-22",
            "a: b",
            "a #b",
            "- a",
            "[a",
            "{a",
            "'a",
            "\"a",
            "&a",
            "*a",
            "!a",
            "|",
            ">",
            "%a",
            "@a",
            "`a",
            "a,b",
            "ends:",
            " space",
            "space ",
            "a\nb",
            "\n",
            "a\n\n b\n",
            "\ttab",
            "\u0007",
            "\u0085",
            "\u2028",
            "ü",
            "😀",
            "\uFEFF",
            "? a",
            "<<",
            "=",
            "---",
            "...",
            "-",
            "\\");
    String word = words.get(random.nextInt(words.size()));
    return random.nextInt(3) > 0 ? word : word + words.get(random.nextInt(words.size()));
  }

  private Sample.Dqn agent(String keys) throws IOException {
    return (Sample.Dqn) read(MINIMAL.replace("type: dqn", "type: dqn, " + keys)).agent();
  }

  private Schedule schedule(String written) throws IOException {
    return ((Sample.Adam) agent("optimizer: {learning-rate: " + written + "}").optimizer())
        .learningRate();
  }

  private Sample.Config read(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("x.yaml"), yaml);
    return Sample.FORMAT.read(Sample.Config.class, file, List.of());
  }
}
