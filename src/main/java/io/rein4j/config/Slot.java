package io.rein4j.config;

import io.rein4j.config.SettingsTypes.Choice;
import io.rein4j.env.gym.Interpreter;
import io.rein4j.text.Suggestion;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A spot in the tree of settings that a value is to be bound to.
 *
 * @param path how {@code --set} names it; empty for the whole config
 * @param type what it takes
 * @param nullable whether it may be empty
 * @param key the key that it belongs to, or null for the whole config
 */
record Slot(String path, Type type, boolean nullable, @Nullable SettingsKey key) {

  static Slot ofConfig(Class<?> type) {
    return new Slot("", type, false, null);
  }

  Slot child(SettingsKey key) {
    return new Slot(pathTo(key.name()), key.type(), key.nullable(), key);
  }

  /** {@return the spot of a value in this list or map} */
  Slot element(String step, Type elementType) {
    return new Slot(pathTo(step), elementType, elementType == Object.class, key);
  }

  /** {@return this spot, if it took another type} */
  Slot as(Type otherType) {
    return new Slot(path, otherType, false, key);
  }

  /** {@return what its key means, for the end of an error sentence} */
  String about() {
    return key == null ? "" : key.about();
  }

  /** {@return what to call it in a sentence} */
  String name() {
    return path.isEmpty() ? "the config" : path;
  }

  /** {@return where its keys are, in a sentence about them} */
  String inside() {
    return path.isEmpty() ? "at the top level" : "in " + path;
  }

  /** {@return the value that a single word, number or text has here, or empty if it has none} */
  Optional<? extends Object> valueOf(Node.Single node) {
    Scalar scalar = node.scalar();
    if (type == Object.class) {
      return scalar.asFree();
    }
    if (isInt()) {
      return scalar.asLong().filter(number -> number == number.intValue()).map(Long::intValue);
    }
    if (isLong()) {
      return scalar.asLong();
    }
    if (isDouble()) {
      return scalar.asDouble();
    }
    if (isBoolean()) {
      return scalar.asBoolean();
    }
    if (!scalar.isText()) {
      return Optional.empty();
    }
    if (type == String.class) {
      return Optional.of(scalar.text());
    }
    if (type == Path.class) {
      return Optional.of(node.place().directory().resolve(scalar.text()).normalize());
    }
    if (type == Interpreter.class) {
      return scalar.text().isBlank()
          ? Optional.empty()
          : Optional.of(Interpreter.of(scalar.text(), node.place().directory()));
    }
    return constants().stream()
        .filter(constant -> KebabCase.ofConstant(constant).equals(scalar.text()))
        .findFirst();
  }

  /** {@return the error of a value that does not fit here} */
  ConfigException refuse(Node node, SettingsTypes types) {
    Optional<String> meant =
        node instanceof Node.Single single && single.scalar().isText()
            ? Suggestion.nearest(single.scalar().text(), words())
            : Optional.empty();
    return new ConfigException(
        node.place(),
        "%s must be %s, but is %s%s%s"
            .formatted(
                name(),
                wanted(node, types),
                node.describe(),
                meant.map("; did you mean '%s'?"::formatted).orElse("."),
                about()));
  }

  private String wanted(Node node, SettingsTypes types) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == List.class ? "a list" : "a section of keys";
    }
    Choice choice = types.choiceOf((Class<?>) type);
    if (choice != null) {
      String section = choice.wanted();
      SettingsKey ofChoice = choice.bareKey();
      return ofChoice == null
          ? section
          : (as(ofChoice.type()).isDouble()
                  ? "a finite number"
                  : as(ofChoice.type()).wanted(node, types))
              + " or "
              + section;
    }
    SettingsKey bareKey = SettingsModel.bareKeyOf((Class<?>) type);
    if (bareKey != null) {
      return as(bareKey.type()).wanted(node, types) + " or a section of keys";
    }
    boolean number = node instanceof Node.Single single && single.scalar().isNumber();
    if (isInt()) {
      return number ? "a whole number of 32 bits" : "a whole number";
    }
    if (isLong()) {
      return number ? "a whole number of 64 bits" : "a whole number";
    }
    if (isDouble()) {
      return number ? "inf or a number of size up to " + Double.MAX_VALUE : "a number";
    }
    if (isBoolean()) {
      return "true or false";
    }
    if (type == String.class) {
      return "text (a number or a word such as true needs quotes to be text)";
    }
    if (type == Path.class) {
      return "a path";
    }
    if (type == Interpreter.class) {
      return "a path, or the name of a program";
    }
    if (type == Object.class) {
      return "text, true, false, a list, a section of keys or a number that fits in 64 bits";
    }
    return constants().isEmpty() ? "a section of keys" : "one of " + String.join(", ", words());
  }

  private boolean isInt() {
    return type == int.class || type == Integer.class;
  }

  private boolean isLong() {
    return type == long.class || type == Long.class;
  }

  private boolean isDouble() {
    return type == double.class || type == Double.class;
  }

  private boolean isBoolean() {
    return type == boolean.class || type == Boolean.class;
  }

  private List<String> words() {
    return constants().stream().map(KebabCase::ofConstant).toList();
  }

  private List<? extends Enum<?>> constants() {
    return type instanceof Class<?> candidate && candidate.isEnum()
        ? Arrays.stream(candidate.getEnumConstants()).map(constant -> (Enum<?>) constant).toList()
        : List.of();
  }

  private String pathTo(String step) {
    return path.isEmpty() ? step : path + "." + step;
  }
}
