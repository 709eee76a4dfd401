package io.rein4j.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rein4j.catalog.Catalog;
import io.rein4j.files.DamagedFileException;
import io.rein4j.train.EpisodeRecord;
import io.rein4j.train.EvaluationRecord;
import io.rein4j.train.LogPoint;
import io.rein4j.train.Provenance;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunFolder;
import io.rein4j.train.RunListener;
import io.rein4j.train.RunSummary;
import io.rein4j.train.SmallRuns;
import io.rein4j.train.UpdatesRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run said while it was trained, and what its folder says of it. */
class RunDataTest {

  @TempDir private static Path temporary;

  private static final List<EpisodeRow> EPISODES = new ArrayList<>();
  private static final List<UpdatesRow> UPDATES = new ArrayList<>();
  private static final List<LogRow> LOG = new ArrayList<>();
  private static final List<EvaluationRow> EVALUATIONS = new ArrayList<>();

  private static RunConfig config;
  private static RunFolder original;
  private static Summary summary;

  @TempDir private Path copies;

  private RunData run;

  @BeforeAll
  static void train() throws IOException {
    config = SmallRuns.config(temporary, SmallRuns.CRITIC);
    original = SmallRuns.folder(temporary, config);
    RunSummary result = SmallRuns.train(config, original, new Heard());
    summary = Summary.of(result);
    RunProvenance.of(Provenance.gather(Catalog.standard(), List.of("train", "small run.yaml")))
        .in(Map.of("python", "3.12"), false)
        .write(original.provenance());
  }

  @BeforeEach
  void copy() throws IOException {
    RunFolder folder = RunFolder.at(copies.resolve("run"));
    folder.makeIfAbsent();
    for (Path file :
        List.of(
            original.config(),
            original.provenance(),
            original.episodes(),
            original.updates(),
            original.metrics(),
            original.summary())) {
      Files.copy(file, folder.root().resolve(file.getFileName()));
    }
    run = RunData.read(folder.root());
  }

  @Test
  void rows_asRead_areThoseThatWereWritten() throws IOException {
    assertThat(run.episodes().rows()).isEqualTo(EPISODES).hasSizeGreaterThan(20);
    assertThat(run.updates().rows()).isEqualTo(UPDATES).hasSizeGreaterThan(20);
    assertThat(run.log().rows()).isEqualTo(LOG).hasSize(5);
    assertThat(run.evaluations().rows()).isEqualTo(EVALUATIONS).hasSize(3);
    assertThat(run.updates().scopes()).isEqualTo(UPDATES.get(0).clipping().scopes());
    assertThat(run.lastStep()).isEqualTo(EVALUATIONS.get(2).figures().step());
  }

  @Test
  void summaryConfigAndProvenance_asRead_areThoseThatWereWritten() throws IOException {
    assertThat(run.summaryOfWholeRecord()).contains(summary);
    assertThat(summary.normQuantiles()).containsOnlyKeys("", "actor", "critic");
    assertThat(summary.normQuantiles().get("critic"))
        .containsEntry("0.5", summary.clipping().path("critic").whole().gradNormPreMedian());
    assertThat(run.config(Catalog.standard())).isEqualTo(config);
    assertThat(run.configText()).startsWith("name: small-critic\n");
    RunProvenance provenance = run.provenance();
    assertThat(provenance.version()).isEqualTo(Provenance.ownVersion());
    assertThat(provenance.isExact()).isFalse();
    assertThat(provenance.environment()).isEqualTo(Map.of("python", "3.12"));
    assertThat(provenance.inWords())
        .containsEntry("command line", "train small run.yaml")
        .containsEntry("environment", "python 3.12");
    assertThat(provenance.initFrom()).isEmpty();
    assertThat(provenance.stretches(2000).goal()).isEqualTo(2000);
  }

  @Test
  void failure_ofARunThatHasFinishedSince_isNone() throws IOException {
    new RunFailure("The disk is full.", true).write(run.folder());
    assertThat(run.failure()).isEmpty();

    Files.delete(run.folder().summary());
    assertThat(run.failure()).contains(new RunFailure("The disk is full.", true));
  }

  /** The rows are the tables' own columns, in their order, and nothing besides. */
  @Test
  void columns_ofRows_areTheHeaders() throws IOException {
    Scopes scopes = run.updates().scopes();
    assertThat(Column.keys(EpisodeRow.columns(scopes)))
        .isEqualTo(CsvTable.read(original.episodes()).columns());
    assertThat(Column.keys(UpdatesRow.columns(scopes)))
        .isEqualTo(CsvTable.read(original.updates()).columns());
    List<double[]> columns =
        run.updates()
            .columns(
                List.of(
                    UpdatesRow.STEP, UpdatesRow.onPath(ScopeFigures.CLIPPED_FRACTION, "critic")));
    CsvTable table = CsvTable.read(original.updates());
    assertThat(columns.get(0)).isEqualTo(table.doubles("step"));
    assertThat(columns.get(1)).isEqualTo(table.doubles("clipped_fraction/path:critic"));
  }

  @Test
  void totals_ofAllRows_areTheSummarys() throws IOException {
    ClippingFigures totals = ClippingTotals.of(run.updates());
    for (String path : List.of("", "actor", "critic")) {
      ClippingFigures expected = summary.clipping().path(path);
      ClippingFigures found = totals.path(path);
      assertThat(found.updates()).isEqualTo(expected.updates());
      assertThat(found.skippedUpdates()).isEqualTo(expected.skippedUpdates());
      assertThat(found.clippedUpdates()).isEqualTo(expected.clippedUpdates());
      for (Column<ScopeFigures> column :
          List.of(
              ScopeFigures.CLIPPED_FRACTION,
              ScopeFigures.GRAD_NORM_PRE_MEAN,
              ScopeFigures.GRAD_NORM_POST_MEAN,
              ScopeFigures.CLIP_COEFFICIENT_MEAN,
              ScopeFigures.REMOVED_NORM_SHARE)) {
        assertThat(column.number(found.whole()))
            .as("%s of '%s'", column.key(), path)
            .isCloseTo(column.number(expected.whole()), offset(1e-12));
      }
    }
  }

  @Test
  void totals_ofRowsWithElementsThatAreNotFinite_countThem() {
    ClippingTotals totals = new ClippingTotals();
    for (long elements : new long[] {2, 0, 5}) {
      totals.add(
          new UpdatesRow(
              0,
              0,
              0,
              new ClippingFigures(
                  1,
                  1,
                  0,
                  Double.NaN,
                  elements,
                  Double.NaN,
                  ScopeFigures.NONE,
                  Map.of(),
                  Map.of(),
                  List.of())));
    }
    assertThat(totals.figures().nonFiniteElements()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"grad_norm_pre_mean/path:critic", "clipped_updates/path:actor"})
  void contradiction_otherFigureOfAnUpdatePath_isTold(String key) throws IOException {
    ObjectNode object = (ObjectNode) JsonFiles.read(run.folder().summary());
    ((ObjectNode) object.get("gradient")).put(key, 987_654);
    Files.writeString(run.folder().summary(), object.toString());

    assertThat(
            RunChecks.contradiction(
                run, run.summaryOfWholeRecord().orElseThrow(), run.evaluations().rows()))
        .get(InstanceOfAssertFactories.STRING)
        .startsWith(
            "'%s' is not what the run wrote: '%s' is 987654".formatted(run.folder().summary(), key))
        .contains("but the rows of updates.csv make ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "steps|\"many\"|is no summary of a run: it has no 'steps' or no 'gradient'.",
        "final_evaluation|3|summary.json: 'final_evaluation' should be an object, but is 3.",
        "diverged|null|summary.json: 'diverged' should be true or false, but is null.",
        "frames|0.5|summary.json: 'frames' should be a whole number, but is 0.5.",
        "seconds|\"1\"|summary.json: 'seconds' should be a number, but is \"1\".",
        "gradient|{}|summary.json, 'gradient': 'updates' should be a whole number, but is missing.",
      })
  void summary_foreignValue_isToldWithItsPlace(String key, String value, String sentence)
      throws IOException {
    set(key, value);
    assertThatThrownBy(run::summary)
        .isInstanceOf(DamagedFileException.class)
        .hasMessageEndingWith(sentence);
  }

  @Test
  void summary_ofALaterVersion_saysWhoseItIs() throws IOException {
    set("best_evaluation", "{\"id\": 7}");
    Files.writeString(run.folder().provenance(), "{\"rein4j\": \"99.1\"}");
    assertThatThrownBy(run::summary)
        .isInstanceOf(DamagedFileException.class)
        .hasMessageEndingWith(
            "'best_evaluation': 'step' should be a whole number, but is missing. Rein4J 99.1 wrote it, and this is %s.",
            Provenance.ownVersion());
  }

  @Test
  void rows_ofAForeignFile_areRefusedWithTheirPlace() throws IOException {
    String header = Files.readAllLines(original.updates()).get(0);
    assertRefused("a,b\n1,2\n", "updates.csv has no column 'row'; it has [a, b].");
    assertRefused("", "updates.csv has no header row.");
    assertRefused(header + "\n1,2\n", "updates.csv, line 2: expected ");
    assertRefused(header.replace("row", "step"), "updates.csv has no header row.");
    assertRefused(
        header.replace("row,", "step,") + "\n", "updates.csv has two columns named 'step'.");
    String row = Files.readAllLines(original.updates()).get(1);
    assertRefused(
        header + "\n" + row.replaceFirst("0,", "x,") + "\n",
        "updates.csv, row 1 below the header, column 'row': expected a whole number, found 'x'.");
    Files.delete(run.folder().updates());
    assertThatThrownBy(run.updates()::rows)
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("There is no file '");
  }

  private void assertRefused(String text, String sentence) throws IOException {
    Files.writeString(run.folder().updates(), text);
    assertThatThrownBy(run.updates()::rows)
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void log_foreignLine_isRefusedWithItsPlace() throws IOException {
    Files.writeString(run.folder().metrics(), "{\"kind\": \"training\"}\n{\"kind\": 3}\n");
    assertThatThrownBy(run.log()::rows)
        .isInstanceOf(DamagedFileException.class)
        .hasMessageEndingWith(
            "metrics.jsonl, line 1: 'step' should be a whole number, but is missing.");
    assertThat(run.evaluations().rows()).isEmpty();
  }

  private void set(String key, String value) throws IOException {
    ObjectNode object = (ObjectNode) JsonFiles.read(run.folder().summary());
    object.set(key, new JsonMapper().readTree(value));
    Files.writeString(run.folder().summary(), object.toString());
  }

  /** Takes down what a run says. */
  private static final class Heard implements RunListener {

    @Override
    public void episodeEnded(EpisodeRecord episode) {
      EPISODES.add(EpisodeRow.of(episode));
    }

    @Override
    public void updatesMade(UpdatesRecord updates) {
      UPDATES.add(UpdatesRow.of(updates));
    }

    @Override
    public void logged(LogPoint point) {
      LOG.add(LogRow.of(point));
    }

    @Override
    public void evaluated(EvaluationRecord evaluation) {
      EVALUATIONS.add(EvaluationRow.of(evaluation));
    }
  }
}
