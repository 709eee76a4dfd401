package io.rein4j.config;

import io.rein4j.config.SettingsKey.Fallback;
import io.rein4j.config.SettingsTypes.Choice;
import io.rein4j.documents.Document;
import io.rein4j.env.gym.Interpreter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a config as tables in Markdown: one table for every section, and one for every {@code
 * type} that can be chosen in a place.
 */
final class KeyTables {

  private final SettingsTypes types;
  private final SettingsTree tree;

  /** The title of each section's table, in the order in which they stand. */
  private final Map<Class<?>, String> titles = new LinkedHashMap<>();

  private final List<Choice> choices = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  private KeyTables(SettingsTypes types) {
    this.types = types;
    this.tree = new SettingsTree();
  }

  /**
   * {@return the tables of a config and of everything in it}
   *
   * @param type the record that the config is bound to
   * @param types the records to choose from
   */
  static String of(Class<? extends Record> type, SettingsTypes types) {
    KeyTables tables = new KeyTables(types);
    tables.collect(type, "the config");
    // In the order in which they are met: an agent's network, then what that network chooses.
    for (int i = 0; i < tables.choices.size(); i++) {
      tables.collect(tables.choices.get(i));
    }
    tables.titles.forEach(tables::write);
    return tables.text.toString();
  }

  private void collect(Class<?> section, String title) {
    if (titles.putIfAbsent(section, title) != null) {
      return;
    }
    for (SettingsKey key : SettingsModel.of(section).keys()) {
      Class<?> own = element(key.type());
      Choice choice = types.choiceOf(own);
      if (choice != null) {
        if (!choices.contains(choice)) {
          choices.add(choice);
        }
      } else if (isSection(own)) {
        collect(own, "`%s`".formatted(key.name()));
      }
    }
  }

  private void collect(Choice choice) {
    for (String name : choice.names()) {
      collect(choice.recordOf(name), "%s `%s`".formatted(choice.noun(), name));
    }
  }

  private static Class<?> element(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return (Class<?>) arguments[arguments.length - 1];
    }
    return (Class<?>) type;
  }

  private static boolean isSection(Class<?> type) {
    return type.isRecord() && type != Interpreter.class && type != YamlValue.class;
  }

  private void write(Class<?> section, String title) {
    SettingsModel model = SettingsModel.of(section);
    text.append("\n### %s\n\n%s\n".formatted(title, cell(Descriptions.ofRecord(section))));
    if (model.keys().isEmpty()) {
      return;
    }
    text.append("\n| key | value | default | what it is |\n|---|---|---|---|\n");
    for (SettingsKey key : model.keys()) {
      text.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(key.name(), value(key.type()), byDefault(key), cell(key.description())));
    }
  }

  private String value(Type type) {
    Class<?> own = element(type);
    if (type instanceof ParameterizedType generic) {
      return (generic.getRawType() == List.class ? "list: " : "by name: ") + value(own);
    }
    Choice choice = types.choiceOf(own);
    if (choice != null && choice.kind().byKey()) {
      return choice.names().stream()
          .map(name -> link("`%s`".formatted(name), choice.recordOf(name)))
          .collect(Collectors.joining(" or "));
    }
    if (choice != null) {
      return link(choice.noun(), choice.recordOf(choice.names().iterator().next()));
    }
    if (isSection(own)) {
      return link("section", own);
    }
    if (own.isEnum()) {
      StringJoiner words = new StringJoiner(", ");
      Arrays.stream(own.getEnumConstants())
          .map(constant -> "`%s`".formatted(KebabCase.ofConstant((Enum<?>) constant)))
          .forEach(words::add);
      return words.toString();
    }
    if (own == boolean.class || own == Boolean.class) {
      return "`true`, `false`";
    }
    if (own == String.class || own == Interpreter.class) {
      return "text";
    }
    if (own == Path.class) {
      return "file";
    }
    if (own == Object.class || own == YamlValue.class) {
      return "any";
    }
    return own == double.class || own == Double.class ? "number" : "whole number";
  }

  private String link(String words, Class<?> section) {
    return "[%s](#%s)"
        .formatted(words, Document.anchor(Objects.requireNonNull(titles.get(section))));
  }

  private String byDefault(SettingsKey key) {
    Fallback fallback = key.fallback();
    if (fallback == null) {
      return "required";
    }
    Object settings = fallback.value();
    if (settings == null) {
      String other = key.startsFrom();
      return other == null ? "none" : "as `%s`".formatted(KebabCase.ofComponent(other));
    }
    String value = flow(key.type(), settings);
    return value.equals("{}") && isSection(element(key.type()))
        ? "its defaults"
        : "`%s`".formatted(value);
  }

  /** Writes a value as a config would, without what it need not say. */
  private String flow(Type type, Object value) {
    if (value instanceof List<?> list) {
      StringJoiner elements = new StringJoiner(", ", "[", "]");
      list.forEach(element -> elements.add(flow(element(type), element)));
      return elements.toString();
    }
    if (value instanceof Map<?, ?> map && map.isEmpty()) {
      return "{}";
    }
    Object plain = tree.of(type, value);
    if (!(value instanceof Record settings) || !(plain instanceof Map<?, ?>)) {
      return number(plain);
    }
    StringJoiner section = new StringJoiner(", ", "{", "}");
    if (type instanceof Class<?> declared && SettingsTypes.kindOf(declared) != null) {
      section.add(SettingsTypes.TYPE + ": " + SettingsTypes.nameOf(settings));
    }
    for (SettingsKey key : SettingsModel.of(settings.getClass()).keys()) {
      Object own = key.valueIn(settings);
      Fallback fallback = key.fallback();
      if (own != null && (fallback == null || !own.equals(fallback.value()))) {
        section.add("%s: %s".formatted(key.name(), flow(key.type(), own)));
      }
    }
    return section.toString();
  }

  private static String number(@Nullable Object plain) {
    if (plain instanceof Double value) {
      if (value.isInfinite()) {
        return value > 0 ? "inf" : "-inf";
      }
      return value == Math.rint(value) && Math.abs(value) < 1e7
          ? Long.toString(value.longValue())
          : value.toString().replaceFirst("(\\.0)?E", "e");
    }
    return String.valueOf(plain);
  }

  private static String cell(String words) {
    return words.replace("|", "\\|").replace("<", "&lt;");
  }
}
