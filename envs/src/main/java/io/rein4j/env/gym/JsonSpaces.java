package io.rein4j.env.gym;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
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
        case "MultiDiscrete" -> new MultiDiscrete(ints(info.path("nvec")));
        case "Box" -> box(info);
        default -> throw unusable(info, name);
      };
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new GymException(
          "The server describes a space as %s: %s"
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
        "A space is a Discrete, a MultiDiscrete or a Box, but the server has %s."
            .formatted(name.isEmpty() ? GymValue.shortened(info) : "a " + name);
    return flat.isObject() ? new CompositeSpaceException(sentence) : new GymException(sentence);
  }

  private static Space box(JsonNode info) throws GymException {
    int[] shape = ints(info.path("shape"));
    return new Box(bounds(info.path("low")), bounds(info.path("high")), shape);
  }

  /** Reads bounds, which come flat whatever the shape; ±1e100 become infinite as floats. */
  private static float[] bounds(JsonNode json) throws GymException {
    GymValue value = GymValue.of(json);
    float[] bounds = new float[value.size()];
    value.copyTo(bounds, 0);
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
      float value = action[offset + next[0]++];
      return space instanceof MultiDiscrete
          ? JsonNodeFactory.instance.numberNode((int) value)
          : JsonNodeFactory.instance.numberNode((double) value);
    }
    ArrayNode array = JsonNodeFactory.instance.arrayNode(shape[level]);
    for (int i = 0; i < shape[level]; i++) {
      array.add(nested(space, action, offset, shape, level + 1, next));
    }
    return array;
  }
}
