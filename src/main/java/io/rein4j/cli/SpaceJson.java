package io.rein4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.Space;
import java.io.IOException;

/** Values of spaces as JSON: a discrete one is a number, any other an array of its elements. */
final class SpaceJson {

  private SpaceJson() {}

  static void writeField(JsonGenerator json, String name, Space space, float[] value)
      throws IOException {
    json.writeFieldName(name);
    if (space instanceof Discrete) {
      json.writeNumber((long) value[0]);
      return;
    }
    json.writeStartArray();
    for (int i = 0; i < space.size(); i++) {
      if (!(space instanceof Box box) || box.type().isWhole()) {
        json.writeNumber((long) value[i]);
      } else {
        // As a double, whose digits give back exactly the float.
        json.writeNumber((double) value[i]);
      }
    }
    json.writeEndArray();
  }

  /** Returns a space in words for a table. */
  static String describe(Space space) {
    if (space instanceof Discrete discrete) {
      return discrete.start() == 0
          ? "Discrete(%s)".formatted(discrete.n())
          : "Discrete(%s, start=%s)".formatted(discrete.n(), discrete.start());
    }
    if (space instanceof Box box) {
      return "Box" + java.util.Arrays.toString(box.shape()).replace('[', '(').replace(']', ')');
    }
    return space.toString();
  }
}
