package io.rein4j.env.gym;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.api.Incubating;
import java.util.Arrays;

/** An observation or an action as a server wrote it: a number, or an array of numbers. */
@Incubating
public final class GymValue {

  private final float[] values;
  private final int[] shape;

  private GymValue(float[] values, int[] shape) {
    this.values = values;
    this.shape = shape;
  }

  /**
   * Reads a value; NaN and infinities are values as well.
   *
   * @throws GymException if it is not a number or a whole array of them
   */
  static GymValue of(JsonNode json) throws GymException {
    int[] shape = new int[depth(json)];
    JsonNode level = json;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = level.size();
      level = shape[i] == 0 ? level : level.get(0);
    }
    requireShape(json, shape, 0);
    // Every element has been seen, so that there are no more than the answer is long.
    int size = 1;
    for (int dimension : shape) {
      size *= dimension;
    }
    float[] values = new float[size];
    read(json, shape, 0, values, 0);
    return new GymValue(values, shape);
  }

  private static void requireShape(JsonNode json, int[] shape, int level) throws GymException {
    if (level == shape.length) {
      if (json.isArray()) {
        throw new GymException(
            "Expected a number, but found %s.".formatted(GymJson.shortened(json)));
      }
      return;
    }
    if (!json.isArray() || json.size() != shape[level]) {
      throw new GymException(
          "Expected an array of %s values, but found %s."
              .formatted(shape[level], GymJson.shortened(json)));
    }
    for (JsonNode element : json) {
      requireShape(element, shape, level + 1);
    }
  }

  private static int depth(JsonNode json) {
    int depth = 0;
    for (JsonNode level = json; level != null && level.isArray(); level = level.get(0)) {
      depth++;
    }
    return depth;
  }

  private static int read(JsonNode json, int[] shape, int level, float[] values, int from)
      throws GymException {
    if (level == shape.length) {
      if (json.isNumber()) {
        values[from] = (float) json.doubleValue();
      } else if (json.isBoolean()) {
        values[from] = json.booleanValue() ? 1 : 0;
      } else if (json.isNull()) {
        // How servers that write legal JSON say NaN.
        values[from] = Float.NaN;
      } else {
        throw new GymException(
            "Expected a number, but found %s.".formatted(GymJson.shortened(json)));
      }
      return from + 1;
    }
    int next = from;
    for (JsonNode element : json) {
      next = read(element, shape, level + 1, values, next);
    }
    return next;
  }

  /** {@return the number of its elements} */
  public int size() {
    return values.length;
  }

  /** {@return its dimensions; a single number has none} */
  public int[] shape() {
    return shape.clone();
  }

  /**
   * {@return an element}
   *
   * @param element its index, row-major
   */
  public float get(int element) {
    return values[element];
  }

  /**
   * Copies the elements.
   *
   * @param to receives them
   * @param offset index of the first
   */
  public void copyTo(float[] to, int offset) {
    System.arraycopy(values, 0, to, offset, values.length);
  }

  @Override
  public String toString() {
    return shape.length == 0 ? Float.toString(values[0]) : Arrays.toString(values);
  }
}
