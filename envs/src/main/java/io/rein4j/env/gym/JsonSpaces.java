package io.rein4j.env.gym;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.ElementType;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import io.rein4j.text.Printable;

/** Spaces and actions in the protocol's JSON. */
final class JsonSpaces {

  /** The key of the dimensions of a MultiBinary that is described as another space. */
  private static final String MULTI_BINARY = "multi_binary";

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
      Space space =
          switch (name) {
            case "Discrete" -> discrete(info);
            case "MultiDiscrete" -> multiDiscrete(info);
            case "MultiBinary" -> multiBinary(info);
            case "Box" -> box(info);
            default -> throw unusable(info, name);
          };
      return info.has(MULTI_BINARY) ? multiBinary(info, space) : space;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new GymException(
          "A space that is described as %s cannot be used: %s"
              .formatted(GymJson.shortened(info), e.getMessage()),
          e);
    }
  }

  private static GymException unusable(JsonNode info, String name) {
    JsonNode flat = info.path("flat");
    JsonNode refused = info.hasNonNull("refused") ? info.path("refused") : flat.path("refused");
    if (refused.isTextual()) {
      return new GymException(Printable.quoted(refused.asText()));
    }
    String sentence =
        "A space is a Box, a Discrete, a MultiDiscrete or a MultiBinary, but the environment has %s."
            .formatted(name.isEmpty() ? GymJson.shortened(info) : "a " + Printable.of(name, 80));
    return flat.isObject() ? new CompositeSpaceException(sentence) : new GymException(sentence);
  }

  private static Space discrete(JsonNode info) throws GymException {
    long count = GymJson.whole(info.path("n"), 1, Integer.MAX_VALUE, "The 'n' of a Discrete");
    long start =
        info.hasNonNull("start")
            ? GymJson.whole(
                info.path("start"),
                Integer.MIN_VALUE,
                Integer.MAX_VALUE,
                "The 'start' of a Discrete")
            : 0;
    return new Discrete((int) count, (int) start);
  }

  private static Space multiDiscrete(JsonNode info) throws GymException {
    int[] nvec = ints(info.path("nvec"), 1, "The 'nvec' of a MultiDiscrete");
    int[] start =
        info.has("start")
            ? ints(info.path("start"), Integer.MIN_VALUE, "The 'start' of a MultiDiscrete")
            : new int[nvec.length];
    return info.has("shape")
        ? new MultiDiscrete(
            nvec, start, ints(info.path("shape"), 1, "The 'shape' of a MultiDiscrete"))
        : new MultiDiscrete(nvec, start);
  }

  /** Reads the dimensions of a MultiBinary as Gymnasium tells them: a number if there is one. */
  private static Space multiBinary(JsonNode info) throws GymException {
    JsonNode n = info.path("n");
    if (n.isMissingNode() && info.path("flat").isObject()) {
      // A server from before it told more.
      throw unusable(info, "MultiBinary");
    }
    String what = "The 'n' of a MultiBinary";
    MultiBinary bits =
        n.isArray()
            ? new MultiBinary(ints(n, 1, what))
            : new MultiBinary((int) GymJson.whole(n, 1, Integer.MAX_VALUE, what));
    if (bits.size() > GymJson.MOST_TOKENS) {
      throw new GymException(
          "%s has more bits than an answer has room for: %s.".formatted(bits, bits.size()));
    }
    return bits;
  }

  /** Reads what a space is that is described as one that older readers know. */
  private static Space multiBinary(JsonNode info, Space described) throws GymException {
    MultiBinary bits =
        new MultiBinary(ints(info.path(MULTI_BINARY), 1, "The '%s'".formatted(MULTI_BINARY)));
    if (bits.size() != described.size()) {
      throw new GymException(
          "A space that is described as %s cannot be both %s and %s."
              .formatted(GymJson.shortened(info), described, bits));
    }
    return bits;
  }

  private static Space box(JsonNode info) throws GymException {
    // Servers that do not tell the type of the elements know none but 32-bit numbers.
    ElementType type = ElementType.named(info.path("dtype").asText()).orElse(ElementType.FLOAT32);
    int[] shape = ints(info.path("shape"), 0, "The 'shape' of a Box");
    return new Box(bounds(info.path("low")), bounds(info.path("high")), shape, type);
  }

  /** Reads bounds, which come flat whatever the shape; what no float holds is infinite. */
  private static double[] bounds(JsonNode json) throws GymException {
    double[] bounds = new double[Math.max(json.size(), 1)];
    for (int i = 0; i < bounds.length; i++) {
      JsonNode bound = json.isArray() ? json.path(i) : json;
      if (!bound.isNumber()) {
        throw new GymException(
            "Expected numbers as bounds, but found %s.".formatted(GymJson.shortened(json)));
      }
      double value = bound.doubleValue();
      bounds[i] = Float.isInfinite((float) value) ? (float) value : value;
    }
    return bounds;
  }

  private static int[] ints(JsonNode json, int lowest, String what) throws GymException {
    if (!json.isArray()) {
      throw new GymException(
          "%s is an array, but the answer has %s.".formatted(what, GymJson.shortened(json)));
    }
    int[] values = new int[json.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) GymJson.whole(json.get(i), lowest, Integer.MAX_VALUE, what);
    }
    return values;
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
