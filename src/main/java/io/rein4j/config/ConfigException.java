package io.rein4j.config;

/** A config that cannot be used; the message is a sentence that says where and why. */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1;

  ConfigException(String sentence) {
    super(sentence);
  }

  ConfigException(Place place, String sentence) {
    super(place + ": " + sentence);
  }
}
