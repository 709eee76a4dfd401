package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rein4j.harness.Python;
import io.rein4j.harness.RequiresPython;
import io.rein4j.record.JsonFiles;
import io.rein4j.study.SmallStudies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A study whose processes are killed ends as an undisturbed one; {@code RunDriverTest} tries the
 * same at chosen moments, without processes.
 */
@Tag("processes")
class KilledStudyTest {

  private static final String STUDY =
      """
      name: killed
      base: small-dqn.yaml
      set: {training.steps: %s, evaluation.every: 3_000, checkpoint.every: 1_500}
      vary:
        agent.clipping: {off: {rules: []}, norm-0.5: {rules: [{type: global-norm, threshold: 0.5}]}}
      seeds: 2
      analysis: {replicates: 200}
      """;

  @TempDir Path temporary;

  private final long seed = Long.getLong("rein4j.kills.seed", 1);
  private final SplittableRandom random = new SplittableRandom(seed);

  @Test
  void compare_workerAndStudyKilled_endsAsAnUndisturbedOne() throws Exception {
    Path file = SmallStudies.write(temporary, STUDY.formatted(4_500));
    Path killed = killAWorkerAndTheStudy(file);
    Program last = Program.run("compare", file, "--workers", 2, "--out", killed);
    assertThat(last.exit()).as("seed %s: %s%s", seed, last.err(), last.out()).isZero();

    Path undisturbed = temporary.resolve("undisturbed");
    assertThat(Program.run("compare", file, "--workers", 2, "--out", undisturbed).exit()).isZero();
    requireSame(killed.resolve("killed"), undisturbed.resolve("killed"), "seed " + seed);
  }

  @Test
  @Tag("long")
  @RequiresPython(modules = "gymnasium")
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void compare_endedByAnySignalAtAnyMoment_endsAsAnUndisturbedOne(Python python) throws Exception {
    Path file = SmallStudies.write(temporary, STUDY.formatted(30_000));
    Path undisturbed = temporary.resolve("undisturbed");
    assertThat(Program.run("compare", file, "--workers", 2, "--out", undisturbed).exit()).isZero();

    Kills kills = new Kills();
    int wanted = Integer.getInteger("rein4j.kills.count", 20);
    int before = -1;
    for (int round = 0; kills.count() < wanted; round++) {
      assertThat(kills.count()).as("a study that takes longer is needed").isGreaterThan(before);
      before = kills.count();
      Path out = temporary.resolve("killed-" + round);
      Object[] compare = {"compare", file, "--workers", 2, "--out", out};
      boolean killed = true;
      while (killed && kills.count() < Math.min(before + 7, wanted)) {
        killed = killOneByAnySignal(kills, Kills.heard(python, Program.command(compare)), out);
      }
      Program last = Program.run(compare);
      assertThat(last.exit()).as("%s: %s%s", kills, last.err(), last.out()).isZero();
      requireSame(out.resolve("killed"), undisturbed.resolve("killed"), "seed " + seed);
    }
    System.out.println("study " + kills);
  }

  /** Ends a worker and then the study, or the study at once; returns whether it was in time. */
  private boolean killOneByAnySignal(Kills kills, List<String> command, Path out) throws Exception {
    Path err = temporary.resolve("err.txt");
    Process study = Program.start(command, err.toFile());
    List<ProcessHandle> orphans = new ArrayList<>();
    try {
      if (kills.next(2) == 0) {
        waitForProgress(study, out);
        List<ProcessHandle> workers = study.descendants().toList();
        if (!workers.isEmpty()) {
          workers.get(kills.next(workers.size())).destroyForcibly();
        }
      }
      boolean killed =
          kills.kill(
              study,
              () -> {
                study.descendants().forEach(orphans::add);
                return bytes(out);
              });
      assertThat(Files.readString(err)).as("%s", kills).doesNotContain("defect", "\tat ");
      if (!killed) {
        assertThat(study.exitValue()).as("%s, %s", kills, Files.readString(err)).isZero();
      }
      CompletableFuture.allOf(
              orphans.stream()
                  .distinct()
                  .map(ProcessHandle::onExit)
                  .toArray(CompletableFuture<?>[]::new))
          .get(120, TimeUnit.SECONDS);
      return killed;
    } finally {
      study.destroyForcibly();
    }
  }

  /** Kills a worker of a study and then the study; returns where it was trained. */
  private Path killAWorkerAndTheStudy(Path file) throws Exception {
    Path err = temporary.resolve("err.txt");
    // On a busy machine a study may be over before this thread has its turn.
    for (int attempt = 0; attempt < 5; attempt++) {
      Path out = temporary.resolve("killed-" + attempt);
      List<String> command = Program.command("compare", file, "--workers", 2, "--out", out);
      boolean killed = killAWorkerAndTheStudy(Program.start(command, err.toFile()), out);
      assertThat(Files.readString(err)).as("seed %s", seed).isEmpty();
      if (killed) {
        return out;
      }
    }
    throw new AssertionError("seed %s: a study that takes longer is needed".formatted(seed));
  }

  /** Kills a worker and then the study; returns whether both were in time. */
  private boolean killAWorkerAndTheStudy(Process study, Path out) throws Exception {
    try {
      waitForProgress(study, out);
      study.waitFor(random.nextInt(300), TimeUnit.MILLISECONDS);
      List<ProcessHandle> workers = study.descendants().toList();
      if (workers.isEmpty() || !workers.get(random.nextInt(workers.size())).destroyForcibly()) {
        assertThat(study.waitFor()).as("seed %s: a study without workers", seed).isZero();
        return false;
      }
      waitForProgress(study, out);
      List<ProcessHandle> orphans = study.descendants().toList();
      study.destroyForcibly();
      boolean killed = study.waitFor() != 0;
      CompletableFuture.allOf(
              orphans.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
          .get(60, TimeUnit.SECONDS);
      return killed;
    } finally {
      study.destroyForcibly();
    }
  }

  /** Waits until the workers have written something new. */
  private static void waitForProgress(Process process, Path out) throws Exception {
    long before = bytes(out);
    while (process.isAlive() && bytes(out) == before) {
      process.waitFor(5, TimeUnit.MILLISECONDS);
    }
  }

  private static long bytes(Path out) throws IOException {
    Path runs = out.resolve("killed").resolve("runs");
    if (!Files.exists(runs)) {
      return 0;
    }
    try (Stream<Path> folders = Files.list(runs)) {
      long bytes = 0;
      for (Path folder : folders.toList()) {
        Path episodes = folder.resolve("episodes.csv");
        bytes += Files.exists(episodes) ? Files.size(episodes) : 0;
      }
      return bytes;
    }
  }

  /** Makes sure that a study has the runs and the tables of another one, byte for byte. */
  static void requireSame(Path killed, Path undisturbed, String description) throws IOException {
    List<Path> runs = runs(undisturbed);
    assertThat(runs).hasSizeGreaterThan(3);
    assertThat(runs(killed)).as(description).hasSameSizeAs(runs);
    for (Path expected : runs) {
      Path run = killed.resolve("runs").resolve(expected.getFileName());
      for (String name : List.of("episodes.csv", "updates.csv", "config.yaml")) {
        assertThat(run.resolve(name))
            .as(description)
            .hasSameBinaryContentAs(expected.resolve(name));
      }
      assertThat(summary(run)).as(description).isEqualTo(summary(expected));
    }
    for (String name :
        List.of("comparisons.csv", "aggregates.csv", "scores.csv", "cells.csv", "results.json")) {
      assertThat(killed.resolve(name))
          .as(description)
          .hasSameBinaryContentAs(undisturbed.resolve(name));
    }
  }

  private static List<Path> runs(Path study) throws IOException {
    try (Stream<Path> folders = Files.list(study.resolve("runs"))) {
      return folders.toList();
    }
  }

  private static ObjectNode summary(Path run) throws IOException {
    ObjectNode summary = (ObjectNode) JsonFiles.read(run.resolve("summary.json"));
    summary.remove("seconds");
    // Its log points tell the time.
    ((ObjectNode) summary.get("record")).remove("metrics.jsonl");
    return summary;
  }
}
