package io.rein4j.config;

import java.util.List;
import java.util.Map;

/** A value of a YAML document, not yet of any type, that knows where it was written. */
sealed interface Node {

  /** {@return where the value begins} */
  Place place();

  /** {@return what the value is, as error sentences say it} */
  String describe();

  /**
   * A key's place and value.
   *
   * @param keyPlace where the key was written
   * @param value what stands under the key
   */
  record Entry(Place keyPlace, Node value) {}

  /**
   * Keys with values.
   *
   * @param place where it begins
   * @param entries in the order in which they were written
   * @param fromPath true if a {@code --set} path led here, so that the keys may be list indices
   */
  record Section(Place place, Map<String, Entry> entries, boolean fromPath) implements Node {

    @Override
    public String describe() {
      return "a section of keys";
    }
  }

  /**
   * A list.
   *
   * @param place where it begins
   * @param nodes its elements
   */
  record Items(Place place, List<Node> nodes) implements Node {

    @Override
    public String describe() {
      return "a list";
    }
  }

  /**
   * A value that was refused where it was read, and is not looked into.
   *
   * @param place where it begins
   * @param problem what is wrong with it
   */
  record Refused(Place place, Problem problem) implements Node {

    @Override
    public String describe() {
      return "a value that cannot be read";
    }
  }

  /**
   * A single word, number or text.
   *
   * @param place where it begins
   * @param scalar what was written
   */
  record Single(Place place, Scalar scalar) implements Node {

    @Override
    public String describe() {
      return scalar.describe();
    }
  }
}
