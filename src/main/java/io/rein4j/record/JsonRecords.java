package io.rein4j.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The rows of one kind, or of all kinds, in a file of one JSON object a line. */
final class JsonRecords<R> implements Records<R> {

  /** Makes a row of an object. */
  @FunctionalInterface
  interface Reading<R> {
    R read(JsonFields fields) throws IOException;
  }

  private final Path file;
  private final @Nullable String kind;
  private final Reading<R> reading;
  private int line = 1;

  JsonRecords(Path file, @Nullable String kind, Reading<R> reading) {
    this.file = file;
    this.kind = kind;
    this.reading = reading;
  }

  @Override
  public void read(byte[] piece, RowConsumer<R> rows) throws IOException {
    int start = 0;
    for (int end = 0; end < piece.length; end++) {
      if (piece[end] == '\n') {
        JsonNode object = JsonFiles.object(file, line, piece, start, end);
        JsonFields fields = JsonFields.of(object, "%s, line %s".formatted(file, line));
        if (kind == null || fields.isOfKind(kind)) {
          rows.accept(reading.read(fields));
        }
        start = end + 1;
        line++;
      }
    }
  }
}
