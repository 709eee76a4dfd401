package io.rein4j.env.gym;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rein4j.text.Printable;
import java.util.Iterator;
import java.util.Map;

/** The reader of JSON from servers and environments, of which nothing is believed. */
final class GymJson {

  /** The most bytes of a document. */
  static final int LARGEST = 64 << 20;

  /** The most values of a document. */
  static final int MOST_TOKENS = 8_000_000;

  private static final int DEEPEST = 200;
  private static final int SHOWN = 80;

  /** Python's json module writes NaN and Infinity, which JSON does not have. */
  static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxTokenCount(MOST_TOKENS)
                          .maxStringLength(LARGEST)
                          .build())
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private GymJson() {}

  /**
   * Reads a whole number, written with or without a fraction of 0.
   *
   * @param what it is, to begin a sentence with
   * @throws GymException if it is none, or not from the lowest to the highest
   */
  static long whole(JsonNode json, long lowest, long highest, String what) throws GymException {
    if (json.isIntegralNumber() && json.canConvertToLong()) {
      long value = json.longValue();
      if (value >= lowest && value <= highest) {
        return value;
      }
    } else if (json.isNumber()) {
      double value = json.doubleValue();
      if (value == Math.rint(value)
          && Math.abs(value) < 1L << 53
          && value >= lowest
          && value <= highest) {
        return (long) value;
      }
    }
    throw new GymException(
        "%s is a whole number from %s to %s, but the answer has %s."
            .formatted(what, Long.toString(lowest), Long.toString(highest), shortened(json)));
  }

  /** Returns the beginning of a value as JSON, or {@code nothing} for a field that is not there. */
  static String shortened(JsonNode json) {
    if (json.isMissingNode()) {
      return "nothing";
    }
    StringBuilder text = new StringBuilder();
    write(json, text);
    return Printable.of(
        text.length() <= SHOWN ? text.toString() : text.substring(0, SHOWN - 3) + "...", 2 * SHOWN);
  }

  /** Writes no more than is shown. */
  private static void write(JsonNode json, StringBuilder text) {
    if (json.isArray()) {
      text.append('[');
      Iterator<JsonNode> elements = json.elements();
      for (int i = 0; elements.hasNext() && text.length() <= SHOWN; i++) {
        text.append(i == 0 ? "" : ",");
        write(elements.next(), text);
      }
      text.append(']');
    } else if (json.isObject()) {
      text.append('{');
      Iterator<Map.Entry<String, JsonNode>> fields = json.properties().iterator();
      for (int i = 0; fields.hasNext() && text.length() <= SHOWN; i++) {
        Map.Entry<String, JsonNode> field = fields.next();
        text.append(i == 0 ? "\"" : ",\"").append(start(field.getKey())).append("\":");
        write(field.getValue(), text);
      }
      text.append('}');
    } else if (json.isTextual()) {
      text.append('"').append(start(json.textValue())).append('"');
    } else {
      text.append(start(json.asText()));
    }
  }

  private static String start(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
