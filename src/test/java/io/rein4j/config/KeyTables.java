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

/**
 * The keys of a config as tables in Markdown: one table for every section, and one for every {@code
 * type} that can be chosen in a place.
 */
final class KeyTables {

  private final SettingsTypes types;

  /** The title of each section's table, in the order in which they stand. */
  private final Map<Class<?>, String> titles = new LinkedHashMap<>();

  private final List<Choice> choices = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  private KeyTables(SettingsTypes types) {
    this.types = types;
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
      Class<?> own = BriefSettings.element(key.type());
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
    Class<?> own = BriefSettings.element(type);
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
    String value = BriefSettings.of(key.type(), settings);
    return value.equals("{}") && isSection(BriefSettings.element(key.type()))
        ? "its defaults"
        : "`%s`".formatted(value);
  }

  private static String cell(String words) {
    return words.replace("|", "\\|").replace("<", "&lt;");
  }
}
