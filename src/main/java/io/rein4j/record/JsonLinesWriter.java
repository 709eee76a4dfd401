package io.rein4j.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.rein4j.api.Incubating;
import io.rein4j.files.AppendFile;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A growing file of JSON objects, one a line (UTF-8, lines end in {@code \n}).
 *
 * <p>Numbers are written as {@link Numbers} says; NaN and infinite values become {@code null}.
 */
@Incubating
public final class JsonLinesWriter implements Closeable {

  private final JsonFactory json = new JsonFactory();
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(1024);
  private final AppendFile file;

  private JsonLinesWriter(AppendFile file) {
    this.file = file;
  }

  /**
   * Opens a file at its end, and makes it if it is not there.
   *
   * @param path the file
   * @return the writer
   * @throws IOException if it cannot be made or written
   */
  public static JsonLinesWriter open(Path path) throws IOException {
    return new JsonLinesWriter(AppendFile.open(path));
  }

  /**
   * Writes one object.
   *
   * @param fields its fields, in the map's order: numbers, booleans, text, enum constants, null,
   *     and lists and maps of these
   * @throws IOException if it cannot be written whole; the file then ends with the object before
   */
  public void write(Map<String, ?> fields) throws IOException {
    buffer.reset();
    try (JsonGenerator generator = json.createGenerator(buffer)) {
      JsonValues.write(generator, fields);
    }
    buffer.write('\n');
    byte[] bytes = buffer.toByteArray();
    file.append(bytes, 0, bytes.length);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
