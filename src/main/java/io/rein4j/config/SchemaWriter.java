package io.rein4j.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rein4j.config.SettingsKey.Fallback;
import io.rein4j.config.SettingsTypes.Choice;
import io.rein4j.env.gym.Interpreter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the JSON Schema (draft 2020-12) of a settings record, for editors that complete and check
 * YAML.
 *
 * <p>A section that has settings by default is described in place, with those as its defaults. The
 * other records that could be chosen there are described once, under {@code $defs}, with their own.
 */
final class SchemaWriter {

  private static final String PATHS = "paths";
  private static final String DIGITS = "[0-9](_?[0-9])*";

  // Readers of YAML 1.2, which editors use, take 100_000 and inf for text; hence the patterns.
  private static final Map<String, Object> INTEGER = numeric("integer", DIGITS);
  private static final Map<String, Object> NUMBER =
      numeric(
          "number", "(\\.?inf|(%1$s(\\.(%1$s)?)?|\\.%1$s)([eE][-+]?[0-9]+)?)".formatted(DIGITS));

  private final SettingsTypes types;
  private final SettingsTree tree;
  private final Map<String, Map<String, Object>> definitions = new TreeMap<>();

  /** The records without a type of their own that are being described. */
  private final Set<Class<?>> within = new HashSet<>();

  private SchemaWriter(SettingsTypes types) {
    this.types = types;
    this.tree = new SettingsTree();
  }

  /**
   * {@return the schema of a config, as indented JSON ended by a line feed}
   *
   * @param title what the config is called
   * @param type the record that it is bound to
   * @param types the records to choose from
   */
  static String write(String title, Class<? extends Record> type, SettingsTypes types) {
    SchemaWriter writer = new SchemaWriter(types);
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", title);
    schema.put("description", Descriptions.ofRecord(type));
    schema.putAll(writer.record(type, null, null));
    writer.definitions.put("integer", INTEGER);
    writer.definitions.put("number", NUMBER);
    schema.put("$defs", writer.definitions);
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    try {
      return new ObjectMapper().writer(printer).writeValueAsString(schema) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of maps, lists and plain values is JSON.", e);
    }
  }

  private Map<String, Object> value(Type type, @Nullable Object base) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return generic.getRawType() == List.class
          ? keyed("type", "array", "items", value(arguments[0], null))
          : keyed("type", "object", "additionalProperties", value(arguments[1], null));
    }
    Class<?> wanted = (Class<?>) type;
    Choice choice = types.choiceOf(wanted);
    if (choice != null) {
      return choice(choice, base);
    }
    if (wanted.isRecord() && within.add(wanted)) {
      SettingsKey bareKey = SettingsModel.bareKeyOf(wanted);
      Map<String, Object> section = record(wanted, null, base);
      Map<String, Object> described =
          bareKey == null
              ? section
              : Map.of("oneOf", List.of(value(bareKey.type(), null), section));
      within.remove(wanted);
      return described;
    }
    if (wanted.isRecord()) {
      // It is described around this one, and not again.
      return Map.of();
    }
    if (wanted.isEnum()) {
      return Map.of(
          "enum",
          Arrays.stream(wanted.getEnumConstants())
              .map(constant -> KebabCase.ofConstant((Enum<?>) constant))
              .toList());
    }
    if (wanted == boolean.class || wanted == Boolean.class) {
      return Map.of("type", "boolean");
    }
    if (wanted == String.class || wanted == Path.class || wanted == Interpreter.class) {
      return Map.of("type", "string");
    }
    if (wanted == Object.class || wanted == YamlValue.class) {
      return Map.of();
    }
    boolean real = wanted == double.class || wanted == Double.class;
    return Map.of("$ref", "#/$defs/" + (real ? "number" : "integer"));
  }

  /** A value, or a list or map of values, of which several types are read from YAML. */
  private Map<String, Object> boundLater(Type type, YamlTypes given) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return generic.getRawType() == List.class
          ? keyed("type", "array", "items", boundLater(arguments[0], given))
          : keyed("type", "object", "additionalProperties", boundLater(arguments[1], given));
    }
    List<Map<String, Object>> alternatives =
        Arrays.stream(given.value()).map(this::ofYaml).toList();
    return alternatives.size() == 1 ? alternatives.get(0) : Map.of("anyOf", alternatives);
  }

  private Map<String, Object> ofYaml(Class<?> type) {
    if (type == Map.class) {
      return Map.of("type", "object");
    }
    if (type == List.class) {
      return Map.of("type", "array");
    }
    Class<?> item = type.componentType();
    return item == null ? value(type, null) : keyed("type", "array", "items", ofYaml(item));
  }

  private Map<String, Object> choice(Choice choice, @Nullable Object base) {
    List<Map<String, Object>> alternatives = new ArrayList<>();
    if (choice.kind().byKey()) {
      choice.names().forEach(name -> alternatives.add(definitionByKey(choice, name)));
      List<String> alone = choice.names().stream().filter(choice::standsAlone).toList();
      if (!alone.isEmpty()) {
        alternatives.add(Map.of("enum", alone));
      }
      return Map.of("oneOf", alternatives);
    }
    SettingsKey bareKey = choice.bareKey();
    if (bareKey != null) {
      alternatives.add(value(bareKey.type(), null));
    }
    for (String name : choice.names()) {
      Class<?> type = choice.recordOf(name);
      alternatives.add(
          type.isInstance(base) ? record(type, name, base) : definition(choice, name, type));
    }
    return alternatives.isEmpty() ? Map.of("type", "object") : Map.of("oneOf", alternatives);
  }

  private Map<String, Object> definitionByKey(Choice choice, String name) {
    String key = nameOf(choice, name);
    if (!definitions.containsKey(key)) {
      definitions.put(key, Map.of());
      Class<?> type = choice.recordOf(name);
      Map<String, Object> value = new LinkedHashMap<>();
      value.put("description", Descriptions.ofRecord(type));
      value.putAll(value(type, null));
      definitions.put(
          key,
          keyed(
              "type",
              "object",
              "properties",
              Map.of(name, value),
              "required",
              List.of(name),
              "additionalProperties",
              false));
    }
    return Map.of("$ref", "#/$defs/" + key);
  }

  private Map<String, Object> definition(Choice choice, String name, Class<?> type) {
    String key = nameOf(choice, name);
    if (!definitions.containsKey(key)) {
      definitions.put(key, Map.of());
      Map<String, Object> section = record(type, name, null);
      if (choice.isChosenByKey(name) && section.get("required") instanceof List<?> required) {
        section.put(
            "required", required.stream().filter(k -> !k.equals(SettingsTypes.TYPE)).toList());
      }
      definitions.put(key, section);
    }
    return Map.of("$ref", "#/$defs/" + key);
  }

  private Map<String, Object> record(
      Class<?> type, @Nullable String typeName, @Nullable Object base) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    if (typeName != null) {
      properties.put(
          SettingsTypes.TYPE, keyed("const", typeName, "description", Descriptions.ofRecord(type)));
      if (base == null) {
        required.add(SettingsTypes.TYPE);
      }
    }
    SettingsModel model = SettingsModel.of(type);
    for (SettingsKey key : model.keys()) {
      Fallback fallback = key.fallback(base);
      if (fallback == null) {
        required.add(key.name());
      }
      Object byDefault = fallback == null ? null : fallback.value();
      properties.put(
          key.name(),
          byDefault == null && key.startsFrom() != null
              ? startingFrom(model, key, base)
              : property(key, byDefault));
    }
    Map<String, Object> section = keyed("type", "object", "properties", properties);
    if (!required.isEmpty()) {
      section.put("required", required);
    }
    section.put("additionalProperties", false);
    return section;
  }

  private Map<String, Object> property(SettingsKey key, @Nullable Object base) {
    Map<String, Object> property = new LinkedHashMap<>();
    property.put("description", key.description());
    Object byDefault = tree.of(key.type(), base);
    if (byDefault != null) {
      property.put("default", spellable(byDefault));
    }
    YamlTypes later = key.yamlTypes();
    Map<String, Object> value =
        later == null ? value(key.type(), base) : boundLater(key.type(), later);
    Class<? extends Record> target = key.pathsOf();
    if (target != null) {
      definitions.computeIfAbsent(PATHS, name -> paths(target));
      property.put("allOf", List.of(Map.of("$ref", "#/$defs/" + PATHS)));
    }
    property.putAll(
        key.nullable() ? Map.of("anyOf", List.of(value, Map.of("type", "null"))) : value);
    return property;
  }

  /** A section whose keys are paths. Others are allowed, as those into lists. */
  private Map<String, Object> paths(Class<? extends Record> target) {
    Map<String, Object> properties = new LinkedHashMap<>();
    SettingsPaths.of(target, types)
        .forEach((path, about) -> properties.put(path, Map.of("description", about)));
    return keyed("properties", properties);
  }

  /** A key that is absent by default, whose section starts from another key's value. */
  private Map<String, Object> startingFrom(
      SettingsModel model, SettingsKey key, @Nullable Object base) {
    SettingsKey other = Objects.requireNonNull(model.key(Objects.requireNonNull(key.startsFrom())));
    Fallback start = other.fallback(base);
    Object started = start == null ? null : start.value();
    Choice choice = types.choiceOf((Class<?>) key.type());
    Map<String, Object> value =
        choice == null ? value(key.type(), started) : continued(choice, started);
    Map<String, Object> property = new LinkedHashMap<>();
    property.put("description", key.description());
    property.put("anyOf", List.of(value, Map.of("type", "null")));
    return property;
  }

  /** A choice of a type that is another section's where it is left out. */
  private Map<String, Object> continued(Choice choice, @Nullable Object start) {
    List<Map<String, Object>> alternatives = new ArrayList<>();
    for (String name : choice.names()) {
      Class<?> type = choice.recordOf(name);
      String key = nameOf(choice, name) + ".continued";
      if (!type.isInstance(start) && !definitions.containsKey(key)) {
        definitions.put(key, Map.of());
        definitions.put(key, withoutRequiredType(record(type, name, null)));
      }
      alternatives.add(
          type.isInstance(start) ? record(type, name, start) : Map.of("$ref", "#/$defs/" + key));
    }
    return Map.of("anyOf", alternatives);
  }

  private static Map<String, Object> withoutRequiredType(Map<String, Object> section) {
    if (section.get("required") instanceof List<?> required) {
      List<?> others = required.stream().filter(key -> !key.equals(SettingsTypes.TYPE)).toList();
      if (others.isEmpty()) {
        section.remove("required");
      } else {
        section.put("required", others);
      }
    }
    return section;
  }

  private static String nameOf(Choice choice, String name) {
    return choice.noun().replace(' ', '-') + "." + name;
  }

  /** JSON has no infinity; as a config would have it, it is a word. */
  private static Object spellable(Object value) {
    return value instanceof Double number && number.isInfinite()
        ? number > 0 ? "inf" : "-inf"
        : value;
  }

  private static Map<String, Object> numeric(String type, String pattern) {
    return keyed("type", List.of(type, "string"), "pattern", "^[-+]?" + pattern + "$");
  }

  private static Map<String, Object> keyed(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
