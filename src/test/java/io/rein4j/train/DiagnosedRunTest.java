package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.catalog.Catalog;
import io.rein4j.record.Column;
import io.rein4j.record.Diagnostics;
import io.rein4j.record.LogRow;
import io.rein4j.record.RunData;
import io.rein4j.report.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs whose gradients are measured. */
class DiagnosedRunTest {

  private static final String DIAGNOSTICS = "diagnostics: {every: 3}\n";

  @TempDir Path temporary;

  private RunFolder trained(String folder, String yaml) throws IOException {
    RunConfig config = SmallRuns.config(temporary, yaml);
    RunFolder run = SmallRuns.folder(temporary.resolve(folder), config);
    SmallRuns.train(config, run);
    return run;
  }

  private static List<LogRow> log(RunFolder run) throws IOException {
    return RunData.of(run).log().rows();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo", "a2c", "lstm", "critic"})
  void run_measured_hasTheNumbersOfOneThatIsNot(String agent) throws IOException {
    RunFolder plain = trained("plain", SmallRuns.yaml(agent));
    RunFolder measured = trained("measured", SmallRuns.yaml(agent) + DIAGNOSTICS);

    assertThat(measured.episodes()).hasSameBinaryContentAs(plain.episodes());
    assertThat(measured.updates()).hasSameBinaryContentAs(plain.updates());
    List<LogRow> rows = log(measured);
    List<LogRow> plainRows = log(plain);
    for (int i = 0; i < rows.size(); i++) {
      Map<String, Double> figures = new LinkedHashMap<>(rows.get(i).metrics());
      figures.keySet().retainAll(plainRows.get(i).metrics().keySet());
      assertThat(figures).isEqualTo(plainRows.get(i).metrics());
      assertThat(rows.get(i).clipping()).isEqualTo(plainRows.get(i).clipping());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo", "lstm"})
  void run_measuredStoppedAndResumed_endsAsAnUndisturbedOne(String agent) throws IOException {
    String yaml = SmallRuns.yaml(agent) + DIAGNOSTICS;
    RunFolder undisturbed = trained("undisturbed", yaml);
    RunConfig config = SmallRuns.config(temporary, yaml);
    RunFolder stopped = SmallRuns.folder(temporary.resolve("stopped"), config);
    SmallRuns.stopAtEpisode(config, stopped, 7);
    SmallRuns.train(config, stopped);

    assertThat(log(stopped))
        .map(LogRow::metrics)
        .isEqualTo(log(undisturbed).stream().map(LogRow::metrics).toList());
    assertThat(SmallRuns.agentState(stopped.root()))
        .isEqualTo(SmallRuns.agentState(undisturbed.root()));
  }

  @Test
  void log_ofPpo_hasEveryFigureInItsRange() throws IOException {
    RunFolder run = trained("ppo", SmallRuns.PPO + "diagnostics: {every: 1}\n");
    LogRow last =
        log(run).stream()
            .filter(row -> Double.isFinite(Diagnostics.LOCAL_SMOOTHNESS.number(row)))
            .reduce((before, after) -> after)
            .orElseThrow();

    assertThat(number(Diagnostics.LOCAL_SMOOTHNESS, last)).isPositive();
    assertThat(number(Diagnostics.SMOOTHNESS_SLOPE, last)).isFinite();
    assertThat(number(Diagnostics.DORMANT_UNIT_SHARE, last)).isBetween(0.0, 1.0);
    assertThat(number(Diagnostics.LAYER_GRADIENT_RATIO, last)).isBetween(0.0, 1.0);
    assertThat(number(Diagnostics.GRADIENT_SIGNAL_TO_NOISE, last)).isFinite();
    for (int epoch = 0; epoch < 2; epoch++) {
      assertThat(number(Diagnostics.inEpoch(Diagnostics.CLIPPED_BY_EPOCH, epoch, ""), last))
          .isBetween(0.0, 1.0);
      assertThat(number(Diagnostics.inEpoch(Diagnostics.NORM_BY_EPOCH, epoch, ""), last))
          .isPositive();
    }
    assertThat(last.metrics()).doesNotContainKey("clipped_fraction/epoch:2");
  }

  private static double number(Column<LogRow> column, LogRow row) {
    assertThat(row.metrics()).containsKey(column.key());
    return column.number(row);
  }

  @Test
  void page_ofAMeasuredRun_hasItsFiguresAndOfAnyOtherNone() throws IOException {
    RunFolder ppo = trained("ppo", SmallRuns.PPO + DIAGNOSTICS);
    RunFolder critic = trained("critic", SmallRuns.CRITIC + DIAGNOSTICS);
    RunFolder plain = trained("plain", SmallRuns.PPO);

    assertThat(page(ppo))
        .contains("data-plot=\"clipped-by-epoch\"", "data-plot=\"norm-by-epoch\"")
        .contains("data-plot=\"local-smoothness\"", "data-plot=\"smoothness-slope\"")
        .contains("data-plot=\"dormant-units\"", "data-plot=\"layer-norms\"")
        .contains("data-plot=\"signal-to-noise\"")
        .contains("last third");
    assertThat(page(critic))
        .contains("data-plot=\"local-smoothness\"", "local smoothness, critic")
        .doesNotContain("data-plot=\"clipped-by-epoch\"");
    assertThat(page(plain)).doesNotContain("data-plot=\"local-smoothness\"", "Diagnostics");
  }

  private static String page(RunFolder run) throws IOException {
    RunReport.of(Catalog.standard(), run).writePage();
    return Files.readString(run.report());
  }

  @Test
  void config_agentThatMeasuresNothing_isRefused() {
    assertThatThrownBy(
            () ->
                SmallRuns.config(
                    temporary,
                    """
                    name: a3c
                    env: {id: CartPole-v1}
                    agent: {type: rl4j-a3c, network: {hidden: [4]}}
                    training: {steps: 10}
                    diagnostics: {every: 10}
                    """))
        .hasMessageContaining(
            "'diagnostics' needs an agent that measures its gradients, as dqn, ppo, a2c and reinforce do, but the agent is 'rl4j-a3c': leave it out.");
  }
}
