package io.rein4j.config;

import io.rein4j.config.SettingsKey.Fallback;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Settings in a line, as a config would write them, without what it need not say. */
final class BriefSettings {

  private static final SettingsTree TREE = new SettingsTree();

  private BriefSettings() {}

  /**
   * {@return the line, such as {@code {type: global-norm, threshold: 0.5}}}
   *
   * @param type what stands there by its declaration, on which it depends whether a type is named
   * @param value settings or a part of them
   */
  static String of(Type type, Object value) {
    if (value instanceof List<?> list) {
      StringJoiner elements = new StringJoiner(", ", "[", "]");
      list.forEach(element -> elements.add(of(element(type), element)));
      return elements.toString();
    }
    if (value instanceof Map<?, ?> map && map.isEmpty()) {
      return "{}";
    }
    Object plain = TREE.of(type, value);
    if (!(value instanceof Record settings) || !(plain instanceof Map<?, ?>)) {
      return scalar(plain);
    }
    StringJoiner section = new StringJoiner(", ", "{", "}");
    if (type instanceof Class<?> declared && SettingsTypes.kindOf(declared) != null) {
      section.add(SettingsTypes.TYPE + ": " + SettingsTypes.nameOf(settings));
    }
    for (SettingsKey key : SettingsModel.of(settings.getClass()).keys()) {
      Object own = key.valueIn(settings);
      Fallback fallback = key.fallback();
      if (own != null && (fallback == null || !own.equals(fallback.value()))) {
        section.add("%s: %s".formatted(key.name(), of(key.type(), own)));
      }
    }
    return section.toString();
  }

  /** {@return what the elements of a list or the values of a map are; of any other type itself} */
  static Class<?> element(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return (Class<?>) arguments[arguments.length - 1];
    }
    return (Class<?>) type;
  }

  private static String scalar(@Nullable Object plain) {
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
}
