package io.rein4j.settings;

import java.util.Optional;

/** Reads the {@link TypeName} of settings records. */
public final class TypeNames {

  private TypeNames() {}

  /**
   * {@return the name of a settings record, or empty if it has none}
   *
   * @param type the record's class
   */
  public static Optional<String> of(Class<?> type) {
    return Optional.ofNullable(type.getAnnotation(TypeName.class)).map(TypeName::value);
  }

  /**
   * {@return what to call settings in a sentence: the name of their record, or what they say of
   * themselves if it has none}
   *
   * @param settings the settings
   */
  public static String nameOf(Object settings) {
    return of(settings.getClass()).orElseGet(settings::toString);
  }
}
