package io.rein4j.report;

import io.rein4j.agent.PathFigures;
import io.rein4j.record.CsvTable;
import java.io.IOException;

/**
 * updates.csv in at most 400 stretches of whole rows, so that a line can be drawn; with no more
 * rows than that, each row is its own stretch and its figures are the file's.
 */
final class UpdateBins {

  private static final int MOST = 400;

  private final CsvTable table;
  private final int count;

  /** Divides a table of updates. */
  UpdateBins(CsvTable updates) {
    this.table = updates;
    this.count = Math.min(MOST, updates.rows());
  }

  /**
   * Returns the number of applied updates of each row that a column's figure is of: those of its
   * update path, if it is of one, or of the path that has the name of its group.
   */
  private double[] weights(String column) throws IOException {
    String scope = column.substring(column.indexOf('/') + 1);
    String path = PathFigures.path(column).orElse(scope);
    String updates = PathFigures.name("updates", path);
    if (!table.columns().contains(updates)) {
      path = "";
    }
    double[] weights = table.doubles(PathFigures.name("updates", path));
    double[] skipped = table.doubles(PathFigures.name("skipped_updates", path));
    for (int row = 0; row < weights.length; row++) {
      weights[row] -= skipped[row];
    }
    return weights;
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
    double[] weights = weights(column);
    double[] means = new double[count];
    for (int bin = 0; bin < count; bin++) {
      means[bin] =
          begin(bin + 1) - begin(bin) == 1
              ? values[begin(bin)]
              : mean(values, weights, begin(bin), begin(bin + 1));
    }
    return means;
  }

  /** Returns the mean of a column over all applied updates. */
  double total(String column) throws IOException {
    return mean(table.doubles(column), weights(column), 0, table.rows());
  }

  private static double mean(double[] values, double[] weights, int from, int to) {
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
