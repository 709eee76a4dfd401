package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.gym.PythonSetup;
import io.rein4j.harness.Python;
import io.rein4j.harness.RequiresPython;
import io.rein4j.harness.Serving;
import io.rein4j.study.SmallStudies;
import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What machines read does not depend on the default locale: here it is Persian, whose digits are
 * others. The program itself chooses another one, which a program with Rein4J in it does not.
 */
class LocaleTest {

  @TempDir Path temporary;
  private final Locale before = Locale.getDefault();

  @BeforeEach
  void speakPersian() {
    Locale.setDefault(Locale.forLanguageTag("fa-IR"));
    assertThat(String.format(Locale.getDefault(), "%d", 1)).isNotEqualTo("1");
  }

  @AfterEach
  void speakAsBefore() {
    Locale.setDefault(before);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** Names of files are ASCII, and no text has another digit than ASCII's. */
  private static void assertLatinDigits(Path folder) throws IOException {
    for (Path file : files(folder)) {
      assertThat(file.toString()).isASCII();
      if (file.toString().matches(".*\\.(csv|jsonl?|yaml|html|svg|md)")) {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        assertThat(text.codePoints().filter(c -> Character.isDigit(c) && c > '9'))
            .as(file.toString())
            .isEmpty();
      }
    }
  }

  @Test
  void train_persian_writesWhatItDoesElsewhere() throws IOException {
    Path config = Files.writeString(temporary.resolve("config.yaml"), SmallRuns.PPO);
    Path runs = temporary.resolve("runs");
    Program program = Program.run("train", config, "--out", runs, "--set", "training.steps=600");
    assertThat(program.exit()).as(program.err()).isZero();
    assertThat(program.out()).contains("final evaluation", "768 steps");
    assertThat(files(runs)).hasSizeGreaterThan(6);
    assertLatinDigits(runs);
  }

  @Test
  void compare_persian_startsWorkers() throws IOException {
    Path study =
        SmallStudies.write(
            temporary,
            SmallStudies.CLIPPING
                .replace("training.steps: 512", "training.steps: 256")
                .replace("  wide: {rules: [{type: global-norm, threshold: 1e6}]}\n", "\n"));
    Path out = temporary.resolve("out");
    Program program = Program.run("compare", study, "--workers", 1, "--out", out);
    assertThat(program.exit()).as(program.err()).isZero();
    assertThat(program.out()).contains("4 of 4 runs done");
    assertLatinDigits(out);
  }

  @Test
  @RequiresPython(modules = "gymnasium")
  void check_persianOnAServer_isUnderstood(Python python) throws Exception {
    try (Serving server =
        Serving.start(PythonSetup.serverProgram(), python.executable(), Map.of())) {
      for (String protocol : List.of("auto", "original")) {
        Program check =
            Program.run(
                "env",
                "check",
                "CartPole-v1",
                "--steps",
                50,
                "--server",
                server.address(),
                "--set",
                "env.gym.protocol=" + protocol);
        assertThat(check.exit()).as(check.err() + check.out()).isZero();
      }
    }
  }
}
