package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.catalog.Catalog;
import io.rein4j.study.SmallStudies;
import io.rein4j.study.Study;
import io.rein4j.study.StudyOptions;
import io.rein4j.study.run.InProcessRuns;
import io.rein4j.study.run.StudyListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that share a study by {@code --join} end as one that has it alone; {@code
 * SharedAccessTest} tries the same at chosen moments, without processes.
 */
@Tag("processes")
class JoinedStudyTest {

  private static final String STUDY =
      """
      name: shared
      base: small-dqn.yaml
      set: {training.steps: %s, evaluation.every: 3_000, checkpoint.every: 1_500}
      vary:
        agent.clipping: {off: {rules: []}, norm-0.5: {rules: [{type: global-norm, threshold: 0.5}]}}
      seeds: 4
      analysis: {replicates: 200}
      """;

  /** Drops levels in two rounds, and then adds seeds. */
  private static final String CHOOSING =
      """
      name: chosen
      base: small-ppo.yaml
      set: {training.steps: 1_024, checkpoint.every: 512}
      vary: {agent.clipping.rules.0.threshold: {log-range: {from: 0.001, to: 100, count: 7}}}
      choose: agent.clipping.rules.0.threshold
      tuning: {seeds: 2}
      seeds: {from: 7, to: 11}
      analysis: {replicates: 200, curve-replicates: 100}
      """;

  private static final int PROCESSES = 4;
  private static final int KILLS_EACH = 5;
  private static final int LONGEST_LIFE_MILLIS = 6_000;
  private static final int PAUSE_MILLIS = 4_000;

  @TempDir Path temporary;

  private Process join(Path study, Path out, Object... more) throws IOException {
    List<Object> args =
        new ArrayList<>(List.of("compare", study, "--join", "--workers", 1, "--out", out));
    args.addAll(List.of(more));
    Path err = Files.createTempFile(temporary, "err", ".txt");
    return Program.start(Program.command(args.toArray()), err.toFile());
  }

  private String errors() throws IOException {
    StringBuilder errors = new StringBuilder();
    try (Stream<Path> files = Files.list(temporary)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".txt")).toList()) {
        errors.append(Files.readString(file));
      }
    }
    return errors.toString();
  }

  @Test
  void compare_byTwoProcesses_endsInBothAsByOneAlone() throws Exception {
    Path file = SmallStudies.write(temporary, SmallStudies.CLIPPING);
    Path out = temporary.resolve("out");
    List<Process> processes = List.of(join(file, out), join(file, out));
    try {
      for (Process process : processes) {
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(errors()).isZero();
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
    assertThat(errors()).isEmpty();

    Study alone = Study.read(Catalog.standard(), file, temporary.resolve("alone"));
    alone.run(new InProcessRuns(1, 1), new StudyListener() {}, StudyOptions.DEFAULTS);
    KilledStudyTest.requireSame(out.resolve("small"), alone.folder().root(), "");
    assertThat(out.resolve("small").resolve("report.html")).exists();
    assertThat(out.resolve("small").resolve("joined")).doesNotExist();

    Program late = Program.run("compare", file, "--join", "--out", out);
    assertThat(late.exit()).as(late.err()).isZero();
    assertThat(late.out()).contains("6 of 6 runs done, 0 failed");
  }

  /** All of them decide by themselves which levels to drop, and where the study ends. */
  @Test
  void compare_choosingByThreeProcessesOneOfThemKilled_endsAsByOneAlone() throws Exception {
    Path file = SmallStudies.write(temporary, CHOOSING);
    Path out = temporary.resolve("out");
    Path runs = out.resolve("chosen").resolve("runs");
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(join(file, out, "--silent-after", 2));
    }
    try {
      Process killed = processes.get(0);
      while (killed.isAlive() && (!Files.exists(runs) || names(runs).size() < 3)) {
        killed.waitFor(5, TimeUnit.MILLISECONDS);
      }
      assertThat(killed.isAlive()).as(errors()).isTrue();
      killed.destroyForcibly().waitFor();
      for (Process process : processes.subList(1, 3)) {
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(errors()).isZero();
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
    assertThat(errors()).isEmpty();

    Study alone = Study.read(Catalog.standard(), file, temporary.resolve("alone"));
    alone.run(new InProcessRuns(1, 1), new StudyListener() {}, StudyOptions.DEFAULTS);
    Path chosen = out.resolve("chosen");
    KilledStudyTest.requireSame(chosen, alone.folder().root(), "");
    assertThat(chosen.resolve("recommended.yaml"))
        .hasSameBinaryContentAs(alone.folder().recommended());
    assertThat(chosen.resolve("report.html")).content().contains("What the study recommends");
    assertThat(chosen.resolve("joined")).doesNotExist();

    Program late = Program.run("compare", file, "--join", "--out", out);
    assertThat(late.exit()).as(late.err()).isZero();
    assertThat(late.out()).contains("Recommended: `");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void compare_whileAProcessHasJoined_isRefusedAloneAndASignalGivesRunsUp() throws Exception {
    // Only the signal ends it.
    Path file = SmallStudies.write(temporary, STUDY.formatted(1_000_000_000));
    Path out = temporary.resolve("out");
    Path shared = out.resolve("shared").resolve("joined");
    Process joined = join(file, out);
    try {
      while (!isTraining(shared.resolve("work")) && joined.isAlive()) {
        joined.waitFor(20, TimeUnit.MILLISECONDS);
      }
      assertThat(joined.isAlive()).as(errors()).isTrue();

      for (String fresh : List.of("--workers=1", "--fresh")) {
        Program alone = Program.run("compare", file, fresh, "--out", out);
        assertThat(alone.exit()).isEqualTo(2);
        assertThat(alone.err())
            .contains(
                "is alive: processes that were called with '--join' are running it. '--join' joins them.");
      }

      signal("TERM", joined);
      assertThat(joined.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(joined.exitValue()).isEqualTo(143);
    } finally {
      joined.destroyForcibly();
    }
    assertThat(names(shared.resolve("leases")))
        .hasSize(1)
        .isEqualTo(names(shared.resolve("released")))
        .isEqualTo(names(shared.resolve("work")));
    assertThat(names(shared.resolve("processes"))).isEmpty();
  }

  private static void signal(String name, Process process) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  private static boolean isTraining(Path work) throws IOException {
    if (Files.exists(work)) {
      for (String run : names(work)) {
        Path episodes = work.resolve(run).resolve("episodes.csv");
        if (Files.exists(episodes) && Files.size(episodes) > 0) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /**
   * Some are paused for longer than the others wait, besides. A study may be over before all have
   * been killed; then another one is begun.
   */
  @Test
  @Tag("long")
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void compare_fourProcessesEachKilledFiveTimes_endsAsByOneAlone() throws Exception {
    long seed = Long.getLong("rein4j.kills.seed", 1);
    SplittableRandom random = new SplittableRandom(seed);
    Path file = SmallStudies.write(temporary, STUDY.formatted(30_000));
    Path undisturbed = temporary.resolve("undisturbed");
    assertThat(Program.run("compare", file, "--workers", 2, "--out", undisturbed).exit()).isZero();

    int[] kills = new int[PROCESSES];
    for (int round = 1; left(kills) > 0; round++) {
      int before = left(kills);
      int pauses = 0;
      Path out = temporary.resolve("out-" + round);
      Process[] processes = new Process[PROCESSES];
      try {
        for (int i = 0; i < PROCESSES; i++) {
          processes[i] = join(file, out, "--silent-after", 2);
        }
        boolean over = false;
        while (left(kills) > 0 && !over) {
          int next = random.nextInt(PROCESSES);
          if (kills[next] < KILLS_EACH) {
            over =
                processes[next].waitFor(random.nextInt(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS);
            if (!over && random.nextInt(4) == 0) {
              signal("STOP", processes[next]);
              over = processes[(next + 1) % PROCESSES].waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
              signal("CONT", processes[next]);
              pauses++;
            } else if (!over) {
              processes[next].destroyForcibly().waitFor();
              kills[next]++;
              processes[next] = join(file, out, "--silent-after", 2);
            }
          }
        }
        for (Process process : processes) {
          assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("seed %s", seed).isTrue();
          assertThat(process.exitValue()).as("seed %s: %s", seed, errors()).isZero();
        }
      } finally {
        for (Process process : processes) {
          if (process != null) {
            process.destroyForcibly();
          }
        }
      }
      assertThat(left(kills)).as("a study that takes longer is needed").isLessThan(before);
      assertThat(errors()).as("seed %s", seed).isEmpty();
      KilledStudyTest.requireSame(
          out.resolve("shared"), undisturbed.resolve("shared"), "seed " + seed);
      System.out.println(
          "joined study, seed %s, round %s: %s kills, %s pauses"
              .formatted(seed, round, before - left(kills), pauses));
    }
  }

  private static int left(int[] kills) {
    int left = 0;
    for (int count : kills) {
      left += KILLS_EACH - count;
    }
    return left;
  }
}
