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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    assertThat(program.out())
        .isEqualTo(
            "Page: %s%nFigures: %s%n"
                .formatted(run.resolve("report.html"), run.resolve("figures")));
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "config.yaml|gamma: 0.99|gamma: 0.5|agent.gamma was 0.99 and is now 0.5.",
        "config.yaml|id: CartPole-v1|id: CartPole-v0|env.id was CartPole-v1 and is now CartPole-v0.",
        "config.yaml|steps: 400|steps: 300|the run was to take 400 steps, but its config.yaml now says 300.",
        "summary.json|\"steps\" : 400|\"steps\" : 500|'steps' is 500, but the last evaluation is of step 400.",
        "summary.json|\"episodes\" : (\\d)|\"episodes\" : 9$1|but the rows of episodes.csv are ",
        "summary.json|\"return_mean\" : (\\d)|\"return_mean\" : 9$1|'final_evaluation' is not the last evaluation in metrics.jsonl",
        "summary.json|(?s)(\"best_evaluation.*?\"return_mean\" : )(\\d)|$19$2|'best_evaluation' is not the best evaluation in metrics.jsonl.",
        "summary.json|\"clipped_updates\" : (\\d)|\"clipped_updates\" : 9$1|, but the rows of updates.csv make ",
        "summary.json|\"clipped_fraction\" : [01]|\"clipped_fraction\" : 7|'clipped_fraction' is 7",
        "summary.json|\"removed_norm_share\" : 0|\"removed_norm_share\" : 7|'removed_norm_share' is 7",
        "summary.json|\"diverged\" : false|\"diverged\" : true|'diverged' is true, but all gradients were finite.",
      })
  void report_finishedRunWithAnEditedFile_saysWhatDoesNotFit(
      String name, String pattern, String replacement, String sentence) throws IOException {
    Path run = cartPoleRun();
    Path file = run.resolve(name);
    String text = Files.readString(file);
    String edited = text.replaceFirst(pattern, replacement);
    assertThat(edited).isNotEqualTo(text);
    assertThat(Program.run("report", run).err()).isEmpty();
    Files.writeString(file, edited);

    Program program = Program.run("report", run);

    assertThat(program.exit()).as(program.err()).isZero();
    assertThat(program.out()).contains("Page: ");
    assertThat(program.err()).containsOnlyOnce(sentence);
    assertThat(page(run))
        .contains("<div class=\"notice warn\">")
        .containsAnyOf("is not what the run wrote: ", "config.yaml now says");
  }

  private Path cartPoleRun() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("cart.yaml"),
            """
            name: cart
            env: {id: CartPole-v1}
            agent: {type: a2c, network: {hidden: [8]}, clipping: {rules: [{type: global-norm, threshold: 0.5}]}}
            training: {steps: 400}
            evaluation: {every: 200, episodes: 2}
            """);
    Path runs = folder.resolve("runs");
    Program trained = Program.run("train", config, "--out", runs);
    assertThat(trained.exit()).as(trained.err()).isZero();
    return only(runs);
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
