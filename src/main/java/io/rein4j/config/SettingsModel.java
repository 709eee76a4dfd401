package io.rein4j.config;

import io.rein4j.config.SettingsKey.Fallback;
import io.rein4j.settings.Defaults;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the reader, the writer and the schema know of a settings record: its keys, which of them may
 * be left out, and what then holds.
 *
 * <p>A key that is left out takes its value from, in this order: the record's constant {@code
 * DEFAULTS}; its constant {@code DEFAULT_<KEY>}; nothing, if the component is {@link Nullable}; the
 * defaults of the component's own record, if all of its keys have one. Any other key is required.
 *
 * @param type the record
 * @param keys in the order of the components
 */
record SettingsModel(Class<? extends Record> type, List<SettingsKey> keys) {

  static SettingsModel of(Class<?> type) {
    Class<? extends Record> record = type.asSubclass(Record.class);
    Object defaults = Defaults.whole(record);
    List<SettingsKey> keys = new ArrayList<>();
    for (RecordComponent component : record.getRecordComponents()) {
      boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      keys.add(new SettingsKey(component, nullable, fallback(component, nullable, defaults)));
    }
    return new SettingsModel(record, keys);
  }

  private static @Nullable Fallback fallback(
      RecordComponent component, boolean nullable, @Nullable Object defaults) {
    if (defaults != null) {
      return new Fallback(read(component, defaults));
    }
    Object constant = Defaults.of(component);
    if (constant != null || nullable) {
      return new Fallback(constant);
    }
    return component.getType().isRecord() ? of(component.getType()).withoutKeys() : null;
  }

  /** {@return the key of a record whose value may stand without its section, or null} */
  static @Nullable SettingsKey bareKeyOf(Class<?> type) {
    return type.isRecord()
        ? of(type).keys.stream().filter(SettingsKey::isBare).findFirst().orElse(null)
        : null;
  }

  /** {@return the record with no key given, or null if it has a required key} */
  private @Nullable Fallback withoutKeys() {
    if (keys.stream().anyMatch(key -> key.fallback() == null)) {
      return null;
    }
    return new Fallback(
        construct(
            keys.stream()
                .map(SettingsKey::fallback)
                .map(fallback -> fallback == null ? null : fallback.value())
                .toArray()));
  }

  /** {@return whether every key of a record but one has the value that holds if it is left out} */
  boolean isDefaultBut(SettingsKey exception, Object settings) {
    return keys.stream()
        .filter(key -> !key.name().equals(exception.name()))
        .allMatch(
            key ->
                key.fallback() != null
                    && Objects.equals(key.fallback().value(), key.valueIn(settings)));
  }

  /** {@return the names of the keys} */
  List<String> names() {
    return keys.stream().map(SettingsKey::name).toList();
  }

  /** {@return the key of a name, or null if there is none} */
  @Nullable SettingsKey key(String name) {
    return keys.stream().filter(key -> key.name().equals(name)).findFirst().orElse(null);
  }

  /**
   * {@return a new record}
   *
   * @param values one per key, in their order
   * @throws IllegalArgumentException if the record refuses the values
   */
  Object construct(@Nullable Object[] values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refusal) {
        throw refusal;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException("The constructor of " + type + " failed.", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "The settings record %s cannot be made, because it is not public.".formatted(type), e);
    }
  }

  static @Nullable Object read(RecordComponent component, Object settings) {
    try {
      return component.getAccessor().invoke(settings);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " cannot be read.", e);
    }
  }
}
