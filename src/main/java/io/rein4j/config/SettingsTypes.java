package io.rein4j.config;

import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.RefersToCatalog;
import io.rein4j.settings.Kind;
import io.rein4j.settings.TypeNames;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The interfaces among whose settings records a config chooses.
 *
 * @param catalog what has the records
 * @param needsEntries whether the catalog must also have the entries that records name
 */
record SettingsTypes(Catalog catalog, boolean needsEntries) {

  SettingsTypes(Catalog catalog) {
    this(catalog, true);
  }

  /** The key that chooses a record. */
  static final String TYPE = "type";

  /** Makes sure that the entry which settings name is there, if it must be. */
  void requireKnown(RefersToCatalog settings) {
    if (needsEntries) {
      settings.requireKnown(catalog);
    }
  }

  /** {@return the choice that an interface stands for, or null if it stands for none} */
  @Nullable Choice choiceOf(Class<?> type) {
    Kind kind = kindOf(type);
    return kind == null ? null : new Choice(kind, type, Map.copyOf(catalog.types(type)));
  }

  /** {@return what an interface among whose records a config chooses is marked with, or null} */
  static @Nullable Kind kindOf(Class<?> type) {
    return type.isInterface() ? type.getAnnotation(Kind.class) : null;
  }

  /** {@return the name of a settings record} */
  static String nameOf(Object settings) {
    return TypeNames.of(settings.getClass())
        .orElseThrow(
            () -> new IllegalStateException("%s has no name.".formatted(settings.getClass())));
  }

  /**
   * One interface and its records.
   *
   * @param kind what the interface is
   * @param type the interface
   * @param records the records by name
   */
  record Choice(Kind kind, Class<?> type, Map<String, ? extends Class<?>> records) {

    /** {@return what the interface is, in error sentences} */
    String noun() {
      return kind.value();
    }

    /** {@return the names of the records, sorted} */
    Collection<String> names() {
      return records.keySet().stream().sorted().toList();
    }

    /** {@return the record of one of the {@link #names}} */
    Class<?> recordOf(String name) {
      return Objects.requireNonNull(records.get(name), name);
    }

    /**
     * {@return whether a word is the name of a record that may stand without its section, as all
     * its components have defaults}
     */
    boolean standsAlone(String name) {
      return records.containsKey(name)
          && SettingsModel.of(recordOf(name)).keys().stream()
              .allMatch(key -> key.fallback() != null);
    }

    /** {@return what chooses one of its records, in error sentences} */
    String wanted() {
      if (!kind.byKey()) {
        return "a section with the key 'type'";
      }
      String section = "a section with one of the keys " + String.join(", ", names());
      List<String> alone = names().stream().filter(this::standsAlone).toList();
      return alone.isEmpty() ? section : "one of " + String.join(", ", alone) + ", or " + section;
    }

    /** {@return the key whose value may stand without its section, or null} */
    @Nullable SettingsKey bareKey() {
      return kind.bare().isEmpty() ? null : SettingsModel.of(recordOf(kind.bare())).keys().get(0);
    }

    /**
     * {@return whether a type is chosen by a key of its own name, as in {@code {dl4j: model.zip}},
     * so that {@code type} may be left out}
     */
    boolean isChosenByKey(String name) {
      return records.containsKey(name) && SettingsModel.of(recordOf(name)).key(name) != null;
    }
  }
}
