package io.rein4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rein4j.catalog.Catalog;
import io.rein4j.files.DamagedFileException;
import io.rein4j.record.JsonFiles;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunFolder;
import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunReportTest {

  @TempDir private Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo"})
  void report_finishedRun_showsFiguresAndSummary(String agent) throws IOException {
    RunFolder run = finished(agent);
    RunReport report = RunReport.of(Catalog.standard(), run);
    report.writePage();
    report.writeFigures();

    assertThat(Files.readString(run.report()))
        .contains("small-" + agent, "on CartPole-v1, seed 1, clipping: global-norm 0.5")
        .contains("data-plot=\"learning\"", "data-plot=\"any-threshold\"")
        .contains("<dt>final evaluation</dt>", "type: " + agent, "threshold 0.5: ")
        .doesNotContain("has not finished");
    assertThat(Files.readString(run.report()))
        .containsPattern("episodes in \\d+(:\\d+|\\.\\d\u00a0s), ")
        .containsPattern("<dd class=\"note\">of the last [1-9][\\d,]* norms; ")
        .doesNotContain("most updates", "the length of every step");
    assertThat(run.figures().resolve("learning.svg")).isNotEmptyFile();
    assertThat(run.figures().resolve("gradient-norm.png")).isNotEmptyFile();
  }

  /** Also of a run that has not finished, whose totals are those of its rows. */
  @Test
  void report_ruleThatLengthens_saysWhatWasAdded() throws IOException {
    RunConfig config =
        SmallRuns.config(
            temporary,
            SmallRuns.PPO.replace(
                "{type: global-norm, threshold: 0.5}", "{type: normalize, threshold: 100}"));
    RunFolder run = SmallRuns.folder(temporary, config);
    SmallRuns.train(config, run);
    RunReport.of(Catalog.standard(), run).writePage();
    String finished = Files.readString(run.report());
    Files.delete(run.summary());
    RunReport.of(Catalog.standard(), run).writePage();

    for (String page : new String[] {finished, Files.readString(run.report())}) {
      assertThat(page)
          .containsPattern("updates\\. It added [\\d.]+% to the gradient.{1,5}s norm")
          .contains("added by clipping")
          .doesNotContain("removed by clipping", "It removed -", "threshold 100: ");
    }
  }

  @Test
  void report_noThresholdDrawn_hasNoCaptionThatSpeaksOfOne() throws IOException {
    String plain = page(SmallRuns.PPO.replace("[{type: global-norm, threshold: 0.5}]", "[]"));
    assertThat(plain)
        .contains("data-plot=\"gradient-norm\"")
        .doesNotContain("lies above the threshold", "the threshold never binds");

    String perLayer = page(SmallRuns.PPO.replace("type: global-norm", "type: per-layer-norm"));
    assertThat(perLayer)
        .contains("the threshold never binds")
        .doesNotContain("lies above the threshold");

    assertThat(page(SmallRuns.PPO))
        .contains("lies above the threshold", "the threshold never binds");
  }

  @Test
  void report_ruleThatDrops_marksTheShareOfGradientsThatExceedItsThreshold() throws IOException {
    String page =
        page(
            SmallRuns.PPO.replace(
                "rules: [{type: global-norm, threshold: 0.5}]",
                "max-skips-in-a-row: 1000, rules: [{type: global-norm, threshold: 10, on-exceed: skip}]"));
    Matcher bound =
        Pattern.compile("on-exceed: skip}</td>\\s*<td class=\"number\">([0-9.]+%)</td>")
            .matcher(page);
    assertThat(bound.find()).isTrue();
    assertThat(bound.group(1)).isNotIn("0.0%", "100.0%");
    assertThat(page).contains("threshold 10: " + bound.group(1));
  }

  @Test
  void report_chainOfRules_saysWhatEachDidAndWhyThereIsNoLine() throws IOException {
    String page =
        page(
            SmallRuns.PPO.replace(
                "[{type: global-norm, threshold: 0.5}]",
                "[{type: value, threshold: 1e-9}, {type: global-norm, threshold: 77}]"));
    assertThat(page)
        .containsPattern(
            "<td>0</td>\\s*<td>\\{type: value, threshold: 1e-9}</td>\\s*<td class=\"number\">100.0%</td>\\s*<td class=\"number\">1.0e-09</td>")
        .containsPattern(
            "<td>1</td>\\s*<td>\\{type: global-norm, threshold: 77}</td>\\s*<td class=\"number\">0.0%</td>\\s*<td class=\"number\">77</td>")
        .contains("No figure has a line for their thresholds")
        .doesNotContain("threshold 77: ");

    assertThat(page(SmallRuns.PPO))
        .doesNotContain("What each rule did", "No figure has a line for their thresholds");
  }

  private String page(String yaml) throws IOException {
    RunConfig config = SmallRuns.config(temporary, yaml);
    RunFolder run = SmallRuns.folder(temporary, config);
    SmallRuns.train(config, run);
    RunReport.of(Catalog.standard(), run).writePage();
    return Files.readString(run.report());
  }

  @Test
  void report_killedRun_showsWhatIsThere() throws IOException {
    RunFolder run = finished("ppo");
    Files.delete(run.summary());
    Files.delete(run.provenance().resolveSibling("metrics.jsonl"));
    String updates = Files.readString(run.updates());
    Files.writeString(run.updates(), updates.substring(0, updates.length() - 20));
    RunReport.of(Catalog.standard(), run).writePage();

    assertThat(Files.readString(run.report()))
        .contains("The run has not finished", "up to step 1,792 of 2,000")
        .contains("Clipping changed 100.0% of 56 updates")
        .contains("Once the run has finished", "data-plot=\"gradient-norm\"");
  }

  @Test
  void report_runOfNoRows_isAPageWithoutFigures() throws IOException {
    RunFolder run = finished("ppo");
    Files.delete(run.summary());
    for (Path file : new Path[] {run.episodes(), run.updates()}) {
      Files.writeString(file, Files.readString(file).lines().findFirst().orElseThrow() + "\n");
    }
    Files.writeString(run.metrics(), "");
    RunReport.of(Catalog.standard(), run).writePage();

    assertThat(Files.readString(run.report()))
        .contains("The run has not finished", "No update has been applied yet")
        .doesNotContain("data-plot=\"");
  }

  @Test
  void report_advice_isToldAboveTheFigures() throws IOException {
    RunFolder run = finished("ppo");
    String summary = Files.readString(run.summary());
    Files.writeString(
        run.summary(),
        summary.replaceFirst("\"advice\" : \\[[^]]*]", "\"advice\": [\"Raise <it> to `10`.\"]"));
    RunReport.of(Catalog.standard(), run).writePage();

    assertThat(Files.readString(run.report()))
        .contains("<p>Raise &lt;it&gt; to <code>10</code>.</p>");
  }

  @Test
  void report_runThatHasNotBegun_isRefused() throws IOException {
    RunConfig config = SmallRuns.config(temporary, SmallRuns.PPO);
    RunFolder run = SmallRuns.folder(temporary, config);

    assertThatThrownBy(() -> RunReport.of(Catalog.standard(), run))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has not begun");
  }

  @Test
  void summary_normQuantiles_ascendAndAgreeWithItsOtherFigures() throws IOException {
    JsonNode gradient = JsonFiles.read(finished("dqn").summary()).get("gradient");
    JsonNode quantiles = gradient.get("grad_norm_pre_quantiles");

    double before = 0;
    for (JsonNode quantile : quantiles) {
      assertThat(quantile.doubleValue()).isGreaterThanOrEqualTo(before);
      before = quantile.doubleValue();
    }
    assertThat(quantiles.get("0.5")).isEqualTo(gradient.get("grad_norm_pre_p50"));
    assertThat(quantiles.get("0.9")).isEqualTo(gradient.get("grad_norm_pre_p90"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"episodes.csv", "updates.csv", "metrics.jsonl"})
  void report_recordThatHasChangedSinceTheRunEnded_isRefused(String name) throws IOException {
    RunFolder run = finished("ppo");
    Path file = run.root().resolve(name);
    byte[] whole = Files.readAllBytes(file);
    String text = Files.readString(file);
    int line = text.lastIndexOf('\n', text.length() - 2) + 1;
    String bytes = "%s bytes that it had when the run ended.".formatted(whole.length);

    Files.writeString(file, text.substring(0, line));
    assertRefused(run, "'%s' is shorter than the %s".formatted(file, bytes));
    Files.writeString(file, text + text.substring(line));
    assertRefused(run, "'%s' is longer than the %s".formatted(file, bytes));
    byte[] changed = whole.clone();
    changed[line - 2] ^= 1;
    Files.write(file, changed);
    assertRefused(
        run,
        "'%s' was changed: its first %s bytes are not those that it had when the run ended."
            .formatted(file, whole.length));
    Files.delete(file);
    assertRefused(
        run, "'%s' is gone; it had %s bytes when the run ended.".formatted(file, whole.length));

    Files.write(file, whole);
    RunReport.of(Catalog.standard(), run).requireWhole();
  }

  /** The page is of what is whole, and says what is not. */
  private static void assertRefused(RunFolder run, String sentence) throws IOException {
    RunReport report = RunReport.of(Catalog.standard(), run);
    assertThatThrownBy(report::requireWhole)
        .isInstanceOf(DamagedFileException.class)
        .hasMessage(sentence);
    report.writePage();
    assertThat(Files.readString(run.report()))
        .contains("This page shows only what is intact.")
        .contains(Html.escaped(sentence));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3",
        "{}",
        "{\"episodes.csv\": {\"bytes\": -1, \"crc32c\": \"00000000\"}}",
        "{\"episodes.csv\": {\"bytes\": 1, \"crc32c\": \"none\"}}"
      })
  void report_summaryThatSaysNothingOfTheRecord_isRefused(String record) throws IOException {
    RunFolder run = finished("ppo");
    write(run, new JsonMapper().readTree(record));
    assertRefused(
        run,
        "%s does not say how many bytes 'episodes.csv' had when the run ended, and their checksum."
            .formatted(run.summary()));
  }

  /** Versions before this one wrote such summaries. */
  @Test
  void report_summaryWithoutARecord_believesWhatIsThere() throws IOException {
    RunFolder run = finished("ppo");
    write(run, null);
    Files.writeString(run.metrics(), "");
    RunReport.of(Catalog.standard(), run).writePage();
    assertThat(Files.readString(run.report())).doesNotContain("has not finished");
  }

  private static void write(RunFolder run, @Nullable JsonNode record) throws IOException {
    ObjectNode summary = (ObjectNode) JsonFiles.read(run.summary());
    if (record == null) {
      summary.remove("record");
    } else {
      summary.set("record", record);
    }
    Files.writeString(run.summary(), summary.toString());
  }

  private RunFolder finished(String agent) throws IOException {
    RunConfig config = SmallRuns.config(temporary, SmallRuns.yaml(agent));
    RunFolder run = SmallRuns.folder(temporary, config);
    SmallRuns.train(config, run);
    return run;
  }
}
