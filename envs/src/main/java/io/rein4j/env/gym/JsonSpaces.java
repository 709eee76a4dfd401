package io.rein4j.env.gym;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.ElementType;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import java.util.ArrayList;
import java.util.List;

/** Spaces and actions in the protocol's JSON. */
final class JsonSpaces {

  private JsonSpaces() {}

  /**
   * Reads a space's description.
   *
   * @param info such as {@code {"name":"Discrete","n":2}}
   * @throws CompositeSpaceException if the server could describe it as one array
   * @throws GymException if it is a space that no agent here can use, or no space
   */
  static Space read(JsonNode info) throws GymException {
    String name = info.path("name").asText();
    try {
      return switch (name) {
        case "Discrete" -> new Discrete(info.path("n").asInt(), info.path("start").asInt(0));
        case "MultiDiscrete" -> multiDiscrete(info);
        case "Box" -> box(info);
        default -> throw unusable(info, name);
      };
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new GymException(
          "A space that is described as %s cannot be used: %s"
              .formatted(GymValue.shortened(info), e.getMessage()),
          e);
    }
  }

  private static GymException unusable(JsonNode info, String name) {
    JsonNode flat = info.path("flat");
    JsonNode refused = info.hasNonNull("refused") ? info.path("refused") : flat.path("refused");
    if (refused.isTextual()) {
      return new GymException(refused.asText());
    }
    String sentence =
        "A space is a Discrete, a MultiDiscrete or a Box, but the environment has %s."
            .formatted(name.isEmpty() ? GymValue.shortened(info) : "a " + name);
    return flat.isObject() ? new CompositeSpaceException(sentence) : new GymException(sentence);
  }

  private static Space multiDiscrete(JsonNode info) throws GymException {
    int[] nvec = ints(info.path("nvec"));
    return info.has("start")
        ? new MultiDiscrete(nvec, ints(info.path("start")))
        : new MultiDiscrete(nvec);
  }

  private static Space box(JsonNode info) throws GymException {
    // Servers that do not tell the type of the elements know none but 32-bit numbers.
    ElementType type = ElementType.named(info.path("dtype").asText()).orElse(ElementType.FLOAT32);
    int[] shape = ints(info.path("shape"));
    return new Box(bounds(info.path("low")), bounds(info.path("high")), shape, type);
  }

  /** Reads bounds, which come flat whatever the shape; what no float holds is infinite. */
  private static double[] bounds(JsonNode json) throws GymException {
    double[] bounds = new double[Math.max(json.size(), 1)];
    for (int i = 0; i < bounds.length; i++) {
      JsonNode bound = json.isArray() ? json.path(i) : json;
      if (!bound.isNumber()) {
        throw new GymException(
            "Expected numbers as bounds, but found %s.".formatted(GymValue.shortened(json)));
      }
      double value = bound.doubleValue();
      bounds[i] = Float.isInfinite((float) value) ? (float) value : value;
    }
    return bounds;
  }

  private static int[] ints(JsonNode json) throws GymException {
    List<Integer> values = new ArrayList<>();
    for (JsonNode element : json) {
      if (!element.canConvertToInt()) {
        throw new GymException(
            "Expected whole numbers, but found %s.".formatted(GymValue.shortened(json)));
      }
      values.add(element.intValue());
    }
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Writes an action as servers want it: an integer for a Discrete, else a list, also of one
   * element.
   */
  static JsonNode action(Space space, float[] action, int offset) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (space instanceof Discrete discrete) {
      return nodes.numberNode(discrete.value(action, offset));
    }
    int[] shape = space.shape();
    return nested(space, action, offset, shape, 0, new int[] {0});
  }

  private static JsonNode nested(
      Space space, float[] action, int offset, int[] shape, int level, int[] next) {
    if (level == shape.length) {
      int element = next[0]++;
      float value = action[offset + element];
      if (space instanceof Box box) {
        double nearest = box.nearest(element, value);
        return box.type().isWhole()
            ? JsonNodeFactory.instance.numberNode((long) nearest)
            : JsonNodeFactory.instance.numberNode(nearest);
      }
      return JsonNodeFactory.instance.numberNode((int) value);
    }
    ArrayNode array = JsonNodeFactory.instance.arrayNode(shape[level]);
    for (int i = 0; i < shape[level]; i++) {
      array.add(nested(space, action, offset, shape, level + 1, next));
    }
    return array;
  }
}
