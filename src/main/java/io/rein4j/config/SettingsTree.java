package io.rein4j.config;

import io.rein4j.env.gym.Interpreter;
import io.rein4j.settings.Kind;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns settings into the tree that a config would hold to give the same settings: maps with
 * kebab-case keys in the order of the components, lists, texts, numbers, truth values and null.
 */
final class SettingsTree {

  private final Function<Path, String> paths;

  SettingsTree() {
    this(Path::toString);
  }

  /**
   * A maker of trees.
   *
   * @param paths gives what stands for a path
   */
  SettingsTree(Function<Path, String> paths) {
    this.paths = paths;
  }

  /**
   * {@return the tree}
   *
   * @param type what stands there by its declaration, on which it depends whether a type is named
   * @param value settings or a part of them
   */
  @Nullable Object of(Type type, @Nullable Object value) {
    if (value instanceof List<?> list) {
      Type elementType = argument(type, 0);
      List<@Nullable Object> elements = new ArrayList<>();
      list.forEach(element -> elements.add(of(elementType, element)));
      return elements;
    }
    if (value instanceof Map<?, ?> map) {
      Type valueType = argument(type, 1);
      Map<String, @Nullable Object> entries = new LinkedHashMap<>();
      map.forEach((key, element) -> entries.put((String) key, of(valueType, element)));
      return entries;
    }
    if (value instanceof Enum<?> constant) {
      return KebabCase.ofConstant(constant);
    }
    if (value instanceof Path path) {
      return paths.apply(path);
    }
    if (value instanceof Interpreter interpreter) {
      return interpreter.command();
    }
    if (value instanceof YamlValue unbound) {
      return unbound.plain();
    }
    if (!(value instanceof Record settings)) {
      return value;
    }
    Kind kind = type instanceof Class<?> declared ? SettingsTypes.kindOf(declared) : null;
    if (kind == null) {
      return section(null, settings);
    }
    String name = SettingsTypes.nameOf(settings);
    if (name.equals(kind.bare())) {
      SettingsKey only = SettingsModel.of(settings.getClass()).keys().get(0);
      return of(only.type(), only.valueIn(settings));
    }
    return kind.byKey()
        ? Collections.singletonMap(name, section(null, settings))
        : section(name, settings);
  }

  private @Nullable Object section(@Nullable String typeName, Record settings) {
    Map<String, @Nullable Object> section = new LinkedHashMap<>();
    if (typeName != null) {
      section.put(SettingsTypes.TYPE, typeName);
    }
    SettingsModel model = SettingsModel.of(settings.getClass());
    SettingsKey bareKey = SettingsModel.bareKeyOf(settings.getClass());
    if (bareKey != null && model.isDefaultBut(bareKey, settings)) {
      return of(bareKey.type(), bareKey.valueIn(settings));
    }
    for (SettingsKey key : model.keys()) {
      section.put(key.name(), of(key.type(), key.valueIn(settings)));
    }
    return section;
  }

  private static Type argument(Type type, int index) {
    return type instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[index]
        : Object.class;
  }
}
