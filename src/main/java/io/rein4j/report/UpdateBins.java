package io.rein4j.report;

import io.rein4j.record.CsvTable;
import java.io.IOException;

/**
 * updates.csv in at most 400 stretches of whole rows, so that a line can be drawn; with no more
 * rows than that, each row is its own stretch and its figures are the file's.
 */
final class UpdateBins {

  private static final int MOST = 400;

  private final CsvTable table;
  private final double[] weights;
  private final int count;

  /**
   * Divides a table.
   *
   * @throws IOException if it is not one of updates
   */
  UpdateBins(CsvTable updates) throws IOException {
    this.table = updates;
    this.count = Math.min(MOST, updates.rows());
    this.weights = updates.doubles("updates");
    double[] skipped = updates.doubles("skipped_updates");
    for (int row = 0; row < weights.length; row++) {
      weights[row] -= skipped[row];
    }
  }

  boolean areRows() {
    return count == table.rows();
  }

  /** Returns the last value of a column in each stretch. */
  double[] last(String column) throws IOException {
    double[] values = table.doubles(column);
    double[] last = new double[count];
    for (int bin = 0; bin < count; bin++) {
      last[bin] = values[begin(bin + 1) - 1];
    }
    return last;
  }

  /** Returns the largest value of a column in each stretch; NaN if there is none. */
  double[] largest(String column) throws IOException {
    double[] values = table.doubles(column);
    double[] largest = new double[count];
    for (int bin = 0; bin < count; bin++) {
      largest[bin] = Double.NaN;
      for (int row = begin(bin); row < begin(bin + 1); row++) {
        if (!(values[row] <= largest[bin]) && !Double.isNaN(values[row])) {
          largest[bin] = values[row];
        }
      }
    }
    return largest;
  }

  /** Returns the mean of a column over the applied updates of each stretch; NaN over none. */
  double[] mean(String column) throws IOException {
    double[] values = table.doubles(column);
    double[] means = new double[count];
    for (int bin = 0; bin < count; bin++) {
      means[bin] =
          begin(bin + 1) - begin(bin) == 1
              ? values[begin(bin)]
              : mean(values, begin(bin), begin(bin + 1));
    }
    return means;
  }

  /** Returns the mean of a column over all applied updates. */
  double total(String column) throws IOException {
    return mean(table.doubles(column), 0, table.rows());
  }

  private double mean(double[] values, int from, int to) {
    double sum = 0;
    double weight = 0;
    for (int row = from; row < to; row++) {
      if (!Double.isNaN(values[row])) {
        sum += weights[row] * values[row];
        weight += weights[row];
      }
    }
    return weight == 0 ? Double.NaN : sum / weight;
  }

  private int begin(int bin) {
    return (int) ((long) bin * table.rows() / count);
  }
}
