package io.rein4j.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.api.Incubating;
import io.rein4j.config.JsonText;
import io.rein4j.config.SyntaxException;
import io.rein4j.files.AtomicFiles;
import io.rein4j.files.DamagedFileException;
import io.rein4j.files.Inputs;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** JSON files: one object over several lines, or one object a line. */
@Incubating
public final class JsonFiles {

  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonFiles() {}

  /**
   * Writes one object, indented, in place of what the file held before.
   *
   * @param path the file
   * @param fields the object's fields, as for {@link JsonLinesWriter#write}
   * @throws IOException if it cannot be written; what was there stays
   */
  public static void write(Path path, Map<String, ?> fields) throws IOException {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter indented =
        new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
    AtomicFiles.write(
        path,
        stream -> {
          try (JsonGenerator generator = FACTORY.createGenerator(stream)) {
            generator.setPrettyPrinter(indented);
            JsonValues.write(generator, fields);
            generator.writeRaw('\n');
          }
        });
  }

  /**
   * {@return one object as a line, without a line end}
   *
   * @param fields the object's fields, as for {@link JsonLinesWriter#write}
   */
  public static String line(Map<String, ?> fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(text)) {
      JsonValues.write(generator, fields);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * Reads a file that holds one object.
   *
   * @param path the file
   * @return the object
   * @throws IOException if it cannot be read or is not one JSON object
   */
  public static JsonNode read(Path path) throws IOException {
    try (InputStream in = Inputs.open(path)) {
      byte[] bytes = in.readAllBytes();
      return object(path, 1, bytes, 0, bytes.length);
    }
  }

  /** Returns the object of a line of a file, which begins and ends in these bytes. */
  static JsonNode object(Path path, int line, byte[] bytes, int start, int end) throws IOException {
    JsonNode value;
    try {
      value = JsonText.read(bytes, start, end);
    } catch (SyntaxException e) {
      throw new DamagedFileException(
          "%s, line %s: expected a JSON object: %s."
              .formatted(path, line + e.line() - 1, e.problem()),
          e);
    }
    if (!value.isObject()) {
      throw new DamagedFileException("%s, line %s: expected a JSON object.".formatted(path, line));
    }
    return value;
  }
}
