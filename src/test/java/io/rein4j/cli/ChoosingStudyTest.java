package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.catalog.Catalog;
import io.rein4j.files.CopiedFolders;
import io.rein4j.record.CsvTable;
import io.rein4j.record.JsonFiles;
import io.rein4j.study.SmallStudies;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunConfigs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rein4j compare} of studies that choose a setting, with runs of a few hundred steps. */
@Tag("processes")
class ChoosingStudyTest {

  private static final String CHOOSE =
      """
      name: choose
      base: small-ppo.yaml
      set: {training.steps: 256, checkpoint.every: 9_999}
      vary:
        agent.clipping.rules.0.threshold: {log-range: {from: 0.01, to: 10, count: 5}}
      choose: agent.clipping.rules.0.threshold
      baseline: 0.316
      tuning: {seeds: 2}
      seeds: 4
      analysis: {replicates: 200, curve-replicates: 100}
      """;

  private static final String SPACE =
      """
      name: space
      base: small-ppo.yaml
      set: {training.steps: 256, checkpoint.every: 9_999}
      space:
        agent.clipping.rules.0.threshold: {log: {from: 0.01, to: 10}}
        agent.optimizer.learning-rate: {log: {from: 1e-4, to: 1e-2}}
      points: 4
      tuning: {seeds: [21, 22]}
      seeds: 4
      analysis: {replicates: 200, curve-replicates: 100}
      """;

  @TempDir static Path temporary;
  private static Path file;
  private static Program first;
  private static Path study;

  @BeforeAll
  static void run() throws IOException {
    file = SmallStudies.write(temporary, CHOOSE);
    first = Program.run("compare", file, "--workers", 2, "--out", temporary.resolve("out"));
    study = temporary.resolve("out").resolve("choose");
  }

  @Test
  void compare_choose_dropsTwoLevelsAndReportsOnTheRest() throws IOException {
    assertThat(first.exit()).as(first.err()).isZero();
    JsonNode choice = JsonFiles.read(study.resolve("results.json")).path("choice");
    assertThat(choice.path("race")).hasSize(5);
    assertThat(choice.path("finalists")).hasSize(3);
    List<String> reported = CsvTable.read(study.resolve("scores.csv")).texts("level");
    assertThat(reported).contains("0.316").contains(choice.path("recommended").asText());
    int levels = (int) reported.stream().distinct().count();
    assertThat(reported).hasSize(4 * levels);
    try (Stream<Path> runs = Files.list(study.resolve("runs"))) {
      assertThat(runs).hasSize(5 * 2 + 4 * levels);
    }
    assertThat(first.out())
        .contains(
            "Recommended: `%s` for `agent.clipping".formatted(choice.path("recommended").asText()))
        .contains("was dropped after 2 tuning seeds, where its mean final score was")
        .contains("Recommended config: " + study.resolve("recommended.yaml"));
    assertThat(study.resolve("report.html"))
        .content()
        .contains("What the study recommends")
        .contains("The levels on tuning seeds")
        .contains("was dropped after 2 tuning seeds");
  }

  @Test
  void compare_choose_recommendsAConfigThatTrains() throws IOException {
    Path recommended = study.resolve("recommended.yaml");
    assertThat(recommended).content().startsWith("# Recommended: '");
    RunConfig config = RunConfigs.read(Catalog.standard(), recommended, List.of());
    assertThat(config.name()).isEqualTo("choose-recommended");
    Program train = Program.run("train", recommended, "--out", temporary.resolve("trained"));
    assertThat(train.exit()).as(train.err()).isZero();
  }

  @Test
  void compare_again_trainsNothingAndWritesTheSame(@TempDir Path out) throws IOException {
    CopiedFolders.copy(study, out.resolve("choose"));
    for (String name : List.of("results.json", "recommended.yaml", "comparisons.csv")) {
      Files.delete(out.resolve("choose").resolve(name));
    }
    Program again = Program.run("compare", file, "--out", out);
    assertThat(again.exit()).as(again.err()).isZero();
    for (String name : List.of("results.json", "recommended.yaml", "comparisons.csv")) {
      assertThat(out.resolve("choose").resolve(name)).hasSameBinaryContentAs(study.resolve(name));
    }
    Program report = Program.run("report", out.resolve("choose"));
    assertThat(report.exit()).as(report.err()).isZero();
  }

  @Test
  void report_beforeTheRoundsAreOver_saysThatThereAreNoResults(@TempDir Path out)
      throws IOException {
    Path copy = out.resolve("choose");
    CopiedFolders.copy(study, copy);
    CopiedFolders.delete(copy.resolve("runs"));
    Files.createDirectories(copy.resolve("runs"));
    Program report = Program.run("report", copy);
    assertThat(report.exit()).isEqualTo(2);
    assertThat(report.err())
        .contains(
            "The study 'choose' is still dropping levels (round 1 of 1), and there are no results before it has. The command 'compare' continues it.");
  }

  @Test
  void compare_space_recommendsValuesOfSeveralPaths(@TempDir Path folder) throws IOException {
    Path space = SmallStudies.write(folder, SPACE);
    Program program = Program.run("compare", space, "--workers", 2, "--out", folder.resolve("out"));
    assertThat(program.exit()).as(program.err()).isZero();
    Path root = folder.resolve("out").resolve("space");
    JsonNode choice = JsonFiles.read(root.resolve("results.json")).path("choice");
    assertThat(choice.path("race").path(0).path("level").asText()).isEqualTo("base");
    String level = choice.path("recommended").asText();
    assertThat(program.out()).contains("Recommended: `%s`, ".formatted(level));
    RunConfig config =
        RunConfigs.read(Catalog.standard(), root.resolve("recommended.yaml"), List.of());
    assertThat(config.training().steps()).isEqualTo(256);
    assertThat(choice.path("values").isObject()).isTrue();
    for (JsonNode value : choice.path("values")) {
      assertThat(config.toString()).contains(value.asText());
    }
  }

  @Test
  void compare_wrongSpace_exitsWithASentence(@TempDir Path folder) throws IOException {
    Path space = SmallStudies.write(folder, SPACE.replace("from: 0.01, to: 10", "from: 10, to: 1"));
    Program program = Program.run("compare", space, "--out", folder.resolve("out"));
    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.err())
        .contains("'to' must be greater than 'from', which is 10.0, but is 1.0.");
  }
}
