package io.rein4j.config;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.rein4j.api.Incubating;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Texts in memory that hold one JSON value. */
@Incubating
public final class JsonText {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private JsonText() {}

  /**
   * Reads the only value of a text.
   *
   * @param bytes hold the text in UTF-8
   * @param start of the text in them
   * @param end behind the text
   * @return the value; a missing one if there is none
   * @throws SyntaxException if it is not JSON, has a key twice, or something follows behind it
   */
  public static JsonNode read(byte[] bytes, int start, int end) throws SyntaxException {
    try (JsonParser parser = MAPPER.createParser(bytes, start, end - start)) {
      try {
        if (parser.nextToken() == null) {
          return MissingNode.getInstance();
        }
        JsonNode value = parser.readValueAsTree();
        if (parser.nextToken() != null) {
          throw new JsonParseException(parser, "there is more after the value");
        }
        return value;
      } catch (JsonProcessingException e) {
        throw SyntaxException.of(e, parser);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("A text in memory cannot fail to be read.", e);
    }
  }
}
