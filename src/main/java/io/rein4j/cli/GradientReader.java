package io.rein4j.cli;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.config.SyntaxException;
import io.rein4j.text.Printable;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads gradients for {@code rein4j clip}, one behind the other; all have the same parameters. */
final class GradientReader implements Closeable {

  private static final Set<String> KEYS = Set.of("name", "shape", "values", "weights", "group");

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final String name;
  private final JsonParser parser;
  private ParameterLayout layout = ParameterLayout.builder().build();
  private float[] values = {};
  private float[] weights = {};
  private @Nullable String withoutWeights;
  private boolean started;
  private JsonLocation place = JsonLocation.NA;

  private GradientReader(String name, JsonParser parser) {
    this.name = name;
    this.parser = parser;
  }

  /** Opens a file, or standard input under the name "-". */
  static GradientReader open(String source) throws IOException {
    if (source.equals("-")) {
      return new GradientReader("standard input", parserOfStandardInput());
    }
    Path file = Path.of(source);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "There is no file '%s' with gradients; '-' stands for standard input.".formatted(file));
    }
    return new GradientReader(source, MAPPER.createParser(file.toFile()));
  }

  private static JsonParser parserOfStandardInput() throws IOException {
    try {
      return MAPPER.createParser(System.in);
    } catch (IOException e) {
      throw new IOException("Cannot read standard input: %s.".formatted(e.getMessage()), e);
    }
  }

  /**
   * Reads the next gradient.
   *
   * @return false if there is none
   * @throws IllegalArgumentException if what comes is not a gradient with the same parameters
   */
  boolean next() throws IOException {
    try {
      if (parser.nextToken() == null) {
        if (!started) {
          throw new IllegalArgumentException("%s holds no gradient.".formatted(name));
        }
        return false;
      }
      place = parser.currentTokenLocation();
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw wrong(
            "expected a gradient {\"parameters\": [...]}, found %s"
                .formatted(Printable.excerpt(parser.getText())));
      }
      JsonNode gradient = parser.readValueAsTree();
      read(gradient);
    } catch (JsonProcessingException e) {
      SyntaxException problem = SyntaxException.of(e, parser);
      throw new IllegalArgumentException(
          "%s:%s:%s: this is not JSON: %s."
              .formatted(name, problem.line(), problem.column(), problem.problem()),
          problem);
    }
    started = true;
    return true;
  }

  private void read(JsonNode gradient) {
    JsonNode parameters = gradient.path("parameters");
    if (!parameters.isArray() || parameters.isEmpty()) {
      throw wrong("a gradient needs \"parameters\", an array of at least one");
    }
    ParameterLayout.Builder builder = ParameterLayout.builder();
    for (JsonNode parameter : parameters) {
      declare(builder, parameter);
    }
    ParameterLayout found = builder.build();
    if (started && !found.blocks().equals(layout.blocks())) {
      throw wrong("this gradient has other parameters than the first; a sequence has the same");
    }
    layout = found;
    values = new float[layout.size()];
    weights = new float[layout.size()];
    withoutWeights = null;
    for (int i = 0; i < parameters.size(); i++) {
      ParameterLayout.Block block = layout.blocks().get(i);
      fill(parameters.get(i), "values", block, values);
      if (parameters.get(i).has("weights")) {
        fill(parameters.get(i), "weights", block, weights);
      } else if (withoutWeights == null) {
        withoutWeights = block.name();
      }
    }
  }

  private void declare(ParameterLayout.Builder builder, JsonNode parameter) {
    Set<String> unknown = new TreeSet<>();
    parameter.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw wrong(
          "there is no key '%s' in a parameter; the keys are %s"
              .formatted(unknown.iterator().next(), new TreeSet<>(KEYS)));
    }
    String block = text(parameter, "name");
    int[] shape = shape(parameter, block);
    requireElements(parameter, block, shape);
    try {
      if (parameter.has("group")) {
        builder.addTo(text(parameter, "group"), block, shape);
      } else {
        builder.add(block, shape);
      }
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()).replaceFirst("\\.$", ""));
    }
  }

  private String text(JsonNode parameter, String key) {
    if (!parameter.path(key).isTextual()) {
      throw wrong(
          "a parameter needs a \"%s\" that is text, found %s"
              .formatted(key, described(parameter.path(key))));
    }
    return parameter.path(key).textValue();
  }

  private int[] shape(JsonNode parameter, String block) {
    JsonNode shape = parameter.path("shape");
    if (!shape.isArray()) {
      throw wrong(
          "the parameter '%s' needs a \"shape\", an array of whole numbers".formatted(block));
    }
    int[] dimensions = new int[shape.size()];
    for (int i = 0; i < dimensions.length; i++) {
      if (!shape.get(i).canConvertToInt() || !shape.get(i).isIntegralNumber()) {
        throw wrong(
            "the shape of '%s' must hold whole numbers, but is %s"
                .formatted(block, described(shape)));
      }
      dimensions[i] = shape.get(i).intValue();
    }
    return dimensions;
  }

  /** A shape says what is allocated; nothing is before it is known to be that of the values. */
  private void requireElements(JsonNode parameter, String block, int[] shape) {
    if (IntStream.of(shape).anyMatch(dimension -> dimension < 1)) {
      return;
    }
    for (String key : List.of("values", "weights")) {
      JsonNode array = parameter.path(key);
      BigInteger elements =
          IntStream.of(shape)
              .mapToObj(BigInteger::valueOf)
              .reduce(BigInteger.ONE, BigInteger::multiply);
      if (array.isArray() && !elements.equals(BigInteger.valueOf(array.size()))) {
        throw wrong(
            "the shape %s of '%s' has %s, but its %s are %s"
                .formatted(
                    described(parameter.path("shape")),
                    Printable.excerpt(block),
                    elements.equals(BigInteger.ONE)
                        ? "1 element"
                        : Printable.excerpt(elements.toString()) + " elements",
                    key,
                    array.size()));
      }
    }
    if (!parameter.path("values").isArray()) {
      throw notNumbers("values", block);
    }
  }

  private IllegalArgumentException notNumbers(String key, String block) {
    return wrong(
        "the parameter '%s' needs \"%s\", an array of numbers"
            .formatted(Printable.excerpt(block), key));
  }

  private static String described(JsonNode node) {
    return node.isMissingNode() ? "none" : Printable.excerpt(node.toString());
  }

  private void fill(JsonNode parameter, String key, ParameterLayout.Block block, float[] target) {
    JsonNode array = parameter.path(key);
    if (!array.isArray()) {
      throw notNumbers(key, block.name());
    }
    for (int i = 0; i < array.size(); i++) {
      target[block.offset() + i] = number(array.get(i), key, block);
    }
  }

  private float number(JsonNode node, String key, ParameterLayout.Block block) {
    if (node.isNumber()) {
      return node.floatValue();
    }
    if (node.isTextual() && List.of("NaN", "Infinity", "-Infinity").contains(node.textValue())) {
      return Float.parseFloat(node.textValue());
    }
    throw wrong(
        "the %s of '%s' must be numbers, but hold %s"
            .formatted(key, block.name(), described(node)));
  }

  private IllegalArgumentException wrong(String message) {
    return new IllegalArgumentException(
        "%s:%s:%s: %s.".formatted(name, place.getLineNr(), place.getColumnNr(), message));
  }

  ParameterLayout layout() {
    return layout;
  }

  /** Returns the gradient read last, which the caller may change. */
  float[] values() {
    return values;
  }

  /** Returns the parameters' own values, 0 where the file gives none. */
  float[] weights() {
    return weights;
  }

  /** Returns whether every parameter of the gradient read last has weights. */
  boolean hasWeights() {
    return withoutWeights == null;
  }

  /**
   * Returns the error of a gradient read last that a rule does not take without weights.
   *
   * @param refusal what the rule says
   */
  IllegalArgumentException needsWeights(IllegalArgumentException refusal) {
    return wrong(
        "%s Its parameter '%s' has no \"weights\""
            .formatted(refusal.getMessage(), Printable.excerpt(String.valueOf(withoutWeights))));
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
