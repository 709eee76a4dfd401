package io.rein4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.harness.Browser;
import io.rein4j.harness.RequiresBrowser;
import io.rein4j.record.CsvTable;
import io.rein4j.study.analysis.StudyResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of a study as a browser shows it. */
@RequiresBrowser
class StudyPageTest {

  /**
   * Learning curves and profiles of six places, the sensitivity of three outcomes, and the costs of
   * one setting for all under two conditions.
   */
  private static final int FIGURES = 6 + 6 + 3 + 2;

  @TempDir private static Path temporary;

  private static StudyResults results;
  private static Path page;

  @BeforeAll
  static void writePage() throws IOException {
    results = SampleStudy.results(temporary);
    page = temporary.resolve("report.html");
    StudyReport.of(results, temporary, "name: clipping-under-noise\n", List.of()).writePage(page);
  }

  @ParameterizedTest
  @CsvSource({
    "1280,900,light", "1280,900,dark", "768,1024,light", "768,1024,dark",
    "390,844,light", "390,844,dark", "320,640,light", "320,640,dark"
  })
  void page_onAnyScreen_drawsEveryFigureQuietlyAndFits(
      int width, int height, String scheme, Browser browser) throws IOException {
    browser.show(width, height, scheme);
    browser.open(page);

    assertThat(PageProbe.drawnSeries(browser))
        .hasSize(FIGURES)
        .allSatisfy((figure, series) -> assertThat(series).as(figure).isPositive());
    Map<String, Long> intervals = PageProbe.drawnIntervals(browser);
    assertThat(intervals.remove("grids")).as("intervals of grids").isPositive();
    assertThat(intervals.values().stream().mapToLong(Long::longValue).sum())
        .as("intervals of aggregates and comparisons")
        .isEqualTo(results.aggregates().size() + results.comparisons().size());
    assertThat(PageProbe.illegible(browser)).isEmpty();
    assertThat(PageProbe.cutTables(browser)).isEmpty();
    assertThat(PageProbe.overflow(browser)).as("pixels beyond the right edge").isZero();
    assertThat(browser.messages()).isEmpty();
    assertThat(browser.requests()).containsExactly(page.toUri().toString());
    browser.screenshot(Path.of("target", "pages", "study-%s-%s.png".formatted(width, scheme)));
  }

  @Test
  void reliability_onALaptop_isWhole(Browser browser) {
    browser.show(1280, 900, "light");
    browser.open(page);

    assertThat(PageProbe.scrolledTables(browser)).doesNotContain("reliability");
  }

  @Test
  void page_printed_hasEveryTableWhole(Browser browser) {
    browser.print(718);
    browser.open(page);

    assertThat(PageProbe.scrolledTables(browser)).isEmpty();
    assertThat(PageProbe.overflow(browser)).as("pixels beyond the paper's edge").isZero();
  }

  @Test
  void csv_ofTables_holdsTheExactNumbers(Browser browser) throws IOException {
    browser.show(1280, 900, "light");
    browser.open(page);

    CsvTable runs = csv(browser, "runs");
    assertThat(runs.doubles("final_score"))
        .isEqualTo(results.runs().stream().mapToDouble(run -> run.finalScore()).toArray());
    assertThat(runs.texts("state")).contains("crashed", "ok");
    CsvTable intervals = csv(browser, "intervals-final-score");
    assertThat(intervals.rows()).isEqualTo(results.aggregates().size() / 3);
    assertThat(intervals.doubles("iqm")[0]).isEqualTo(SampleStudy.score("off", "clean"));
    assertThat(intervals.texts("place")).contains("all environments, " + SampleStudy.NOISE);
    CsvTable comparisons = csv(browser, "comparisons-stability");
    assertThat(comparisons.columns()).contains("difference_low", "difference_high", "adjusted_p");
    assertThat(csv(browser, "improvement-stability-overall-clean").rows()).isEqualTo(20);
  }

  private static CsvTable csv(Browser browser, String id) throws IOException {
    return CsvTable.read(Files.writeString(temporary.resolve(id), PageProbe.csv(browser, id)));
  }
}
