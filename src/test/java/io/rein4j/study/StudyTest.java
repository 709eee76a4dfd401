package io.rein4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.catalog.Catalog;
import io.rein4j.files.CopiedFolders;
import io.rein4j.files.DamagedFileException;
import io.rein4j.record.CsvTable;
import io.rein4j.study.analysis.StudyResults;
import io.rein4j.study.run.InProcessRuns;
import io.rein4j.study.run.InProcessRuns.Death;
import io.rein4j.study.run.InProcessRuns.Mishap;
import io.rein4j.study.run.RunEvent;
import io.rein4j.study.run.RunExecutor;
import io.rein4j.study.run.RunTask;
import io.rein4j.study.run.StudyListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A study, from its file to its page, whose runs are trained in this process. */
class StudyTest {

  @TempDir static Path temporary;
  private static Path file;
  private static Path finished;

  private final List<String> said = new ArrayList<>();
  private final StudyListener listener =
      new StudyListener() {
        @Override
        public void said(String sentence) {
          said.add(sentence);
        }
      };

  @BeforeAll
  static void run() throws IOException {
    file = SmallStudies.write(temporary, SmallStudies.CLIPPING);
    Study study = Study.read(Catalog.standard(), file, temporary.resolve("finished"));
    assertThat(study.run(new InProcessRuns(2, 1), new StudyListener() {}, StudyOptions.DEFAULTS))
        .isPresent();
    finished = study.folder().root();
  }

  private static Study copy(Path runs) throws IOException {
    CopiedFolders.copy(finished, runs.resolve("small"));
    return Study.read(Catalog.standard(), file, runs);
  }

  private void run(Study study) throws IOException {
    run(study, new InProcessRuns(1, 1), StudyOptions.DEFAULTS);
  }

  private void run(Study study, RunExecutor executor, StudyOptions options) throws IOException {
    assertThat(study.run(executor, listener, options)).isPresent();
  }

  @Test
  void run_again_trainsNothingAndWritesTheSame(@TempDir Path runs) throws IOException {
    Study study = copy(runs);
    InProcessRuns executor = new InProcessRuns(1, 1);
    run(study, executor, StudyOptions.DEFAULTS);
    assertThat(executor.trained()).isEmpty();
    assertThat(study.folder().results()).hasSameBinaryContentAs(finished.resolve("results.json"));
    assertThat(study.folder().timing()).hasSameBinaryContentAs(finished.resolve("timing.csv"));
  }

  @Test
  void run_fresh_trainsAllAnewAndShowsTheSame(@TempDir Path runs) throws IOException {
    Study study = copy(runs);
    InProcessRuns executor = new InProcessRuns(3, 5);
    run(study, executor, new StudyOptions(true, List.of(), null));
    assertThat(executor.trained()).hasSize(6).doesNotHaveDuplicates();
    for (String name : List.of("results.json", "scores.csv", "cells.csv")) {
      assertThat(study.folder().root().resolve(name))
          .hasSameBinaryContentAs(finished.resolve(name));
    }
  }

  @Test
  void run_joined_leavesTheSameAndNothingBesides(@TempDir Path runs) throws IOException {
    Study study = Study.read(Catalog.standard(), file, runs);
    StudyOptions join = new StudyOptions(false, List.of(), Duration.ofSeconds(1));
    InProcessRuns dying =
        new InProcessRuns(1, 1).plan("CartPole-v1_wide-2", Mishap.DEATH_OF_THE_STUDY, 300);
    assertThatThrownBy(() -> run(study, dying, join)).isInstanceOf(Death.class);
    Path joined = study.folder().root().resolve("joined");
    assertThat(joined).isDirectory();

    // One that has it alone continues what joined ones have left.
    InProcessRuns alone = new InProcessRuns(1, 1);
    run(study, alone, StudyOptions.DEFAULTS);
    assertThat(joined).doesNotExist();
    assertThat(alone.trained()).doesNotContainAnyElementsOf(dying.trained().subList(0, 1));
    assertThat(study.folder().results()).hasSameBinaryContentAs(finished.resolve("results.json"));

    InProcessRuns late = new InProcessRuns(1, 1);
    StudyResults results = study.run(late, listener, join).orElseThrow();
    study.leave(results);
    assertThat(late.trained()).isEmpty();
    assertThat(study.folder().report()).exists();
    assertThat(joined).doesNotExist();
    assertThat(study.folder().results()).hasSameBinaryContentAs(finished.resolve("results.json"));
  }

  @Test
  void run_stopped_givesNothingAndGoesOnLater(@TempDir Path runs) throws IOException {
    Study stopped = Study.read(Catalog.standard(), file, runs);
    stopped.stop();
    assertThat(stopped.run(new InProcessRuns(1, 1), listener, StudyOptions.DEFAULTS)).isEmpty();
    assertThat(stopped.folder().scores()).doesNotExist();
    Study study = Study.read(Catalog.standard(), file, runs);
    run(study);
    assertThat(study.folder().scores()).hasSameBinaryContentAs(finished.resolve("scores.csv"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"metrics.jsonl", "updates.csv", "summary.json", "provenance.json"})
  void run_runWhoseFileWasCut_isRefusedUntilTheRunIsTrainedAnew(String name, @TempDir Path runs)
      throws IOException {
    Study study = copy(runs);
    Path run = study.folder().runs().resolve("CartPole-v1_off-1");
    Path cut = run.resolve(name);
    List<String> lines = Files.readAllLines(cut);
    Files.write(cut, lines.subList(0, lines.size() - 1));
    assertThatThrownBy(() -> run(study))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining(cut.toString())
        .hasMessageContaining(
            "Without the folder '%s', the run is trained anew when 'compare' or 'bench' is called again."
                .formatted(run));
    if (!name.equals("provenance.json")) {
      assertThatThrownBy(study::results)
          .isInstanceOf(DamagedFileException.class)
          .hasMessageContaining(cut.toString());
    }

    CopiedFolders.delete(run);
    run(study);
    assertThat(study.folder().scores()).hasSameBinaryContentAs(finished.resolve("scores.csv"));
  }

  @Test
  void report_runWhoseFolderIsGone_countsAsOneThatFailed(@TempDir Path runs) throws IOException {
    Path root = copy(runs).folder().root();
    CopiedFolders.delete(root.resolve("runs").resolve("CartPole-v1_tight-2"));
    Study study = Study.in(Catalog.standard(), root).orElseThrow();
    study.writeTables(study.results());
    study.writePages(study.results());
    assertThat(CsvTable.read(root.resolve("scores.csv")).texts("error"))
        .containsOnlyOnce("The run has no folder: it has not been trained.")
        .hasSize(6);
    assertThat(Files.readString(root.resolve("report.html")))
        .contains("tight, CartPole-v1, seed 2 crashed: The run has no folder")
        .contains("runs/CartPole-v1_tight-1/report.html")
        .doesNotContain("runs/CartPole-v1_tight-2");
  }

  @Test
  void report_whileRunsAreMissing_saysSoAndLeavesTheTables(@TempDir Path runs) throws IOException {
    Path root = copy(runs).folder().root();
    CopiedFolders.delete(root.resolve("runs").resolve("CartPole-v1_tight-2"));
    CopiedFolders.delete(root.resolve("runs").resolve("CartPole-v1_off-1"));
    Study study = Study.in(Catalog.standard(), root).orElseThrow();

    study.report();

    assertThat(study.unfinished()).isEqualTo(2);
    assertThat(root.resolve("scores.csv")).hasSameBinaryContentAs(finished.resolve("scores.csv"));
    assertThat(root.resolve("report.html"))
        .content()
        .contains("2 runs have not finished yet. Such runs count as failed here");
    run(study);
    study.report();
    assertThat(study.unfinished()).isZero();
    assertThat(root.resolve("report.html")).content().doesNotContain("not finished yet");
  }

  @Test
  void report_runsOfSeveralKernels_saysWhichRunsHadWhich(@TempDir Path runs) throws IOException {
    Path root = copy(runs).folder().root();
    Path provenance = root.resolve("runs").resolve("CartPole-v1_off-1").resolve("provenance.json");
    Study study = Study.in(Catalog.standard(), root).orElseThrow();
    study.report();
    assertThat(root.resolve("report.html")).content().doesNotContain("different kernels");

    Files.writeString(
        provenance,
        Files.readString(provenance)
            .replaceFirst("\"kernel\" : \"[^\"]*\"", "\"kernel\" : \"other\""));
    study.report();

    assertThat(root.resolve("report.html"))
        .content()
        .contains(
            "different kernels of OpenBLAS", "other: 1 run (CartPole-v1_off-1)", ": 5 runs (");
  }

  @Test
  void run_runWithoutItsConfig_isNotTakenForOneOfTheStudy(@TempDir Path runs) throws IOException {
    Study study = copy(runs);
    Path config = study.folder().runs().resolve("CartPole-v1_off-1").resolve("config.yaml");
    Files.delete(config);

    assertThatThrownBy(() -> run(study))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("'%s' is missing".formatted(config));
    assertThat(config).doesNotExist();
  }

  @Test
  void writePages_recordThatHasChangedSince_writesThePageOfTheRunAndSaysSo(@TempDir Path runs)
      throws IOException {
    Study study = copy(runs);
    StudyResults results = study.results();
    Path run = study.folder().runs().resolve("CartPole-v1_off-1");
    Path cut = run.resolve("episodes.csv");
    List<String> lines = Files.readAllLines(cut);
    Files.write(cut, lines.subList(0, lines.size() - 1));
    assertThatThrownBy(() -> study.writePages(results))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining(cut.toString())
        .hasMessageContaining("Without the folder '%s', the run is trained anew".formatted(run));
    assertThat(run.resolve("report.html"))
        .content()
        .contains("This page shows only what is intact.");
  }

  /** A worker that trains on must not meet one of the next call. */
  @Test
  void run_ended_hasClosedTheExecutorWhileTheFolderIsItsOwn(@TempDir Path runs) throws IOException {
    Study study = copy(runs);
    List<String> refusals = new ArrayList<>();
    RunExecutor executor =
        new RunExecutor() {
          @Override
          public int capacity() {
            return 1;
          }

          @Override
          public void submit(RunTask task) {
            throw new IllegalStateException("All runs have finished.");
          }

          @Override
          public void cancel(String run) {}

          @Override
          public @Nullable RunEvent poll(long millis) {
            return null;
          }

          @Override
          public void close() {
            assertThatThrownBy(() -> study.folder().exclusively(() -> {}))
                .satisfies(e -> refusals.add(e.getMessage()));
          }
        };
    run(study, executor, StudyOptions.DEFAULTS);
    assertThat(refusals).singleElement().asString().contains("is alive");
  }

  @Test
  void run_folderOfAnotherRunAmongTheRuns_isToldAndNotCounted(@TempDir Path runs)
      throws IOException {
    Study study = copy(runs);
    Path foreign = study.folder().runs().resolve("CartPole-v1_off-9");
    CopiedFolders.copy(study.folder().runs().resolve("CartPole-v1_off-1"), foreign);
    run(study);
    assertThat(said)
        .containsExactly(
            "'%s' belongs to no run of '%s', and is not counted."
                .formatted(foreign, study.folder().root()));
    assertThat(study.folder().scores()).hasSameBinaryContentAs(finished.resolve("scores.csv"));
    assertThat(foreign).exists();
  }

  @Test
  void run_folderOfTheRunOfAnotherSeed_isRefused(@TempDir Path runs) throws IOException {
    Study study = copy(runs);
    Path run = study.folder().runs().resolve("CartPole-v1_off-1");
    CopiedFolders.delete(run);
    CopiedFolders.copy(study.folder().runs().resolve("CartPole-v1_off-2"), run);
    for (ThrowingCallable use : List.<ThrowingCallable>of(() -> run(study), study::results)) {
      assertThatThrownBy(use)
          .isInstanceOf(DamagedFileException.class)
          .hasMessageContaining(
              "'%s' is not the config that the study gives this run. Without the folder '%s', the run is trained anew"
                  .formatted(run.resolve("config.yaml"), run));
    }
  }

  @Test
  void in_folderOfAStudyAndASuite_isRefused(@TempDir Path runs) throws IOException {
    Path root = copy(runs).folder().root();
    Files.writeString(root.resolve("suite.yaml"), "name: small\n");
    for (Runnable opening :
        List.<Runnable>of(
            () -> Study.in(Catalog.standard(), root), () -> Suite.in(Catalog.standard(), root))) {
      assertThatThrownBy(opening::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("'%s' holds study.yaml and suite.yaml, but".formatted(root));
    }
  }

  @Test
  void in_folderOfNeither_isNothing(@TempDir Path root) {
    assertThat(Study.in(Catalog.standard(), root)).isEmpty();
    assertThat(Suite.in(Catalog.standard(), root)).isEmpty();
  }
}
