package io.rein4j.settings;

import java.util.List;

/** A setting whose value is outside its domain, or several whose values do not go together. */
public final class SettingException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial")
  private final List<String> keys;

  /**
   * Refuses a value.
   *
   * @param key the setting's key in its record, in kebab-case
   * @param sentence what was expected, and what was found
   */
  public SettingException(String key, String sentence) {
    this(List.of(key), sentence);
  }

  /**
   * Refuses values that do not go together.
   *
   * @param keys the keys in their record, in kebab-case, of all settings that have a part in it, at
   *     least one; whoever gave the first of them is told
   * @param sentence what was expected, and what was found
   */
  public SettingException(List<String> keys, String sentence) {
    super(sentence);
    this.keys = List.copyOf(keys);
  }

  /**
   * {@return the setting's key in its record, in kebab-case; of several settings, the first one's}
   */
  public String key() {
    return keys.get(0);
  }

  /** {@return the keys of all settings that have a part in it} */
  public List<String> keys() {
    return keys;
  }
}
