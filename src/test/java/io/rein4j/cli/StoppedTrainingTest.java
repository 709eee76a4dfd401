package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.harness.Python;
import io.rein4j.harness.PythonEnvs;
import io.rein4j.harness.RequiresPython;
import io.rein4j.study.SmallStudies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training that is asked to end, by a signal to this very process. */
@Tag("processes")
@EnabledOnOs({OS.LINUX, OS.MAC})
class StoppedTrainingTest {

  private static final String ENDLESS =
      """
      name: endless
      env: {id: CartPole-v1}
      agent: {type: ppo, network: {hidden: [8]}, rollout-steps: 32}
      training: {steps: 100_000_000, log-every: 8}
      evaluation: {every: 100_000_000, episodes: 1}
      """;

  @TempDir Path temporary;

  /** Sends this process SIGTERM as soon as there is a file of that name, with some lines in it. */
  private CompletableFuture<Void> terminateOnce(String name, Path folder) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
            while (lines(name, folder) < 5 && System.nanoTime() < end) {
              TimeUnit.MILLISECONDS.sleep(20);
            }
            new ProcessBuilder("kill", "-TERM", "" + ProcessHandle.current().pid())
                .start()
                .waitFor();
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static long lines(String name, Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      Path file = files.filter(each -> each.endsWith(name)).findFirst().orElse(null);
      return file == null ? 0 : Files.readAllLines(file).size();
    }
  }

  private static List<Path> folders(Path parent) throws IOException {
    try (Stream<Path> folders = Files.list(parent)) {
      return folders.toList();
    }
  }

  /** On a terminal the sentence stands where the progress was. */
  @ParameterizedTest
  @ValueSource(ints = {0, 80})
  void train_terminated_writesACheckpointAndSaysHowToGoOn(int columns) throws Exception {
    Path config = Files.writeString(temporary.resolve("config.yaml"), ENDLESS);
    Path runs = temporary.resolve("my runs");
    CompletableFuture<Void> signal = terminateOnce("episodes.csv", runs);
    Program program = watched(columns, "train", config, "--out", runs);
    signal.get(1, TimeUnit.MINUTES);
    if (columns > 0) {
      assertThat(program.out()).contains("\033[?7h\r\033[K");
    }
    assertThat(program.exit()).isEqualTo(143);
    assertThat(program.err())
        .isEqualTo(
            "rein4j: Stopping with a checkpoint because of a request to end (SIGTERM); a second one"
                + " ends at once."
                + System.lineSeparator());
    Path run = folders(runs).get(0);
    assertThat(program.out())
        .containsPattern("Stopped at step [\\d,]+ of 100,000,000\\. ")
        .contains("This command resumes it: rein4j train --resume '%s'".formatted(run));
    long step =
        Long.parseLong(
            program.out().replaceAll("(?s).*Stopped at step ([\\d,]+) .*", "$1").replace(",", ""));
    assertThat(folders(run.resolve("checkpoints")))
        .anyMatch(file -> file.getFileName().toString().matches("0*" + step + "\\.ckpt"));
    assertThat(run.resolve("summary.json")).doesNotExist();
  }

  @Test
  @RequiresPython(modules = "gymnasium")
  void train_environmentOfAModuleTerminated_goesOnInTheFolderOfTheModule(Python python)
      throws Exception {
    Path config =
        Files.writeString(
            temporary.resolve("config.yaml"),
            ENDLESS.replace(
                "{id: CartPole-v1}",
                "{id: \"gym:rein4j_test_envs:Counting-v0\", gym: {python: '%s'}}"
                    .formatted(PythonEnvs.python(python, temporary))));
    Path runs = temporary.resolve("runs");
    CompletableFuture<Void> signal = terminateOnce("episodes.csv", runs);
    Program program = Program.run("train", config, "--out", runs);
    signal.get(1, TimeUnit.MINUTES);
    assertThat(program.exit()).as(program.err()).isEqualTo(143);
    assertThat(program.out())
        .contains(
            "This command resumes it: cd %s && rein4j train --resume %s"
                .formatted(
                    ShellWords.quoted(Path.of("").toAbsolutePath().toString()),
                    folders(runs).get(0)));
  }

  private static Program watched(int columns, Object... args) {
    System.setProperty("rein4j.terminal.columns", "" + columns);
    try {
      return Program.run(args);
    } finally {
      System.clearProperty("rein4j.terminal.columns");
    }
  }

  @Test
  void compare_terminated_hasWorkersWriteCheckpoints() throws Exception {
    Path study =
        SmallStudies.write(
            temporary,
            """
            name: endless
            base: small-ppo.yaml
            set: {training.steps: 100_000_000, checkpoint.every: 100_000_000}
            vary:
              agent.clipping:
                off: {rules: []}
                tight: {rules: [{type: global-norm, threshold: 1e-3}]}
            seeds: 2
            compare: agent.clipping
            baseline: off
            """);
    Path out = temporary.resolve("out");
    CompletableFuture<Void> signal = terminateOnce("episodes.csv", out);
    Program program = Program.run("compare", study, "--workers", 1, "--out", out);
    signal.get(1, TimeUnit.MINUTES);
    assertThat(program.exit()).as(program.out() + program.err()).isEqualTo(143);
    assertThat(program.out())
        .contains("0 of 4 runs done, 0 failed", "Stopped. The same command continues it.")
        .doesNotContain("died");
    // Of the run that was under way there is a checkpoint besides the first.
    List<Path> runs = folders(out.resolve("endless/runs"));
    assertThat(runs).hasSize(4).noneMatch(run -> Files.exists(run.resolve("failure.json")));
    try (Stream<Path> files = Files.walk(out)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.matches("\\d+\\.ckpt"))
          .anyMatch(name -> !name.matches("0+\\.ckpt"));
    }
  }
}
