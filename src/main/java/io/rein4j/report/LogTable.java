package io.rein4j.report;

import io.rein4j.record.Column;
import io.rein4j.record.Diagnostics;
import io.rein4j.record.LogRow;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The log points of a run, as the figures of its diagnostics take them. */
final class LogTable {

  private final List<LogRow> rows;
  private final int epochs;

  LogTable(List<LogRow> rows) {
    this.rows = List.copyOf(rows);
    TreeSet<String> keys = new TreeSet<>();
    rows.forEach(row -> keys.addAll(row.metrics().keySet()));
    this.epochs = Diagnostics.epochs(keys);
  }

  /** {@return the number of epochs of a rollout that there are figures of} */
  int epochs() {
    return epochs;
  }

  /** {@return the last step of which there is a row, at least 1} */
  long lastStep() {
    return rows.isEmpty() ? 1 : Math.max(1, rows.get(rows.size() - 1).step());
  }

  /**
   * {@return the steps and the values of a column where it is defined, with neighbours averaged
   * into fewer points if there are too many}
   *
   * @param most number of points at most; 0 for all
   */
  double[][] points(Column<LogRow> column, int most) {
    List<double[]> found = new ArrayList<>();
    for (LogRow row : rows) {
      double value = column.number(row);
      if (Double.isFinite(value)) {
        found.add(new double[] {row.step(), value});
      }
    }
    int count = most == 0 ? found.size() : Math.min(most, found.size());
    double[] steps = new double[count];
    double[] values = new double[count];
    for (int bin = 0; bin < count; bin++) {
      List<double[]> own =
          found.subList(
              (int) ((long) found.size() * bin / count),
              (int) ((long) found.size() * (bin + 1) / count));
      steps[bin] = own.get(own.size() - 1)[0];
      values[bin] = own.stream().mapToDouble(point -> point[1]).average().orElse(Double.NaN);
    }
    return new double[][] {steps, values};
  }
}
