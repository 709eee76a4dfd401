package io.rein4j.record;

import io.rein4j.files.DamagedFileException;
import io.rein4j.files.Inputs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The content of a CSV file with a header row, as {@link CsvWriter} writes it. A last row without a
 * line end is left out.
 */
public final class CsvTable {

  private final Path path;
  private final Map<String, List<String>> columns;
  private final int rows;

  private CsvTable(Path path, Map<String, List<String>> columns, int rows) {
    this.path = path;
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * Reads all columns of a file.
   *
   * @param path the file
   * @return its content
   * @throws IOException if it cannot be read, has no header, or a row has more or fewer cells than
   *     the header
   */
  public static CsvTable read(Path path) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Inputs.open(path), StandardCharsets.UTF_8.newDecoder()))) {
      CsvParser parser = new CsvParser(reader, path);
      List<String> names = parser.row();
      if (names == null) {
        throw new DamagedFileException("%s has no header row.".formatted(path));
      }
      Map<String, List<String>> columns = new LinkedHashMap<>();
      for (String name : names) {
        if (columns.put(name, new ArrayList<>()) != null) {
          throw new DamagedFileException("%s has two columns named '%s'.".formatted(path, name));
        }
      }
      int rows = 0;
      int line = parser.line();
      for (List<String> row = parser.row(); row != null; row = parser.row()) {
        if (row.size() != names.size()) {
          throw new DamagedFileException(
              "%s, line %s: expected %s cells, found %s."
                  .formatted(path, line, names.size(), row.size()));
        }
        int cell = 0;
        for (List<String> column : columns.values()) {
          column.add(row.get(cell++));
        }
        rows++;
        line = parser.line();
      }
      return new CsvTable(path, columns, rows);
    } catch (CharacterCodingException e) {
      throw new DamagedFileException("%s is not UTF-8 text.".formatted(path), e);
    }
  }

  /** {@return the names of the columns, in the file's order} */
  public List<String> columns() {
    return List.copyOf(columns.keySet());
  }

  /** {@return the number of rows below the header} */
  public int rows() {
    return rows;
  }

  /**
   * The cells of a column as they stand in the file, without quotes.
   *
   * @param column its name
   * @return one element a row; empty text for an empty cell
   * @throws IOException if there is no such column
   */
  public List<String> texts(String column) throws IOException {
    List<String> cells = columns.get(column);
    if (cells == null) {
      throw new DamagedFileException(
          "%s has no column '%s'; it has %s.".formatted(path, column, columns.keySet()));
    }
    return List.copyOf(cells);
  }

  /**
   * A column as numbers.
   *
   * @param column its name
   * @return one element a row; NaN for an empty cell
   * @throws IOException if there is no such column, or a cell holds something else
   */
  public double[] doubles(String column) throws IOException {
    List<String> cells = texts(column);
    double[] values = new double[rows];
    for (int row = 0; row < rows; row++) {
      String cell = cells.get(row);
      try {
        values[row] = cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
      } catch (NumberFormatException e) {
        throw unexpected(column, row, "a number", cell);
      }
    }
    return values;
  }

  /**
   * A column as whole numbers.
   *
   * @param column its name
   * @return one element a row
   * @throws IOException if there is no such column, or a cell is empty or holds something else
   */
  public long[] longs(String column) throws IOException {
    List<String> cells = texts(column);
    long[] values = new long[rows];
    for (int row = 0; row < rows; row++) {
      try {
        values[row] = Long.parseLong(cells.get(row));
      } catch (NumberFormatException e) {
        throw unexpected(column, row, "a whole number", cells.get(row));
      }
    }
    return values;
  }

  private IOException unexpected(String column, int row, String expected, String found) {
    return new DamagedFileException(
        "%s, row %s below the header, column '%s': expected %s, found '%s'."
            .formatted(path, row + 1, column, expected, found));
  }
}
