package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.agent.pg.A2cSettings;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.env.source.Envs;
import io.rein4j.nn.MlpSettings;
import io.rein4j.run.Run;
import io.rein4j.train.EvaluationSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports on runs whose configs name what this program does not have. */
class ReportCommandTest {

  @TempDir private Path folder;

  private static Path only(Path runs) throws IOException {
    try (Stream<Path> files = Files.list(runs)) {
      return files.findFirst().orElseThrow();
    }
  }

  private static String page(Path run) throws IOException {
    return Files.readString(run.resolve("report.html"));
  }

  private Path ovenRun() throws IOException {
    Path oven = OvenPlugin.jar().write(folder.resolve("oven.jar"));
    Path config =
        Files.writeString(
            folder.resolve("oven.yaml"),
            """
            name: oven
            env: {id: Oven-v0, wrappers: [{type: half}]}
            agent: {type: a2c, network: {hidden: [8]}, clipping: {rules: [{type: soft-clip, c: 0.5}]}}
            training: {steps: 400}
            evaluation: {every: 200, episodes: 2}
            """);
    Path runs = folder.resolve("runs");
    Program trained = Program.run("--plugins", oven, "train", config, "--out", runs);
    assertThat(trained.exit()).as(trained.err()).isZero();
    return only(runs);
  }

  @Test
  void report_environmentOfAJavaProgram_isThePageThatItsRunWrote() throws IOException {
    Run.of(
            A2cSettings.builder()
                .network(MlpSettings.builder(8).build())
                .clipping(ClippingSettings.of(new GlobalNorm(0.5)))
                .build())
        .on("Cart", () -> Envs.standard().make("CartPole-v1"))
        .steps(200)
        .evaluation(new EvaluationSettings(200, 2, null))
        .folder(folder)
        .train();
    Path run = only(folder);
    String before = page(run);

    Program program = Program.run("report", run);

    assertThat(program.exit()).as(program.err()).isZero();
    assertThat(program.err()).isEmpty();
    assertThat(before).contains("on java:Cart, seed 1, clipping: global-norm 0.5");
    assertThat(page(run)).isEqualTo(before);
  }

  @Test
  void report_withoutTheRunsPlugin_saysWhatIsMissingAndShowsTheRest() throws IOException {
    Path run = ovenRun();
    Files.delete(run.resolve("report.html"));

    Program program = Program.run("report", run);

    assertThat(program.exit()).as(program.err()).isZero();
    assertThat(program.err())
        .startsWith(
            "rein4j: The run's config names the wrapper 'half' and the clipping rule 'soft-clip',")
        .contains(
            "The run was trained with the plugin org.example.OvenModule from '%s'"
                .formatted(folder.resolve("oven.jar")))
        .contains("name it with '--plugins'")
        .doesNotContain("summary.json");
    assertThat(run.resolve("figures")).isNotEmptyDirectory();
    assertThat(page(run))
        .contains("the clipping rule", "soft-clip", "data-plot=\"learning\"")
        .contains("<dt>final evaluation</dt>")
        .doesNotContain("damaged");
  }

  @Test
  void report_withoutTheRunsPlugin_leavesThePageThatIsThere() throws IOException {
    Path run = ovenRun();
    String before = page(run);

    Program program = Program.run("report", run);

    assertThat(program.exit()).as(program.err()).isZero();
    assertThat(program.out()).isEmpty();
    assertThat(program.err())
        .contains("names the wrapper 'half' and the clipping rule 'soft-clip'")
        .contains("so '%s' is left as it was".formatted(run.resolve("report.html")))
        .contains("Delete it");
    assertThat(page(run)).isEqualTo(before);
    assertThat(run.resolve("figures")).doesNotExist();
    Files.writeString(run.resolve("episodes.csv"), "cut");
    Program damaged = Program.run("report", run);
    assertThat(damaged.exit()).isEqualTo(2);
    assertThat(damaged.err()).contains("episodes.csv").doesNotContain("The page shows");
    assertThat(page(run)).isEqualTo(before);
  }

  @Test
  void report_tablesOfAnUnfinishedRunWithoutItsRecord_areRefused() throws IOException {
    Path run = ovenRun();
    Files.delete(run.resolve("summary.json"));
    Files.delete(run.resolve("updates.csv"));

    Program partly = Program.run("report", run, "--format", "csv");

    assertThat(partly.exit()).isEqualTo(2);
    assertThat(partly.err())
        .contains("There is no file '%s'; it should hold".formatted(run.resolve("updates.csv")));
    Files.delete(run.resolve("episodes.csv"));
    Files.delete(run.resolve("metrics.jsonl"));
    Program program = Program.run("report", run, "--format", "csv");
    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.err()).startsWith("rein4j: There is nothing to report of the run in ");
    assertThat(run.resolve("tables")).doesNotExist();
  }

  /** The number of steps that it was to take is the config's, and is not made up. */
  @Test
  void report_unfinishedRunWithoutItsPlugin_tellsNoEnd() throws IOException {
    Path run = ovenRun();
    Files.delete(run.resolve("summary.json"));
    Files.delete(run.resolve("report.html"));

    assertThat(Program.run("report", run).exit()).isZero();

    assertThat(page(run)).contains("up to step 400. The command");
  }

  @Test
  void report_configThatIsDamagedBesides_isDamaged() throws IOException {
    Path run = ovenRun();
    Path config = run.resolve("config.yaml");
    Files.writeString(config, Files.readString(config).replace("seed: 1", "seed: one"));

    Program program = Program.run("report", run);

    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.err()).contains("seed must be a whole number", "Without summary.json");
  }
}
