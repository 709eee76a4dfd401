package io.rein4j.record;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of updates that are made up, in which all figures of a gradient are one number. */
public final class SampleUpdates {

  private SampleUpdates() {}

  /** What was clipped in some updates, on the only path. */
  public static ClippingFigures clipping(long updates, long skipped, double figure) {
    return new ClippingFigures(
        updates, skipped, 0, figure, 0, figure, whole(figure), Map.of(), Map.of(), List.of());
  }

  /** The same over several paths, each with a group of its name. */
  public static ClippingFigures over(ClippingFigures all, Map<String, ClippingFigures> paths) {
    Map<String, ScopeFigures> groups = new LinkedHashMap<>();
    paths.forEach((path, own) -> groups.put(path, own.whole()));
    return new ClippingFigures(
        all.updates(),
        all.skippedUpdates(),
        0,
        all.clippedSampleFraction(),
        0,
        all.thresholdMean(),
        all.whole(),
        groups,
        paths,
        List.of());
  }

  /** Figures that are all one number. */
  public static ScopeFigures whole(double figure) {
    return new ScopeFigures(
        figure, figure, figure, figure, figure, figure, figure, figure, figure, figure, figure);
  }

  /** Writes a table of updates, a row each, at the steps 0, 1, 2 …. */
  public static void write(Path file, List<ClippingFigures> rows) throws IOException {
    List<Column<UpdatesRow>> columns = UpdatesRow.columns(rows.get(0).scopes());
    try (CsvWriter csv = CsvWriter.open(file, Column.keys(columns))) {
      for (int row = 0; row < rows.size(); row++) {
        csv.row(columns, new UpdatesRow(row, row, 3L * row, rows.get(row)));
      }
    }
  }
}
