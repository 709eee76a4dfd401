package io.rein4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.catalog.Catalog;
import io.rein4j.harness.Browser;
import io.rein4j.harness.RequiresBrowser;
import io.rein4j.record.CsvTable;
import io.rein4j.train.RunFolder;
import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of a run as a browser shows it. */
@RequiresBrowser
class RunPageTest {

  private static final List<String> FIGURES =
      List.of("learning", "clipped-fraction", "gradient-norm", "any-threshold", "group-norms");

  @TempDir private static Path temporary;

  private static RunFolder run;

  @BeforeAll
  static void writePage() throws IOException {
    var config = SmallRuns.config(temporary, SmallRuns.PPO);
    run = SmallRuns.folder(temporary, config);
    SmallRuns.train(config, run);
    RunReport.of(Catalog.standard(), run).writePage();
  }

  @ParameterizedTest
  @CsvSource({
    "1280,900,light", "1280,900,dark", "768,1024,light", "768,1024,dark",
    "390,844,light", "390,844,dark", "320,640,light", "320,640,dark"
  })
  void page_onAnyScreen_drawsEveryFigureQuietlyAndFits(
      int width, int height, String scheme, Browser browser) throws IOException {
    browser.show(width, height, scheme);
    browser.open(run.report());

    assertThat(PageProbe.drawnSeries(browser))
        .containsOnlyKeys(FIGURES)
        .allSatisfy((figure, series) -> assertThat(series).as(figure).isPositive());
    assertThat(PageProbe.illegible(browser)).isEmpty();
    assertThat(PageProbe.cutTables(browser)).isEmpty();
    assertThat(PageProbe.overflow(browser)).as("pixels beyond the right edge").isZero();
    assertThat(browser.messages()).isEmpty();
    assertThat(browser.requests()).containsExactly(run.report().toUri().toString());
    browser.screenshot(Path.of("target", "pages", "run-%s-%s.png".formatted(width, scheme)));
  }

  @Test
  void page_schemeChanges_drawsAgainInItsColours(Browser browser) {
    browser.show(1280, 900, "light");
    browser.open(run.report());
    String light = PageProbe.colour(browser);
    browser.show(1280, 900, "dark");

    assertThat(PageProbe.colour(browser)).isNotEqualTo(light);
    assertThat(PageProbe.drawnSeries(browser)).hasSize(FIGURES.size());
    assertThat(browser.messages()).isEmpty();
  }

  @Test
  void csv_ofEveryFigure_holdsTheNumbersOfTheRunsFiles(Browser browser) throws IOException {
    browser.show(1280, 900, "light");
    browser.open(run.report());

    CsvTable updates = CsvTable.read(run.updates());
    CsvTable clipped = csv(browser, "clipped-fraction");
    assertThat(clipped.doubles("step")).isEqualTo(updates.doubles("step"));
    assertThat(clipped.doubles("clipped_fraction")).isEqualTo(updates.doubles("clipped_fraction"));

    CsvTable norms = csv(browser, "gradient-norm");
    assertThat(rows(norms, "largest before clipping", "norm"))
        .isEqualTo(updates.doubles("grad_norm_pre_max"));
    assertThat(rows(norms, "median before clipping, band up to the 90% quantile", "high"))
        .isEqualTo(updates.doubles("grad_norm_pre_p90"));
    assertThat(rows(norms, "threshold", "norm")).containsOnly(0.5);

    CsvTable episodes = CsvTable.read(run.episodes());
    CsvTable learning = csv(browser, "learning");
    assertThat(rows(learning, "an episode in training", "return"))
        .isEqualTo(episodes.doubles("return"));
    assertThat(rows(learning, "evaluation, mean ± standard deviation", "step"))
        .containsExactly(800, 1600, 2048);
  }

  private static CsvTable csv(Browser browser, String id) throws IOException {
    return CsvTable.read(Files.writeString(temporary.resolve(id), PageProbe.csv(browser, id)));
  }

  private static double[] rows(CsvTable table, String series, String column) throws IOException {
    List<String> names = table.texts("series");
    double[] values = table.doubles(column);
    return IntStream.range(0, table.rows())
        .filter(row -> names.get(row).equals(series))
        .mapToDouble(row -> values[row])
        .toArray();
  }
}
