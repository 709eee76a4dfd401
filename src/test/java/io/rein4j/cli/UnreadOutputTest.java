package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.study.SmallStudies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the program does once the reader of its output is gone, as in {@code rein4j … | head -1}.
 */
@Tag("processes")
@EnabledOnOs({OS.LINUX, OS.MAC})
class UnreadOutputTest {

  @TempDir Path temporary;
  private Path rule;

  @BeforeEach
  void writeRule() throws IOException {
    rule =
        Files.writeString(
            temporary.resolve("rule.yaml"), "rules: [{type: global-norm, threshold: 1}]");
  }

  /** Runs a line of the shell in which {@code $P} is the program; prints its exit code last. */
  private Program shell(String line) throws IOException, InterruptedException {
    Path out = temporary.resolve("stdout");
    Path err = temporary.resolve("stderr");
    String program =
        Program.command().stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
    Process shell =
        new ProcessBuilder("bash", "-c", "p() { %s \"$@\"; }; %s".formatted(program, line))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(shell.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      shell.destroyForcibly();
    }
    return new Program(shell.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static final String GRADIENT =
      "{\"parameters\": [{\"name\": \"a\", \"shape\": [2], \"values\": [3, 4]}]}";

  /** The gradients have no end: only the reader has. */
  @Test
  void clip_unread_endsQuietlyLikeAFilter() throws Exception {
    Program program =
        shell(
            "yes '%s' | p clip --rule %s - | head -n 1; exit ${PIPESTATUS[1]}"
                .formatted(GRADIENT, rule));
    assertThat(program.err()).isEmpty();
    assertThat(program.out()).startsWith("{\"verdict\":\"applied\"").hasLineCount(1);
    assertThat(program.exit()).isEqualTo(141);
  }

  @Test
  void rollout_unread_endsQuietlyLikeAFilter() throws Exception {
    Program program =
        shell(
            "p env rollout CartPole-v1 --seed 1 --actions random --steps 1000000000 | head -n 1;"
                + " exit ${PIPESTATUS[0]}");
    assertThat(program).isEqualTo(new Program(141, program.out(), ""));
    assertThat(program.out()).hasLineCount(1);
  }

  @Test
  void help_unread_endsQuietlyLikeAFilter() throws Exception {
    for (String help : List.of("help train", "train --help", "compare --version")) {
      assertThat(shell("p %s | true; exit ${PIPESTATUS[0]}".formatted(help)))
          .as(help)
          .isEqualTo(new Program(141, "", ""));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void clip_intoAFullDisk_fails() throws Exception {
    assertThat(shell("echo '%s' | p clip --rule %s - >/dev/full".formatted(GRADIENT, rule)))
        .isEqualTo(
            new Program(
                1, "", "rein4j: Cannot write to standard output: No space left on device.\n"));
  }

  @Test
  void train_unread_trainsToTheEnd() throws Exception {
    Path config =
        Files.writeString(
            temporary.resolve("config.yaml"),
            """
            name: unread
            env: {id: CartPole-v1}
            agent: {type: ppo, network: {hidden: [8]}, rollout-steps: 32}
            training: {steps: 2_000, log-every: 10}
            evaluation: {every: 100, episodes: 1}
            """);
    Path runs = temporary.resolve("runs");
    Program program =
        shell("p train %s --out %s | head -n 1; exit ${PIPESTATUS[0]}".formatted(config, runs));
    assertThat(program.err()).isEmpty();
    assertThat(program.exit()).isZero();
    assertThat(program.out()).startsWith("Run folder: ");
    Path run = Path.of(program.out().strip().substring("Run folder: ".length()));
    assertThat(run.resolve("summary.json")).exists();
    assertThat(run.resolve("report.html")).exists();
  }

  @Test
  void compare_unread_stopsWithCheckpoints() throws Exception {
    Path study =
        SmallStudies.write(
            temporary,
            SmallStudies.CLIPPING.replace("training.steps: 512", "training.steps: 100_000_000"));
    Path out = temporary.resolve("out");
    Program program =
        shell(
            // The reader goes once a run has made updates.
            "p compare %s --workers 1 --out %s | { head -n 1;".formatted(study, out)
                + " until grep -qs '^[1-9]' %s/small/runs/*/updates.csv; do sleep 0.1; done; };"
                    .formatted(out)
                + " exit ${PIPESTATUS[0]}");
    assertThat(program).isEqualTo(new Program(141, program.out(), ""));
    assertThat(program.out()).startsWith(out + "/small: 6 runs, 1 at a time");
    try (Stream<Path> files = Files.walk(out)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.matches("\\d+\\.ckpt"))
          .anyMatch(name -> !name.matches("0+\\.ckpt"));
    }
  }
}
