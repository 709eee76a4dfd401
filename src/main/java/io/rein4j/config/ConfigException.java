package io.rein4j.config;

/** A config that cannot be used; the message is a sentence that says where and why. */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1;

  ConfigException(String sentence) {
    super(sentence);
  }

  /**
   * {@return this error with more of its circumstances}
   *
   * @param sentence what else there is to say
   */
  public ConfigException with(String sentence) {
    ConfigException told = new ConfigException(getMessage() + " " + sentence);
    told.initCause(this);
    return told;
  }

  ConfigException(Place place, String sentence) {
    super(place + ": " + sentence);
  }
}
