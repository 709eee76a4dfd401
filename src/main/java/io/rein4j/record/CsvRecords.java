package io.rein4j.record;

import io.rein4j.files.DamagedFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a table whose header names its columns. */
final class CsvRecords<R> implements Records<R> {

  /** Makes a row of cells. */
  @FunctionalInterface
  interface Reading<R> {
    R read(Values cells, Scopes scopes) throws IOException;
  }

  private final Path file;
  private final Reading<R> reading;
  private final Map<String, Integer> places = new LinkedHashMap<>();
  private final Map<Scope, Cells> parts = new HashMap<>();
  private Scopes scopes = Scopes.NONE;
  private int line = 1;
  private long rows;
  private List<String> row = List.of();

  CsvRecords(Path file, Reading<R> reading) {
    this.file = file;
    this.reading = reading;
  }

  @Override
  public void read(byte[] piece, RowConsumer<R> consumer) throws IOException {
    CsvParser parser =
        new CsvParser(
            new InputStreamReader(
                new ByteArrayInputStream(piece), StandardCharsets.UTF_8.newDecoder()),
            file,
            line);
    try {
      if (places.isEmpty()) {
        header(parser.row());
        line = parser.line();
      }
      Values cells = part(Scope.WHOLE);
      for (List<String> next = parser.row(); next != null; next = parser.row()) {
        if (next.size() != places.size()) {
          throw new DamagedFileException(
              "%s, line %s: expected %s cells, found %s."
                  .formatted(file, line, places.size(), next.size()));
        }
        row = next;
        rows++;
        consumer.accept(reading.read(cells, scopes));
        line = parser.line();
      }
    } catch (CharacterCodingException e) {
      throw new DamagedFileException("%s is not UTF-8 text.".formatted(file), e);
    }
  }

  private void header(@Nullable List<String> names) throws IOException {
    for (String name : names == null ? List.<String>of() : names) {
      if (places.put(name, places.size()) != null) {
        throw new DamagedFileException("%s has two columns named '%s'.".formatted(file, name));
      }
    }
    scopes = Scopes.in(places.keySet(), "");
  }

  private Cells part(Scope scope) {
    return parts.computeIfAbsent(scope, Cells::new);
  }

  /** The cells of the row that was read last. */
  private final class Cells implements Values {

    private final Scope scope;
    private final Map<String, Integer> placesByFigure = new HashMap<>();

    Cells(Scope scope) {
      this.scope = scope;
    }

    @Override
    public long whole(Column<?> column) throws DamagedFileException {
      String cell = cell(column);
      try {
        return Long.parseLong(cell);
      } catch (NumberFormatException e) {
        throw unexpected(column, "a whole number", cell);
      }
    }

    @Override
    public double number(Column<?> column) throws DamagedFileException {
      String cell = cell(column);
      try {
        return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
      } catch (NumberFormatException e) {
        throw unexpected(column, "a number", cell);
      }
    }

    @Override
    public boolean flag(Column<?> column) throws DamagedFileException {
      String cell = cell(column);
      if (!cell.equals("true") && !cell.equals("false")) {
        throw unexpected(column, "true or false", cell);
      }
      return cell.equals("true");
    }

    @Override
    public String text(Column<?> column) throws DamagedFileException {
      return cell(column);
    }

    @Override
    public boolean has(Column<?> column) {
      return place(column) >= 0;
    }

    @Override
    public Values in(Scope part) {
      return part(part);
    }

    private String cell(Column<?> column) throws DamagedFileException {
      int place = place(column);
      if (place < 0) {
        throw new DamagedFileException(
            "%s has no column '%s'; it has %s."
                .formatted(file, scope.key(column.figure()), places.keySet()));
      }
      return row.get(place);
    }

    private int place(Column<?> column) {
      return placesByFigure.computeIfAbsent(
          column.figure(), figure -> places.getOrDefault(scope.key(figure), -1));
    }

    private DamagedFileException unexpected(Column<?> column, String expected, String found) {
      return new DamagedFileException(
          "%s, row %s below the header, column '%s': expected %s, found '%s'."
              .formatted(file, rows, scope.key(column.figure()), expected, found));
    }
  }
}
