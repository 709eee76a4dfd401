package io.rein4j.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.rein4j.catalog.Catalog;
import io.rein4j.config.ConfigException;
import io.rein4j.report.RunReport;
import io.rein4j.study.plan.RunClipping;
import io.rein4j.train.EpisodeRecord;
import io.rein4j.train.LogPoint;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunFolder;
import io.rein4j.train.RunListener;
import io.rein4j.train.SmallRuns;
import io.rein4j.train.UpdatesRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the folder of a run with stages behind its optimizers holds, and that of one without. */
class UpdateClippingRunTest {

  @TempDir private static Path temporary;

  private static final List<EpisodeRow> EPISODES = new ArrayList<>();
  private static final List<UpdatesRow> UPDATES = new ArrayList<>();
  private static final List<LogRow> LOG = new ArrayList<>();

  private static RunFolder folder;
  private static RunData run;
  private static Summary summary;

  @BeforeAll
  static void train() throws IOException {
    RunConfig config = SmallRuns.config(temporary, SmallRuns.UPDATES);
    folder = SmallRuns.folder(temporary, config);
    summary = Summary.of(SmallRuns.train(config, folder, new Heard()));
    run = RunData.of(folder);
  }

  private static RunFolder trained(String yaml) throws IOException {
    RunConfig config = SmallRuns.config(temporary, yaml);
    RunFolder made = SmallRuns.folder(temporary, config);
    SmallRuns.train(config, made);
    return made;
  }

  /** Keeps what a listener hears. */
  private static final class Heard implements RunListener {
    @Override
    public void episodeEnded(EpisodeRecord episode) {
      EPISODES.add(EpisodeRow.of(episode));
    }

    @Override
    public void updatesMade(UpdatesRecord record) {
      UPDATES.add(UpdatesRow.of(record));
    }

    @Override
    public void logged(LogPoint point) {
      LOG.add(LogRow.of(point));
    }
  }

  private static String header(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.findFirst().orElseThrow();
    }
  }

  @Test
  void rows_ofTheFiles_areWhatTheRunSaid() throws IOException {
    assertThat(run.episodes().rows()).isEqualTo(EPISODES);
    assertThat(run.updates().rows()).isEqualTo(UPDATES);
    assertThat(run.log().rows()).isEqualTo(LOG);
    assertThat(run.summary()).contains(summary);
    assertThat(RunChecks.contradiction(run, summary, run.evaluations().rows())).isEmpty();
  }

  @Test
  void figures_ofTheRun_areThoseOfItsRules() {
    ClippingFigures actor = summary.clipping().path("actor");
    ClippingFigures critic = summary.clipping().path("critic");
    assertThat(actor.updateRules()).hasSize(2);
    assertThat(critic.updateRules()).hasSize(2);
    assertThat(summary.clipping().updateRules()).isEmpty();
    assertThat(actor.updateRules().get(0).thresholdMean()).isEqualTo(1);
    assertThat(critic.updateRules().get(0).thresholdMean()).isEqualTo(0.005);
    assertThat(actor.whole().updateOrNone().clippedFraction()).isBetween(0.3, 1.0);
    assertThat(critic.whole().updateOrNone().clippedFraction()).isPositive();
    ParameterUpdateFigures all = summary.clipping().whole().updateOrNone();
    assertThat(all.normPreMean()).isPositive();
    assertThat(all.ratioMax()).isGreaterThanOrEqualTo(all.ratioMean());
    assertThat(summary.advice())
        .anyMatch(sentence -> sentence.contains("An update changed the parameters by "));
  }

  @Test
  void files_haveColumnsOfAllScopes() throws IOException {
    assertThat(header(folder.episodes()))
        .contains(",update_clipped_fraction,", ",update_ratio_mean/critic")
        .doesNotContain("update_ratio_mean/path:");
    assertThat(header(folder.updates()))
        .contains(",update_norm_pre_mean,", "update_norm_pre_mean/actor,")
        .contains("update_norm_post_mean/path:critic");
    assertThat(Files.readString(folder.metrics()))
        .contains("\"gradient/update_ratio_mean/actor\":")
        .contains("\"gradient/update_rule/1/bound_fraction/path:critic\":");
    try (Stream<Path> files = Files.list(folder.root())) {
      Path events =
          files.filter(file -> file.toString().contains("tfevents")).findFirst().orElseThrow();
      assertThat(new String(Files.readAllBytes(events), StandardCharsets.ISO_8859_1))
          .contains("gradient/update_ratio_mean", "gradient/update_norm_pre_mean/critic");
    }
  }

  @Test
  void page_showsFiguresAndTables_alsoOfARunThatHasNotFinished() throws IOException {
    RunReport.of(Catalog.standard(), folder).writePage();
    assertThat(Files.readString(folder.report()))
        .contains("Updates behind the optimizer", "data-plot=\"updates-limited\"")
        .contains("data-plot=\"update-norm-actor\"", "data-plot=\"update-ratio\"")
        .contains("What each rule behind the optimizer did", "Updates by group of parameters");

    RunFolder unfinished = RunFolder.at(temporary.resolve("unfinished"));
    unfinished.makeIfAbsent();
    for (Path file : List.of(folder.config(), folder.episodes(), folder.updates())) {
      Files.copy(file, unfinished.root().resolve(file.getFileName()));
    }
    RunReport.of(Catalog.standard(), unfinished).writePage();
    assertThat(Files.readString(unfinished.report()))
        .contains("has not finished", "data-plot=\"update-ratio\"")
        .contains("Update clipping changed ");
  }

  @Test
  void totals_ofTheRows_areThoseOfTheSummary() throws IOException {
    ClippingFigures totals = ClippingTotals.of(run.updates());
    for (String path : List.of("actor", "critic")) {
      ParameterUpdateFigures told = summary.clipping().path(path).whole().updateOrNone();
      ParameterUpdateFigures added = totals.path(path).whole().updateOrNone();
      assertThat(added.clippedFraction()).isCloseTo(told.clippedFraction(), offset(1e-9));
      assertThat(added.normPreMean()).isCloseTo(told.normPreMean(), offset(1e-9));
      assertThat(added.normPreMax()).isEqualTo(told.normPreMax());
      assertThat(added.ratioMean()).isCloseTo(told.ratioMean(), offset(1e-9));
    }
  }

  @Test
  void study_knowsTheFiguresOfEachPath() {
    RunClipping clipping = RunClipping.of(summary.clipping(), summary.tail());
    assertThat(clipping.measuresUpdates()).isTrue();
    assertThat(clipping.updateNormPreMean()).isNaN();
    assertThat(clipping.path("actor").updateNormPreMean())
        .isEqualTo(summary.clipping().path("actor").whole().updateOrNone().normPreMean());
  }

  @Test
  void run_withoutUpdateClipping_hasNothingOfIt() throws IOException {
    RunFolder plain = trained(SmallRuns.CRITIC);
    assertThat(header(plain.episodes())).doesNotContain("update_");
    assertThat(header(plain.updates()).replace("first_update", "")).doesNotContain("update_");
    assertThat(Files.readString(plain.metrics())).doesNotContain("update_");
    assertThat(Files.readString(plain.config()))
        .contains("  update-clipping: null", "  critic-update-clipping: null");
    RunReport.of(Catalog.standard(), plain).writePage();
    assertThat(Files.readString(plain.report())).doesNotContain("behind the optimizer");
  }

  @Test
  void run_thatOnlyMeasures_learnsAsOneThatDoesNot() throws IOException {
    RunFolder measured =
        trained(SmallRuns.PPO.replace("type: ppo\n", "type: ppo\n  update-clipping: {}\n"));
    RunFolder plain = trained(SmallRuns.PPO);
    assertThat(RunData.of(measured).summary().orElseThrow().parametersHash())
        .isEqualTo(RunData.of(plain).summary().orElseThrow().parametersHash());
    assertThat(header(measured.updates())).contains("update_ratio_mean");
    String own = Files.readString(plain.updates());
    String all = Files.readString(measured.updates());
    String[] ownLines = own.split("\n", -1);
    String[] allLines = all.split("\n", -1);
    assertThat(allLines).hasSameSizeAs(ownLines);
    for (int i = 0; i < ownLines.length; i++) {
      assertThat(allLines[i]).startsWith(ownLines[i].stripTrailing());
    }
  }

  @Test
  void config_withRulesThatDoNotFit_isRefusedByASentence() {
    assertThatThrownBy(
            () ->
                SmallRuns.config(
                    temporary,
                    SmallRuns.PPO,
                    "agent.optimizer={type: sgd}",
                    "agent.update-clipping={rules: [{type: update-rms}]}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'update-clipping' has the rule 'update-rms'")
        .hasMessageContaining("choose adam, adamw, laprop, rmsprop or rmsprop-tf");
    assertThatThrownBy(
            () ->
                SmallRuns.config(
                    temporary,
                    SmallRuns.DQN,
                    "agent.update-clipping={rules: [{type: weight-value, threshold: 0}]}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("the threshold of 'weight-value' must be finite and > 0, but is 0");
    assertThatThrownBy(
            () ->
                SmallRuns.config(
                    temporary,
                    "agent: {type: rl4j-a3c, update-clipping: {}}",
                    "env={id: CartPole-v1}",
                    "training={steps: 10}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("update-clipping");
  }
}
