package io.rein4j.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
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
public final class JsonLinesWriter implements Closeable {

  private final JsonFactory json = new JsonFactory();
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(1024);
  private final AppendFile file;

  private JsonLinesWriter(AppendFile file) {
    this.file = file;
  }

  /**
   * Creates an empty file.
   *
   * @param path where; nothing may be there yet
   * @return the writer
   * @throws IOException if the file exists already or cannot be created
   */
  public static JsonLinesWriter create(Path path) throws IOException {
    return new JsonLinesWriter(AppendFile.create(path));
  }

  /**
   * Opens a file that exists, cuts it back, and goes on writing.
   *
   * @param path the file
   * @param length what an earlier {@link #length} returned
   * @return the writer
   * @throws IOException if the file is missing, shorter than that, or cannot be written
   */
  public static JsonLinesWriter open(Path path, long length) throws IOException {
    return new JsonLinesWriter(AppendFile.open(path, length));
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

  /** {@return the length of the file in bytes, all of them in whole lines} */
  public long length() {
    return file.length();
  }

  /** {@return where the file is} */
  public Path path() {
    return file.path();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
