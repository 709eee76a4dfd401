package io.rein4j.config;

import io.rein4j.catalog.RefersToCatalog;
import io.rein4j.settings.SettingException;
import io.rein4j.text.Printable;
import io.rein4j.text.Suggestion;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The making of one settings record, which gathers what is wrong with its values.
 *
 * <p>A record refuses one value at a time. For each that was refused another stands in, so that
 * what is wrong with the rest comes to light; what a record then says of values with stand-ins
 * among them is not told.
 */
final class Construction {

  private final SettingsTypes types;
  private final Slot slot;
  private final SettingsModel model;
  private final Node node;
  private final Map<String, Node.Entry> entries;
  private final @Nullable Record standIns;
  private final Problems problems = new Problems();

  /** The keys whose values are stand-ins. */
  private final Set<String> doubtful = new HashSet<>();

  /** The keys that unknown ones were probably meant to be. */
  private final Set<String> meant = new HashSet<>();

  private boolean unknownKeys;

  /**
   * A record to be made.
   *
   * @param types what has that which settings name
   * @param slot where it goes
   * @param model what is known of it
   * @param node what it is made of
   * @param entries the values that were written, by key
   * @param standIns a record with values for keys that have none, or null
   */
  Construction(
      SettingsTypes types,
      Slot slot,
      SettingsModel model,
      Node node,
      Map<String, Node.Entry> entries,
      @Nullable Record standIns) {
    this.types = types;
    this.slot = slot;
    this.model = model;
    this.node = node;
    this.entries = entries;
    this.standIns = standIns;
  }

  /** Tells of a key that the record does not have, which may have been meant to be another. */
  void hasUnknownKey(String name, ConfigException problem) {
    problems.add(problem);
    unknownKeys = true;
    Suggestion.nearest(name, model.names()).ifPresent(meant::add);
  }

  /** Reads the value of a key, or tells what is wrong with it. */
  void tried(SettingsKey key, Runnable reading) {
    try {
      reading.run();
    } catch (ConfigException e) {
      problems.add(e);
      doubt(key);
    }
  }

  /** Lets a key's default stand in for its value. */
  void doubt(SettingsKey key) {
    doubtful.add(key.name());
  }

  /** {@return whether a key's value was refused} */
  boolean doubts(String key) {
    return doubtful.contains(key);
  }

  /** Tells of a key that must be given and has no value, unless it has one that was refused. */
  void lacks(SettingsKey key) {
    if (doubtful.add(key.name()) && !unknownKeys) {
      problems.add(
          Problem.at(
              node.place(),
              "%s needs the key '%s'.%s".formatted(slot.name(), key.name(), key.about())));
    }
  }

  /** {@return a value for a key that has none, at which most records do not take offence} */
  @Nullable Object standIn(SettingsKey key) {
    if (standIns != null) {
      return key.valueIn(standIns);
    }
    if (key.fallback() != null) {
      return key.fallback().value();
    }
    if (key.type() == boolean.class) {
      return false;
    }
    if (key.type() == int.class) {
      return 1;
    }
    if (key.type() == long.class) {
      return 1L;
    }
    return key.type() == double.class ? 1.0 : null;
  }

  /**
   * {@return the record}
   *
   * @param values one per key, in their order; stand-ins are put into it
   * @throws ConfigException with all that is wrong
   */
  Object of(@Nullable Object[] values) {
    Object made = made(values);
    problems.throwIfAny();
    return made;
  }

  /**
   * {@return the record with stand-ins for what is wrong}
   *
   * @param type the record
   * @param section what it is made of
   * @param values one per key, in their order
   * @param told receives what is wrong
   */
  <T extends Record> Draft<T> draft(
      Class<T> type, YamlValue section, @Nullable Object[] values, Problems told) {
    T made = Objects.requireNonNull(type.cast(made(values)));
    if (!problems.isEmpty()) {
      told.add(problems.exception());
    }
    Set<String> doubts = new HashSet<>(meant);
    doubts.removeAll(entries.keySet());
    doubts.addAll(doubtful);
    return new Draft<>(section, made, doubts, unknownKeys);
  }

  private Object made(@Nullable Object[] values) {
    while (true) {
      Object made = tried(values);
      if (made != null) {
        return made;
      }
    }
  }

  /** Makes the record, or tells why not and replaces a value. */
  private @Nullable Object tried(@Nullable Object[] values) {
    try {
      Object made = model.construct(values);
      if (made instanceof RefersToCatalog settings) {
        types.requireKnown(settings);
      }
      return made;
    } catch (IllegalArgumentException e) {
      List<String> keys = e instanceof SettingException refusal ? refusal.keys() : List.of();
      if (!problems.isEmpty() && (keys.isEmpty() || mayFollow(keys))) {
        throw problems.exception();
      }
      SettingsKey blamed =
          keys.stream().filter(entries::containsKey).findFirst().map(model::key).orElse(null);
      Node.Entry entry = blamed == null ? null : entries.get(blamed.name());
      String sentence = withExcerpts(String.valueOf(e.getMessage()), values);
      if (blamed == null || entry == null) {
        problems.add(Problem.at(node.place(), sentence + slot.about()));
        throw problems.exception();
      }
      problems.add(Problem.at(entry.value().place(), sentence + blamed.about()));
      doubtful.add(blamed.name());
      values[model.keys().indexOf(blamed)] = standIn(blamed);
      return null;
    } catch (RuntimeException e) {
      if (doubtful.isEmpty()) {
        throw e;
      }
      // A record may not be able to do with a stand-in at all.
      throw problems.exception();
    }
  }

  private boolean mayFollow(List<String> keys) {
    return (keys.size() > 1 && !Collections.disjoint(meant, keys))
        || !Collections.disjoint(doubtful, keys);
  }

  /** A refusal quotes values as they are; long ones are of no help. */
  private static String withExcerpts(String sentence, @Nullable Object[] values) {
    String told = sentence;
    for (Object value : values) {
      if (value instanceof String text && !text.isEmpty()) {
        told = told.replace(text, Printable.excerpt(text));
      }
    }
    return told;
  }
}
