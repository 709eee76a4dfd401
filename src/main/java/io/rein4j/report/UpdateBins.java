package io.rein4j.report;

import io.rein4j.record.Column;
import io.rein4j.record.RowFile;
import io.rein4j.record.UpdatesRow;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * updates.csv in at most 400 stretches of whole rows, so that a line can be drawn; with no more
 * rows than that, each row is its own stretch and its figures are the file's. The file is read
 * twice and never held.
 */
final class UpdateBins {

  private static final int MOST = 400;

  /** A column in every stretch: the mean over its applied updates, the last, the largest value. */
  private static final class Figures {

    private final double[] sums;
    private final double[] weights;
    private final double[] last;
    private final double[] largest;

    Figures(int count) {
      this.sums = new double[count];
      this.weights = new double[count];
      this.last = new double[count];
      this.largest = new double[count];
      Arrays.fill(largest, Double.NaN);
    }

    void add(int bin, double value, double weight) {
      last[bin] = value;
      if (!Double.isNaN(value)) {
        sums[bin] += weight * value;
        weights[bin] += weight;
        largest[bin] = Double.isNaN(largest[bin]) ? value : Math.max(largest[bin], value);
      }
    }
  }

  private final long rows;
  private final int count;
  private final Map<String, Figures> figures = new LinkedHashMap<>();

  private UpdateBins(long rows) {
    this.rows = rows;
    this.count = (int) Math.min(MOST, rows);
  }

  /** Returns no stretches at all. */
  static UpdateBins none() {
    return new UpdateBins(0);
  }

  /**
   * Divides a table of updates.
   *
   * @throws IOException if it cannot be read
   */
  static UpdateBins of(RowFile<UpdatesRow> updates) throws IOException {
    long[] rows = {0};
    updates.forEach(row -> rows[0]++);
    UpdateBins bins = new UpdateBins(rows[0]);
    List<Column<UpdatesRow>> columns = UpdatesRow.columns(updates.scopes());
    columns.forEach(column -> bins.figures.put(column.key(), new Figures(bins.count)));
    long[] at = {0};
    int[] bin = {0};
    updates.forEach(
        row -> {
          if (at[0] == bins.rows) {
            // Written since they were counted.
            return;
          }
          if (at[0]++ == bins.begin(bin[0] + 1)) {
            bin[0]++;
          }
          for (Column<UpdatesRow> column : columns) {
            bins.of(column).add(bin[0], column.number(row), (double) row.appliedUpdates(column));
          }
        });
    return bins;
  }

  boolean areRows() {
    return count == rows;
  }

  /** Returns the last value of a column in each stretch. */
  double[] last(Column<UpdatesRow> column) {
    return of(column).last;
  }

  /** Returns the largest value of a column in each stretch; NaN if there is none. */
  double[] largest(Column<UpdatesRow> column) {
    return of(column).largest;
  }

  /** Returns the mean of a column over the applied updates of each stretch; NaN over none. */
  double[] mean(Column<UpdatesRow> column) {
    Figures own = of(column);
    double[] means = new double[count];
    for (int bin = 0; bin < count; bin++) {
      means[bin] =
          begin(bin + 1) - begin(bin) == 1
              ? own.last[bin]
              : own.weights[bin] == 0 ? Double.NaN : own.sums[bin] / own.weights[bin];
    }
    return means;
  }

  private Figures of(Column<UpdatesRow> column) {
    return figures.computeIfAbsent(column.key(), key -> new Figures(count));
  }

  private long begin(int bin) {
    return bin * rows / count;
  }
}
