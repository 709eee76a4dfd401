package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.catalog.Catalog;
import io.rein4j.files.CopiedFolders;
import io.rein4j.harness.Python;
import io.rein4j.harness.RequiresPython;
import io.rein4j.record.JsonFiles;
import io.rein4j.study.SmallStudies;
import io.rein4j.train.RunConfigs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies whose points are proposed by Optuna, in processes whose Python is that of the tests. */
@Tag("processes")
@RequiresPython(modules = "optuna")
class OptunaStudyTest {

  private static final String STUDY =
      """
      name: proposed
      base: small-ppo.yaml
      set: {training.steps: 256, checkpoint.every: 9_999}
      space:
        agent.clipping.rules.0.threshold: {log: {from: 0.01, to: 10}}
        agent.epochs: [1, 2, 3]
      points: 9
      sampler: optuna
      tuning: {seeds: 2}
      seeds: 2
      analysis: {replicates: 200, curve-replicates: 100}
      """;

  private static final List<String> RESULTS =
      List.of(
          "proposed-points.json", "results.json", "scores.csv", "recommended.yaml", "study.yaml");

  @TempDir static Path temporary;
  private static Path file;
  private static Path study;

  private static Process start(Path python, Path err, Object... args) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(Program.command(args));
    builder.environment().put("REIN4J_PYTHON", python.toString());
    return builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(err.toFile())
        .start();
  }

  private static String run(Path python, int exit, Object... args) throws Exception {
    Path err = Files.createTempFile(temporary, "err-", ".txt");
    Process process = start(python, err, args);
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(err)).isEqualTo(exit);
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(err);
  }

  private static void assertSame(Path other) {
    for (String name : RESULTS) {
      assertThat(other.resolve(name)).hasSameBinaryContentAs(study.resolve(name));
    }
  }

  @BeforeAll
  static void runOnce(Python python) throws Exception {
    file = SmallStudies.write(temporary, STUDY);
    Path out = temporary.resolve("out");
    study = out.resolve("proposed");
    String err =
        run(Path.of(python.executable()), 0, "compare", file, "--workers", 2, "--out", out);
    assertThat(err).isEmpty();
  }

  @Test
  void compare_pointsByOptuna_areRacedLikeAllOthers() throws IOException {
    JsonNode points = JsonFiles.read(study.resolve("proposed-points.json"));
    assertThat(points.properties().stream().map(point -> point.getKey()))
        .containsExactly("p6", "p7", "p8", "p9");
    assertThat(points.path("p6").path("by").asText()).startsWith("Optuna ");
    JsonNode choice = JsonFiles.read(study.resolve("results.json")).path("choice");
    assertThat(choice.path("race")).hasSize(10);
    assertThat(choice.path("finalists")).hasSize(3);
    try (Stream<Path> runs = Files.list(study.resolve("runs"))) {
      List<String> tuning =
          runs.map(run -> run.getFileName().toString())
              .filter(name -> name.endsWith("-10001"))
              .toList();
      assertThat(tuning).as("all points have the first tuning seed").hasSize(10);
    }
    assertThat(
            RunConfigs.read(Catalog.standard(), study.resolve("recommended.yaml"), List.of())
                .name())
        .isEqualTo("proposed-recommended");
  }

  @Test
  void compare_againWithAllPointsWrittenDown_needsNoPython(@TempDir Path out) throws Exception {
    CopiedFolders.copy(study, out.resolve("proposed"));
    Files.delete(out.resolve("proposed").resolve("results.json"));
    run(out.resolve("no-python"), 0, "compare", file, "--out", out);
    assertSame(out.resolve("proposed"));
    run(out.resolve("no-python"), 0, "report", out.resolve("proposed"));
  }

  @Test
  void compare_withoutSomePoints_asksForTheSameAgain(@TempDir Path out, Python python)
      throws Exception {
    Path copy = out.resolve("proposed");
    CopiedFolders.copy(study, copy);
    Files.delete(copy.resolve("proposed-points.json"));
    for (String name : new String[] {"results.json", "report.html"}) {
      Files.delete(copy.resolve(name));
    }
    assertThat(run(out.resolve("no-python"), 2, "report", copy))
        .contains(
            "is still dropping levels (round 1 of 2), and there are no results before it has.");
    assertThat(run(out.resolve("no-python"), 2, "compare", file, "--out", out))
        .contains("The variable REIN4J_PYTHON names the Python '")
        .contains("which cannot be started: there is no such file.");
    run(Path.of(python.executable()), 0, "compare", file, "--out", out);
    assertSame(copy);
  }

  @Test
  void compare_pointThatIsNone_isRefused(@TempDir Path out) throws Exception {
    Path copy = out.resolve("proposed");
    CopiedFolders.copy(study, copy);
    Path points = copy.resolve("proposed-points.json");
    Files.writeString(points, "{\"p6\": {\"places\": [0.5, 7], \"by\": \"hand\"}}");
    assertThat(run(out.resolve("no-python"), 2, "compare", file, "--out", out))
        .contains(
            "'%s' has a point p6 that is none of the study's space. Without the file, the command 'compare' has all points proposed anew."
                .formatted(points));
  }

  @Test
  void compare_byTwoProcesses_proposesThePointsOfOne(@TempDir Path out, Python python)
      throws Exception {
    List<Process> processes = new ArrayList<>();
    Path err = Files.createFile(out.resolve("err.txt"));
    try {
      for (int i = 0; i < 2; i++) {
        processes.add(
            start(
                Path.of(python.executable()),
                err,
                "compare",
                file,
                "--join",
                "--workers",
                1,
                "--out",
                out));
      }
      for (Process process : processes) {
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
    assertSame(out.resolve("proposed"));
  }
}
