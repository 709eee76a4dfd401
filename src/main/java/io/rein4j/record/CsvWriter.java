package io.rein4j.record;

import io.rein4j.api.Incubating;
import io.rein4j.files.AppendFile;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A growing CSV file (RFC 4180, but lines end in {@code \n}; UTF-8) whose first row names the
 * columns.
 *
 * <p>A row is given cell by cell and written by {@link #endRow}. Numbers are written as {@link
 * Numbers} says, booleans as {@code true} and {@code false}; NaN is an empty cell. Text is quoted
 * where it holds a comma, a quote or a line break.
 */
@Incubating
public final class CsvWriter implements Closeable {

  private final AppendFile file;
  private final List<String> columns;
  private final StringBuilder row = new StringBuilder(256);
  private int cells;

  private CsvWriter(AppendFile file, List<String> columns) {
    this.file = file;
    this.columns = columns;
  }

  /**
   * Opens a file at its end, and makes one that holds its header if it is not there or empty.
   *
   * @param path the file
   * @param columns the names of the columns, at least one, each once, which the file must have
   * @return the writer
   * @throws IOException if the file has other columns, or cannot be made or written; what it held
   *     stays
   */
  public static CsvWriter open(Path path, List<String> columns) throws IOException {
    List<String> names = checked(columns);
    if (Files.exists(path) && Files.size(path) > 0) {
      requireHeader(path, names);
    }
    AppendFile file = AppendFile.open(path);
    return file.length() > 0 ? new CsvWriter(file, names) : withHeader(file, names);
  }

  /**
   * Gives the next cell of the row.
   *
   * @param value a whole number, a number, a flag or a text; NaN leaves the cell empty
   * @return this writer
   */
  public CsvWriter cell(Object value) {
    next();
    if (!(value instanceof Double number)) {
      quote(row, value.toString());
    } else if (!Double.isNaN(number)) {
      row.append(Numbers.exact(number));
    }
    return this;
  }

  /**
   * Writes a row of a table whose columns are described.
   *
   * @param described all of them, none of which is a list
   * @param values the row
   * @throws IOException if it cannot be written whole; the file then ends with the row before
   */
  <R> void row(List<Column<R>> described, R values) throws IOException {
    described.forEach(column -> cell(column, values));
    endRow();
  }

  /** Gives the next cell of the row: the value of a column that is not a list. */
  <R> void cell(Column<R> column, R values) {
    if (column.kind() == Column.Kind.LIST || column.kind() == Column.Kind.OBJECT) {
      throw new IllegalArgumentException(
          "The column '%s' has no cell: it is of several values.".formatted(column.key()));
    }
    cell(column.value().apply(values));
  }

  /**
   * Writes the row.
   *
   * @throws IOException if it cannot be written whole; the file then ends with the row before
   */
  public void endRow() throws IOException {
    if (cells != columns.size()) {
      throw new IllegalStateException(
          "A row of %s needs %s cells, but has %s.".formatted(file.path(), columns.size(), cells));
    }
    byte[] bytes = row.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    row.setLength(0);
    cells = 0;
    file.append(bytes, 0, bytes.length);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void next() {
    if (cells == columns.size()) {
      throw new IllegalStateException(
          "A row of %s has %s cells, but is given one more.".formatted(file.path(), cells));
    }
    if (cells++ > 0) {
      row.append(',');
    }
  }

  private static CsvWriter withHeader(AppendFile file, List<String> columns) throws IOException {
    CsvWriter writer = new CsvWriter(file, columns);
    for (String column : columns) {
      writer.cell(column);
    }
    try {
      writer.endRow();
      return writer;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private static void requireHeader(Path path, List<String> columns) throws IOException {
    List<String> found;
    try (BufferedReader reader = Files.newBufferedReader(path)) {
      found = new CsvParser(reader, path).row();
    }
    if (!columns.equals(found)) {
      throw new IOException(
          "Cannot continue writing %s: its columns should be %s, but are %s."
              .formatted(path, columns, found == null ? "missing" : found));
    }
  }

  private static List<String> checked(List<String> columns) {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("A CSV file needs at least one column, but has none.");
    }
    if (columns.stream().distinct().count() != columns.size()) {
      throw new IllegalArgumentException(
          "The columns of a CSV file must differ, but are %s.".formatted(columns));
    }
    return List.copyOf(columns);
  }

  private static void quote(StringBuilder row, String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    if (plain) {
      row.append(text);
    } else {
      row.append('"').append(text.replace("\"", "\"\"")).append('"');
    }
  }
}
