package io.rein4j.config;

import java.util.Locale;

/** The spelling of names in a config. */
final class KebabCase {

  private KebabCase() {}

  /** {@return {@code gae-lambda} for the record component {@code gaeLambda}} */
  static String ofComponent(String name) {
    return name.replaceAll("(?<!^)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /** {@return {@code max-norm} for the constant {@code MAX_NORM}} */
  static String ofConstant(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
