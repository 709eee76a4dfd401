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
    return of(types, new Root(type, "the config"));
  }

  /**
   * What a file is bound to.
   *
   * @param type the record
   * @param title what the file is called
   */
  record Root(Class<? extends Record> type, String title) {}

  /** {@return the tables of some kinds of files, and of everything in them, each of these once} */
  static String of(SettingsTypes types, Root... roots) {
    KeyTables tables = new KeyTables(types);
    for (Root root : roots) {
      tables.collect(root.type(), root.title());
    }
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
      for (Class<?> later : laterTypes(key)) {
        if (later.isRecord()) {
          collect(later, "`%s`".formatted(key.name()));
        }
      }
    }
  }

  /** Returns what a value that is bound later may be. */
  private static List<Class<?>> laterTypes(SettingsKey key) {
    YamlTypes mark = key.yamlTypes();
    return mark == null ? List.of() : List.of(mark.value());
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
              .formatted(key.name(), value(key), byDefault(key), cell(key.description())));
    }
  }

  private String value(SettingsKey key) {
    boolean isByPath = key.pathsOf() != null;
    if (laterTypes(key).isEmpty()) {
      return isByPath ? "by path: any" : value(key.type());
    }
    String values =
        laterTypes(key).stream()
            .map(
                type ->
                    type.isArray()
                        ? "list of %ss".formatted(value(type.componentType()))
                        : value(type))
            .collect(Collectors.joining(" or "));
    if (isByPath) {
      return "by path: " + values;
    }
    return key.type() instanceof ParameterizedType generic
        ? (generic.getRawType() == List.class ? "list: " : "by name: ") + values
        : values;
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
    if (own == Map.class || own == List.class) {
      return own == Map.class ? "section" : "list";
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
    return value.equals("{}") && key.type() instanceof Class<?> own && isSection(own)
        ? "its defaults"
        : "`%s`".formatted(value);
  }

  private static String cell(String words) {
    return words.replace("|", "\\|").replace("<", "&lt;");
  }
}
