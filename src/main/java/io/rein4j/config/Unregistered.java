package io.rein4j.config;

import io.rein4j.catalog.Catalog;
import io.rein4j.settings.Kind;
import io.rein4j.settings.TypeNames;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The search for settings that a program has made and no config can choose.
 *
 * @param catalog what configs choose from
 */
record Unregistered(Catalog catalog) {

  /**
   * {@return the first such part of settings, such as {@code clipping rule org.example.SoftClip};
   * empty if there is none}
   *
   * @param type what stands there by its declaration
   * @param value settings or a part of them
   */
  Optional<String> in(Type type, @Nullable Object value) {
    if (value instanceof List<?> list) {
      return in(argument(type, 0), list);
    }
    if (value instanceof Map<?, ?> map) {
      return in(argument(type, 1), map.values());
    }
    if (value == null) {
      return Optional.empty();
    }
    if (type instanceof Class<?> declared) {
      Kind kind = SettingsTypes.kindOf(declared);
      if (kind != null && !isRegistered(declared, value.getClass())) {
        return Optional.of("%s %s".formatted(kind.value(), value.getClass().getName()));
      }
    }
    return value instanceof Record settings
        ? SettingsModel.of(settings.getClass()).keys().stream()
            .map(key -> in(key.type(), key.valueIn(settings)))
            .flatMap(Optional::stream)
            .findFirst()
        : Optional.empty();
  }

  private Optional<String> in(Type type, Collection<?> values) {
    return values.stream().map(value -> in(type, value)).flatMap(Optional::stream).findFirst();
  }

  private boolean isRegistered(Class<?> kind, Class<?> type) {
    return TypeNames.of(type)
        .map(name -> Objects.equals(catalog.types(kind).get(name), type))
        .orElse(false);
  }

  private static Type argument(Type type, int index) {
    return type instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[index]
        : Object.class;
  }
}
