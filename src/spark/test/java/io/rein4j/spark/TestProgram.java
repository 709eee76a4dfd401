package io.rein4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The program in a process of its own, as the launcher starts it. */
final class TestProgram implements AutoCloseable {

  private static final Path CHECKOUT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final List<String> TABLES =
      List.of("results.json", "scores.csv", "comparisons.csv", "aggregates.csv", "cells.csv");

  private final Process process;
  private final Path output;

  private TestProgram(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static TestProgram start(Path folder, String... arguments) throws IOException {
    return startMain(folder, List.of(), "io.rein4j.cli.Main", arguments);
  }

  /** Starts another program on the same class path, and some more. */
  static TestProgram startMain(Path folder, List<Path> classes, String main, String... arguments)
      throws IOException {
    Path built = CHECKOUT.resolve("src").resolve("target");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Drein4j.home=" + CHECKOUT,
                "-cp",
                Stream.concat(
                        Stream.of(built.resolve("classes"), built.resolve("lib").resolve("*")),
                        classes.stream())
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator)),
                main));
    command.addAll(Arrays.asList(arguments));
    Path output = Files.createTempFile(folder, "output-", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("OPENBLAS_NUM_THREADS", "1");
    builder.environment().remove("SPARK_HOME");
    return new TestProgram(builder.start(), output);
  }

  /** Runs the program to its end and expects an exit code. */
  static String run(Path folder, int exit, String... arguments)
      throws IOException, InterruptedException {
    try (TestProgram program = start(folder, arguments)) {
      return program.await(exit, 600);
    }
  }

  String await(int exit, long seconds) throws IOException, InterruptedException {
    assertThat(process.waitFor(seconds, TimeUnit.SECONDS)).as(output()).isTrue();
    assertThat(process.exitValue()).as(output()).isEqualTo(exit);
    return output();
  }

  String output() throws IOException {
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Asserts that two studies have the same tables and the same record of every run. */
  static void assertSame(Path study, Path other) throws IOException {
    for (String table : TABLES) {
      assertThat(study.resolve(table)).hasSameBinaryContentAs(other.resolve(table));
    }
    List<Path> runs = list(other.resolve("runs"));
    assertThat(list(study.resolve("runs")).stream().map(Path::getFileName))
        .containsExactlyElementsOf(runs.stream().map(Path::getFileName).toList());
    for (Path run : runs) {
      Path same = study.resolve("runs").resolve(run.getFileName());
      for (String file : List.of("episodes.csv", "updates.csv", "config.yaml")) {
        assertThat(same.resolve(file)).hasSameBinaryContentAs(run.resolve(file));
      }
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** A study of PPO on CartPole. */
  static Path study(Path folder, int seeds, int steps, int checkpoints) throws IOException {
    return Files.writeString(
        folder.resolve("study.yaml"),
        """
        name: study
        base: %s
        set:
          training.steps: %s
          evaluation.every: %s
          evaluation.episodes: 5
          checkpoint.every: %s
        vary:
          agent.clipping:
            off: {rules: []}
            norm-0.5: {rules: [{type: global-norm, threshold: 0.5}]}
        environments: [CartPole-v1]
        seeds: %s
        baseline: norm-0.5
        """
            .formatted(
                CHECKOUT.resolve("configs/zoo/ppo-cartpole.yaml"),
                steps,
                steps / 4,
                checkpoints,
                seeds));
  }

  /** A study that drops some of five thresholds, and compares the others on seven seeds or more. */
  static Path choosing(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("choosing.yaml"),
        """
        name: study
        base: %s
        set: {training.steps: 512, evaluation.every: 256, evaluation.episodes: 5, checkpoint.every: 512}
        vary: {agent.clipping.rules.0.threshold: {log-range: {from: 0.001, to: 10, count: 5}}}
        choose: agent.clipping.rules.0.threshold
        tuning: {seeds: 2}
        seeds: {from: 7, to: 9}
        analysis: {replicates: 200, curve-replicates: 100}
        """
            .formatted(CHECKOUT.resolve("configs/zoo/ppo-cartpole.yaml")));
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
