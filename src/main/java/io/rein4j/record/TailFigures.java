package io.rein4j.record;

import io.rein4j.clip.NormWindows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the run's last 1,000 norms say of their tail. NaN is "undefined", as both are over several
 * update paths together.
 *
 * @param normKurtosis Pearson's kurtosis
 * @param tailIndex Hill's estimate of the tail index
 * @param paths the same of each of several update paths, by their names; empty if there is only one
 */
public record TailFigures(double normKurtosis, double tailIndex, Map<String, TailFigures> paths) {

  /** Kurtosis of the last norms. */
  public static final Column<TailFigures> NORM_KURTOSIS =
      Column.number(
          "norm_kurtosis",
          "kurtosis",
          "",
          "Kurtosis of the run's last 1,000 norms before clipping; 3 if they are normally distributed.",
          TailFigures::normKurtosis);

  /** Tail index of the last norms. */
  public static final Column<TailFigures> TAIL_INDEX =
      Column.number(
          "tail_index",
          "tail index",
          "",
          "Hill's tail index of the run's last 1,000 norms before clipping; below 2, the tail is"
              + " heavy.",
          TailFigures::tailIndex);

  static final List<Column<TailFigures>> COLUMNS = List.of(NORM_KURTOSIS, TAIL_INDEX);

  /** The figures of a tail of which nothing is known. */
  public static final TailFigures UNKNOWN = new TailFigures(Double.NaN, Double.NaN);

  public TailFigures {
    paths = Collections.unmodifiableMap(new LinkedHashMap<>(paths));
  }

  TailFigures(double normKurtosis, double tailIndex) {
    this(normKurtosis, tailIndex, Map.of());
  }

  static TailFigures of(NormWindows norms) {
    Map<String, TailFigures> paths = new LinkedHashMap<>();
    for (int path = 0; path < norms.paths().size(); path++) {
      paths.put(
          norms.paths().get(path),
          new TailFigures(norms.path(path).kurtosis(), norms.path(path).tailIndex()));
    }
    return new TailFigures(norms.kurtosis(), norms.tailIndex(), paths);
  }

  static TailFigures read(Values values, Scope scope, Scopes scopes) throws IOException {
    Map<String, TailFigures> paths = new LinkedHashMap<>();
    for (String path : scopes.paths()) {
      paths.put(path, read(values.in(Scope.path(path).under(scope.prefix()))));
    }
    TailFigures all = read(values.in(scope));
    return new TailFigures(all.normKurtosis(), all.tailIndex(), paths);
  }

  static TailFigures read(Values values) throws IOException {
    return new TailFigures(values.number(NORM_KURTOSIS), values.number(TAIL_INDEX));
  }

  /** {@return those of an update path; its name is empty if it is the only one} */
  public TailFigures path(String path) {
    return path.isEmpty() ? this : paths.getOrDefault(path, UNKNOWN);
  }

  /** Returns the columns of all of them, in the order of files. */
  List<Column<TailFigures>> columns() {
    List<Column<TailFigures>> columns = new ArrayList<>(COLUMNS);
    for (String path : paths.keySet()) {
      COLUMNS.forEach(
          column ->
              columns.add(column.<TailFigures>of(tail -> tail.path(path)).in(Scope.path(path))));
    }
    return columns;
  }
}
