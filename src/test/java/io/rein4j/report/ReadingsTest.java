package io.rein4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.record.ClippingFigures;
import io.rein4j.record.Column;
import io.rein4j.record.RowFile;
import io.rein4j.record.SampleUpdates;
import io.rein4j.record.ScopeFigures;
import io.rein4j.record.UpdatesRow;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What figures read off sequences and tables: windows, stretches, ticks, labels. */
class ReadingsTest {

  @TempDir private Path temporary;

  @Test
  void windows_quantiles_areNumPysOfTheLastValues() {
    double[] values = IntStream.range(0, 40).mapToDouble(i -> (i * 17) % 40).toArray();
    Windows windows = Windows.over(values);

    assertThat(windows.length()).isEqualTo(10);
    // numpy.quantile([(i * 17) % 40 for i in range(30, 40)], [0.1, 0.5, 0.9])
    assertThat(last(windows.quantiles(0.1))).isCloseTo(5.5, within(1e-12));
    assertThat(last(windows.quantiles(0.5))).isCloseTo(20.5, within(1e-12));
    assertThat(last(windows.quantiles(0.9))).isCloseTo(30.5, within(1e-12));
    assertThat(windows.quantiles(0.5)[1]).isEqualTo(8.5);
  }

  @Test
  void windows_manyValues_endWithTheLastOne() {
    double[] values = IntStream.range(0, 12_345).asDoubleStream().toArray();
    Windows windows = Windows.over(values);

    assertThat(windows.ends(values)).hasSize(600).isSorted().endsWith(12_344);
    assertThat(windows.quantiles(1)).isEqualTo(windows.ends(values));
  }

  @Test
  void bins_moreRowsThanPoints_weighByAppliedUpdates() throws IOException {
    List<ClippingFigures> rows = new ArrayList<>();
    for (int row = 0; row < 800; row++) {
      rows.add(row % 2 == 0 ? SampleUpdates.clipping(3, 0, 4) : SampleUpdates.clipping(2, 1, 8));
    }
    UpdateBins bins = bins(rows);

    assertThat(bins.areRows()).isFalse();
    assertThat(bins.mean(norm(""))).hasSize(400).containsOnly(5.0);
    assertThat(bins.largest(norm(""))).containsOnly(8.0);
    assertThat(bins.last(UpdatesRow.STEP)).startsWith(1).endsWith(799);
  }

  @Test
  void bins_rowsWithoutAppliedUpdates_areNoNumber() throws IOException {
    UpdateBins bins =
        bins(List.of(SampleUpdates.clipping(2, 2, Double.NaN), SampleUpdates.clipping(2, 0, 3)));

    assertThat(bins.areRows()).isTrue();
    assertThat(bins.mean(norm(""))).containsExactly(Double.NaN, 3.0);
    assertThat(bins.largest(norm(""))).containsExactly(Double.NaN, 3.0);
  }

  @Test
  void bins_figuresOfAPath_weighByItsOwnAppliedUpdates() throws IOException {
    List<ClippingFigures> rows = new ArrayList<>();
    for (int row = 0; row < 800; row++) {
      double figure = row % 2 == 0 ? 4 : 8;
      rows.add(
          SampleUpdates.over(
              SampleUpdates.clipping(4, row % 2 == 0 ? 0 : 2, figure),
              Map.of(
                  "actor",
                  SampleUpdates.clipping(1, 0, figure),
                  "critic",
                  SampleUpdates.clipping(3, row % 2 == 0 ? 0 : 2, figure))));
    }
    UpdateBins bins = bins(rows);

    assertThat(bins.mean(norm(""))).containsOnly((4 * 4.0 + 2 * 8.0) / 6);
    assertThat(bins.mean(norm("actor"))).containsOnly(6.0);
    assertThat(bins.mean(norm("critic"))).containsOnly(5.0);
    assertThat(bins.mean(UpdatesRow.ofGroup(ScopeFigures.GRAD_NORM_PRE_MEAN, "critic")))
        .containsOnly(5.0);
    assertThat(bins.mean(UpdatesRow.ofGroup(ScopeFigures.GRAD_NORM_PRE_MEAN, "actor")))
        .containsOnly(6.0);
  }

  private static Column<UpdatesRow> norm(String path) {
    return UpdatesRow.onPath(ScopeFigures.GRAD_NORM_PRE_MEAN, path);
  }

  private UpdateBins bins(List<ClippingFigures> rows) throws IOException {
    RunFolder folder = RunFolder.at(temporary);
    SampleUpdates.write(folder.updates(), rows);
    return UpdateBins.of(RowFile.updates(folder));
  }

  @Test
  void ticks_anyInterval_areRound() {
    assertThat(Ticks.linear(0, 500, 6)).containsExactly(0.0, 100.0, 200.0, 300.0, 400.0, 500.0);
    assertThat(Ticks.linear(-0.03, 0.031, 4)).containsExactly(-0.02, 0.0, 0.02);
    assertThat(Ticks.log(0.05, 200, 8)).containsExactly(0.1, 1.0, 10.0, 100.0);
    assertThat(Ticks.log(3, 60, 8)).containsExactly(5.0, 10.0, 20.0, 50.0);
    assertThat(Ticks.log(3, 60, 3)).containsExactly(5.0, 50.0);
    assertThat(Ticks.log(1e-6, 1e6, 5)).containsExactly(1e-6, 1e-3, 1.0, 1e3, 1e6);
    assertThat(Ticks.log(3.1, 4.9, 4)).containsExactly(3.5, 4.0, 4.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.5|0.5",
        "13.4375|13.4",
        "0|0",
        "1234.5|1,235",
        "2.34e-5|2.3e-05",
        "-0.0421|-0.0421",
        "12345678|1.2e+07",
        "NaN|-",
        "Infinity|∞",
        "999.7|1,000"
      })
  void label_anyMagnitude_hasThreeDigits(double value, String label) {
    assertThat(Labels.number(value)).isEqualTo(label);
  }

  private static double last(double[] values) {
    return values[values.length - 1];
  }
}
