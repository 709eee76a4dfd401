package org.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.record.RunData;
import io.rein4j.record.Summary;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program with the plugin's jar, as {@code rein4j --plugins target/plugin.jar} runs it. */
class PluginIT {

  private static final Path PLUGIN = Path.of("target", "plugin.jar");

  @TempDir Path folder;

  private Process rein4j(String... arguments) throws IOException {
    ProcessBuilder program =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            libraries(),
            "io.rein4j.cli.Main",
            "--plugins",
            PLUGIN.toString());
    program.command().addAll(List.of(arguments));
    program.environment().put("OPENBLAS_NUM_THREADS", "1");
    return program.redirectErrorStream(true).redirectOutput(output().toFile()).start();
  }

  /** Returns the class path of the tests without the plugin, which the program loads by itself. */
  private static String libraries() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> entry.endsWith(".jar") && !entry.endsWith(PLUGIN.toString()))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private Path output() {
    return folder.resolve("output.txt");
  }

  /** Runs the program to its end, and returns what it printed. */
  private String succeed(String... arguments) throws Exception {
    int exit = rein4j(arguments).waitFor();
    String printed = Files.readString(output());
    assertThat(exit).as(printed).isZero();
    return printed;
  }

  private static Path only(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  private static Summary summary(Path run) throws IOException {
    return RunData.read(run).summary().orElseThrow();
  }

  @Test
  void envCheck_environmentOfThePlugin_findsNothing() throws Exception {
    assertThat(succeed("env", "check", "Docking-v0"))
        .contains("ok    the same seed and actions give the same episode");
  }

  @Test
  void train_configOfThePlugin_learnsAndWritesAPage() throws Exception {
    Path runs = folder.resolve("runs");

    succeed("train", "docking.yaml", "--out", runs.toString());

    Path run = only(runs);
    assertThat(summary(run).finalEvaluation().returnMean()).isGreaterThan(-40);
    assertThat(summary(run).clipping().clippedUpdates()).isPositive();
    assertThat(RunData.read(run).provenance().plugins()).containsKey(DockingModule.class.getName());
    assertThat(run.resolve("report.html")).content().contains("ema-norm");
  }

  @Test
  void compare_ruleOfThePlugin_isTrainedByTwoWorkers() throws Exception {
    Path runs = folder.resolve("runs");

    succeed("compare", "study.yaml", "--workers", "2", "--out", runs.toString());

    Path study = runs.resolve("docking-clipping");
    try (Stream<Path> trained = Files.list(study.resolve("runs"))) {
      assertThat(trained)
          .hasSize(9)
          .allSatisfy(run -> assertThat(run.resolve("summary.json")).exists());
    }
    assertThat(study.resolve("report.html")).content().contains("ema-norm-1.2");
  }

  @Test
  void resume_ofAKilledRun_endsAsAnUndisturbedOne() throws Exception {
    Path undisturbed = Files.createDirectory(folder.resolve("undisturbed"));
    Path killed = Files.createDirectory(folder.resolve("killed"));
    String[] train = {
      "train", "docking.yaml", "--set", "training.steps=81_920", "--set", "checkpoint.every=5_000"
    };
    succeed(into(undisturbed, train));

    Process process = rein4j(into(killed, train));
    while (process.isAlive() && !isEvaluated(killed)) {
      Thread.sleep(5);
    }
    process.destroyForcibly().waitFor(); // kill -9
    assertThat(only(killed).resolve("summary.json")).doesNotExist();
    succeed("train", "--resume", only(killed).toString());

    for (String file : List.of("episodes.csv", "updates.csv")) {
      assertThat(only(killed).resolve(file))
          .hasSameBinaryContentAs(only(undisturbed).resolve(file));
    }
    assertThat(summary(only(killed)).parametersHash())
        .isEqualTo(summary(only(undisturbed)).parametersHash());
  }

  private static String[] into(Path runs, String... arguments) {
    return Stream.concat(Stream.of(arguments), Stream.of("--out", runs.toString()))
        .toArray(String[]::new);
  }

  /** Returns whether a run has got as far as its first evaluation. */
  private static boolean isEvaluated(Path runs) throws IOException {
    try (Stream<Path> folders = Files.list(runs)) {
      return folders.anyMatch(run -> Files.exists(run.resolve("checkpoints/best.ckpt")));
    }
  }
}
