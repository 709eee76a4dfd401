package io.rein4j.settings;

/** A setting whose value is outside its domain. */
public final class SettingException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private final String key;

  /**
   * Refuses a value.
   *
   * @param key the setting's key in its record, in kebab-case
   * @param sentence what was expected, and what was found
   */
  public SettingException(String key, String sentence) {
    super(sentence);
    this.key = key;
  }

  /** {@return the setting's key in its record, in kebab-case} */
  public String key() {
    return key;
  }
}
