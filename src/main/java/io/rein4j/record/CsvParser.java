package io.rein4j.record;

import io.rein4j.files.DamagedFileException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits CSV text (RFC 4180, lines ending in {@code \n} or {@code \r\n}) into rows of cells. */
final class CsvParser {

  private final Reader reader;
  private final Path path;
  private int line;

  CsvParser(Reader reader, Path path) {
    this(reader, path, 1);
  }

  /** Goes on in a file from a line. */
  CsvParser(Reader reader, Path path, int line) {
    this.reader = reader;
    this.path = path;
    this.line = line;
  }

  /** {@return the line that the next row starts on, from 1} */
  int line() {
    return line;
  }

  /** {@return the cells of the next row; null at the end, or where the last row has no line end} */
  @Nullable List<String> row() throws IOException {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    boolean closed = false;
    for (int c = reader.read(); c >= 0; c = reader.read()) {
      if (c == '\n') {
        line++;
      }
      if (quoted) {
        if (c == '"') {
          quoted = false;
          closed = true;
        } else {
          cell.append((char) c);
        }
      } else if (c == '"') {
        if (closed) {
          cell.append('"');
        } else if (!cell.isEmpty()) {
          throw misplaced("a quote inside a cell that does not start with one");
        }
        quoted = true;
        closed = false;
      } else if (c == ',') {
        cells.add(cell.toString());
        cell.setLength(0);
        closed = false;
      } else if (c == '\n') {
        cells.add(cell.toString());
        return cells;
      } else if (c != '\r') {
        if (closed) {
          throw misplaced("text after a cell's closing quote");
        }
        cell.append((char) c);
      }
    }
    return null;
  }

  private IOException misplaced(String what) {
    return new DamagedFileException("%s, line %s: %s.".formatted(path, line, what));
  }
}
