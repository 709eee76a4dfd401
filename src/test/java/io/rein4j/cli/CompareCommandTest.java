package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.record.CsvTable;
import io.rein4j.record.JsonFiles;
import io.rein4j.study.SmallStudies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code rein4j compare} with worker processes, on a study of a few hundred steps. */
class CompareCommandTest {

  @TempDir static Path temporary;
  private static Path file;
  private static Path out;
  private static Path study;
  private static Program first;

  @BeforeAll
  static void run() throws IOException {
    file = SmallStudies.write(temporary, SmallStudies.CLIPPING);
    out = temporary.resolve("out");
    study = out.resolve("small");
    first = Program.run("compare", file, "--workers", 2, "--out", out);
  }

  private CsvTable episodes(String run) throws IOException {
    return CsvTable.read(study.resolve("runs").resolve(run).resolve("episodes.csv"));
  }

  @Test
  void compare_smallStudy_finishesEveryRun() throws IOException {
    assertThat(first.err()).isEmpty();
    assertThat(first.exit()).isZero();
    assertThat(first.out()).contains("6 runs, 2 at a time").contains("6 of 6 runs done");
    try (Stream<Path> runs = Files.list(study.resolve("runs"))) {
      List<Path> all = runs.toList();
      assertThat(all).hasSize(6);
      for (Path run : all) {
        assertThat(run.resolve("summary.json")).exists();
        assertThat(run.resolve("provenance.json")).exists();
        assertThat(JsonFiles.read(run.resolve("resources.json")).path("peak_heap_bytes").asLong())
            .isPositive();
        assertThat(run.resolve("failure.json")).doesNotExist();
      }
    }
    try (Stream<Path> files = Files.walk(study)) {
      assertThat(files.map(Path::toString))
          .noneMatch(name -> name.endsWith(".tmp") || name.endsWith(".log"));
    }
  }

  /** A threshold that never binds is no clipping, bit for bit, so the runs are paired. */
  @Test
  void compare_levelsThatDoTheSame_haveTheSameRuns() throws IOException {
    for (int seed = 1; seed <= 2; seed++) {
      CsvTable off = episodes("CartPole-v1_off-" + seed);
      CsvTable wide = episodes("CartPole-v1_wide-" + seed);
      CsvTable tight = episodes("CartPole-v1_tight-" + seed);
      for (String column : List.of("return", "step", "grad_norm_pre_mean", "grad_norm_post_mean")) {
        assertThat(wide.texts(column)).as(column).isEqualTo(off.texts(column));
      }
      assertThat(tight.texts("grad_norm_post_mean")).isNotEqualTo(off.texts("grad_norm_post_mean"));
    }
    assertThat(episodes("CartPole-v1_off-1").texts("return"))
        .isNotEqualTo(episodes("CartPole-v1_off-2").texts("return"));
  }

  /**
   * Until something is learned, what clips does not matter: weights and episodes are the seed's.
   */
  @Test
  void compare_levelsThatDiffer_startFromTheSameWeightsAndEpisodes() throws IOException {
    int rollout = 8 * 32;
    CsvTable off = episodes("CartPole-v1_off-1");
    CsvTable tight = episodes("CartPole-v1_tight-1");
    long[] steps = off.longs("step");
    int before = 0;
    while (before < steps.length && steps[before] <= rollout) {
      before++;
    }
    assertThat(before).isGreaterThan(3);
    assertThat(tight.texts("step").subList(0, before))
        .isEqualTo(off.texts("step").subList(0, before));
    assertThat(tight.texts("env").subList(0, before))
        .isEqualTo(off.texts("env").subList(0, before));
  }

  @Test
  void compare_again_keepsFinishedRuns() throws IOException {
    Path summary = study.resolve("runs").resolve("CartPole-v1_off-1").resolve("summary.json");
    Object before = Files.getLastModifiedTime(summary);
    Program again = Program.run("compare", file, "--out", out);
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(Files.getLastModifiedTime(summary)).isEqualTo(before);
  }

  @Test
  void compare_changedStudy_isRefusedAndSaysWhatChanged() throws IOException {
    Path changed = Files.createDirectories(temporary.resolve("changed"));
    Path other = SmallStudies.write(changed, SmallStudies.CLIPPING.replace("512", "513"));
    Program program = Program.run("compare", other, "--out", out);
    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.err())
        .contains("environments.0.base.training.steps was 512 and is now 513")
        .contains("--fresh");
    assertThat(study.resolve("runs").resolve("CartPole-v1_off-1").resolve("summary.json")).exists();
  }

  @Test
  void compare_noWorkers_isRefused() {
    Program program = Program.run("compare", file, "--workers", 0, "--out", out);
    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.err()).contains("'--workers' must be 1 or larger, but is 0.");
  }

  @Test
  void compare_folderOfSomethingElse_isLeftAlone() throws IOException {
    Path folder = temporary.resolve("foreign");
    Path foreign = Files.createDirectories(folder.resolve("small"));
    Files.writeString(foreign.resolve("letter.txt"), "mine");
    for (String fresh : new String[] {"--workers=1", "--fresh"}) {
      Program program = Program.run("compare", file, fresh, "--out", folder);
      assertThat(program.exit()).isEqualTo(2);
      assertThat(program.err()).contains("is not the folder of a study; it is left as it is.");
    }
    assertThat(foreign.resolve("letter.txt")).hasContent("mine");
  }

  @Test
  void compare_agentThatDoesNotFit_isRefusedBeforeAFolderIsMade() throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("misfit"));
    Path misfit =
        SmallStudies.write(
            folder,
            SmallStudies.CLIPPING.replace("small-ppo", "small-dqn")
                + "environments: [CartPole-v1, Pendulum-v1]\n");
    Program program = Program.run("compare", misfit, "--out", folder.resolve("out"));
    assertThat(program.exit()).as(program.err()).isEqualTo(2);
    assertThat(program.err()).contains("The run 'off, Pendulum-v1, seed 1' cannot be trained:");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  /** A study whose runs' files are other files: they can be damaged. */
  private static Path copy(Path to) throws IOException {
    try (Stream<Path> files = Files.walk(study)) {
      for (Path from : files.toList()) {
        Files.copy(from, to.resolve(study.relativize(from).toString()));
      }
    }
    return to;
  }

  @ParameterizedTest
  @ValueSource(strings = {"metrics.jsonl", "updates.csv", "summary.json", "provenance.json"})
  void study_runWhoseFileWasCut_isRefusedUntilTheRunIsTrainedAnew(String name) throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("cut-" + name));
    Path copy = copy(folder.resolve("small"));
    Path run = copy.resolve("runs").resolve("CartPole-v1_off-1");
    Path cut = run.resolve(name);
    List<String> lines = Files.readAllLines(cut);
    Files.write(cut, lines.subList(0, lines.size() - 1));
    byte[] scores = Files.readAllBytes(copy.resolve("scores.csv"));

    List<Program> programs = new ArrayList<>();
    programs.add(Program.run("compare", file, "--workers", 1, "--out", folder));
    if (!name.equals("provenance.json")) {
      programs.add(Program.run("report", copy));
    }
    for (Program program : programs) {
      assertThat(program.exit()).as(program.err()).isEqualTo(2);
      assertThat(program.err())
          .contains(cut.toString())
          .contains(
              "Without the folder '%s', the run is trained anew when 'compare' or 'bench' is called again."
                  .formatted(run));
      assertThat(copy.resolve("scores.csv")).hasBinaryContent(scores);
    }

    delete(run);
    Program again = Program.run("compare", file, "--workers", 1, "--out", folder);
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(CsvTable.read(copy.resolve("scores.csv")).texts("final_return"))
        .isEqualTo(CsvTable.read(study.resolve("scores.csv")).texts("final_return"));
  }

  @Test
  void report_runWhoseFolderIsGone_countsAsOneThatFailed() throws IOException {
    Path copy = copy(temporary.resolve("gone"));
    delete(copy.resolve("runs").resolve("CartPole-v1_tight-2"));
    Program program = Program.run("report", copy);
    assertThat(program.exit()).as(program.err()).isZero();
    assertThat(CsvTable.read(copy.resolve("scores.csv")).texts("failure"))
        .containsOnlyOnce("The run has no folder: it has not been trained.")
        .hasSize(6);
    assertThat(Files.readString(copy.resolve("report.html")))
        .contains("tight, CartPole-v1, seed 2 failed: The run has no folder")
        .contains("runs/CartPole-v1_tight-1/report.html")
        .doesNotContain("runs/CartPole-v1_tight-2");
  }

  @Test
  void study_anotherRunInTheFolderOfOne_isRefused() throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("other-run"));
    Path copy = copy(folder.resolve("small"));
    Path run = copy.resolve("runs").resolve("CartPole-v1_off-1");
    delete(run);
    Files.move(copy.resolve("runs").resolve("CartPole-v1_off-2"), run);
    byte[] scores = Files.readAllBytes(copy.resolve("scores.csv"));
    for (Program program :
        List.of(
            Program.run("report", copy),
            Program.run("compare", file, "--workers", 1, "--out", folder))) {
      assertThat(program.exit()).as(program.err()).isEqualTo(2);
      assertThat(program.err())
          .contains(
              "'%s' is not the config that the study gives this run. Without the folder '%s', the run is trained anew"
                  .formatted(run.resolve("config.yaml"), run));
      assertThat(copy.resolve("scores.csv")).hasBinaryContent(scores);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  @Test
  void compare_otherVersion_isRefused() throws IOException {
    Path folder = temporary.resolve("other-version");
    Path copy = Files.createDirectories(folder.resolve("small"));
    for (String name : List.of("study.yaml", "study.lock")) {
      Files.copy(study.resolve(name), copy.resolve(name));
    }
    Files.writeString(copy.resolve("provenance.json"), "{\"rein4j\": \"0.0.1\"}");
    Program program = Program.run("compare", file, "--out", folder);
    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.err()).contains("is from version 0.0.1 of Rein4J");
    assertThat(copy.resolve("runs")).doesNotExist();
  }
}
