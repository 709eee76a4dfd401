package io.rein4j.config;

import io.rein4j.settings.Bare;
import io.rein4j.settings.StartsFrom;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * One key of a settings record.
 *
 * @param component the component that it sets
 * @param nullable whether it may be empty
 * @param fallback what holds if it is left out, or null if it is required
 */
record SettingsKey(RecordComponent component, boolean nullable, @Nullable Fallback fallback) {

  String name() {
    return KebabCase.ofComponent(component.getName());
  }

  Type type() {
    return component.getGenericType();
  }

  /** {@return what the component means, or an empty text} */
  String description() {
    return Descriptions.ofComponent(component);
  }

  /** {@return the end of an error sentence that concerns the key: what it means} */
  String about() {
    String description = description();
    return description.isEmpty() ? "" : " (%s: %s)".formatted(name(), description);
  }

  /** {@return what holds if the key is left out where a section starts from given settings} */
  @Nullable Fallback fallback(@Nullable Object base) {
    return base == null ? fallback : new Fallback(valueIn(base));
  }

  /** {@return the key whose value a section starts from where there is none by default, or null} */
  @Nullable String startsFrom() {
    StartsFrom mark = component.getAnnotation(StartsFrom.class);
    return mark == null ? null : mark.value();
  }

  /** {@return whether its value may stand for a whole section} */
  boolean isBare() {
    return component.isAnnotationPresent(Bare.class);
  }

  /** {@return what a value that is bound later may be, or null if it may be anything} */
  @Nullable YamlTypes yamlTypes() {
    return component.getAnnotation(YamlTypes.class);
  }

  /** {@return the settings record that its own keys are paths of, or null} */
  @Nullable Class<? extends Record> pathsOf() {
    PathsOf mark = component.getAnnotation(PathsOf.class);
    return mark == null ? null : mark.value();
  }

  /** {@return the component's value in a record} */
  @Nullable Object valueIn(Object settings) {
    return SettingsModel.read(component, settings);
  }

  /**
   * What holds where a key is left out.
   *
   * @param value null for nothing
   */
  record Fallback(@Nullable Object value) {}
}
