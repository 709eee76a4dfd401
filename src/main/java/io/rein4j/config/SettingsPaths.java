package io.rein4j.config;

import io.rein4j.config.SettingsTypes.Choice;
import io.rein4j.env.gym.Interpreter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The paths that lead to the values of a settings record, such as {@code training.steps}. Where a
 * record is chosen by its {@code type}, they are those of all types together. Paths into lists and
 * maps are not among them, nor those into a record within itself.
 */
final class SettingsPaths {

  private final SettingsTypes types;
  private final Map<String, String> descriptions = new LinkedHashMap<>();
  private final Set<Class<?>> within = new HashSet<>();

  private SettingsPaths(SettingsTypes types) {
    this.types = types;
  }

  /** {@return the paths of a record, each with the description of its last key} */
  static Map<String, String> of(Class<? extends Record> type, SettingsTypes types) {
    SettingsPaths paths = new SettingsPaths(types);
    paths.collect("", type);
    return paths.descriptions;
  }

  private void collect(String prefix, Class<?> type) {
    if (!within.add(type)) {
      return;
    }
    for (SettingsKey key : SettingsModel.of(type).keys()) {
      String path = prefix + key.name();
      descriptions.putIfAbsent(path, key.description());
      if (key.type() instanceof Class<?> section) {
        collectSection(path, section);
      }
    }
    within.remove(type);
  }

  private void collectSection(String path, Class<?> type) {
    Choice choice = types.choiceOf(type);
    if (choice != null) {
      descriptions.putIfAbsent(
          path + "." + SettingsTypes.TYPE, "one of " + String.join(", ", choice.names()));
      choice.names().forEach(name -> collect(path + ".", choice.recordOf(name)));
    } else if (type.isRecord() && type != Interpreter.class && type != YamlValue.class) {
      collect(path + ".", type);
    }
  }
}
