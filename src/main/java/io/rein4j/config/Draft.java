package io.rein4j.config;

import io.rein4j.api.Incubating;
import java.util.Set;

/**
 * The settings of a section in which some things may be wrong, for what can be said of the rest.
 *
 * @param section the section
 * @param settings its settings, in which stand-ins and defaults take the place of what is wrong
 * @param doubtful the keys that have no value of their own there, because it was refused, is
 *     missing, or was probably given to a misspelt key
 * @param hasUnknownKeys whether the section has keys that the settings do not have, any of which
 *     may have been meant to be a key that is left out
 * @param <T> the settings record
 */
@Incubating
public record Draft<T extends Record>(
    YamlValue section, T settings, Set<String> doubtful, boolean hasUnknownKeys) {

  public Draft {
    doubtful = Set.copyOf(doubtful);
  }

  /**
   * {@return whether a key's value is what was written, or what holds where nothing is}
   *
   * @param key the key
   */
  public boolean isSound(String key) {
    return !doubtful.contains(key);
  }

  /**
   * {@return whether a key was left out on purpose or by oversight, and is not one of the unknown
   * keys by another name}
   *
   * @param key the key
   */
  public boolean isLeftOut(String key) {
    return isSound(key) && !hasUnknownKeys && !section.entries().containsKey(key);
  }
}
