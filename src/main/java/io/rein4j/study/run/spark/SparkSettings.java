package io.rein4j.study.run.spark;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Spark's settings for a driver: those of the command line, then those of {@code
 * spark-defaults.conf}, then this program's own. A few cannot be chosen, as runs depend on them.
 */
final class SparkSettings {

  private static final String DEFAULTS = "spark-defaults.conf";
  private static final String PLUGINS = "spark.plugins";
  private static final String PLUGIN = "io.rein4j.spark.Plugin";
  private static final String MEMORY = "spark.driver.memory";
  private static final Pattern SIZE = Pattern.compile("([1-9]\\d*)(?:([kmgt])b?)?");

  private static final Map<String, String> OWN =
      Map.of(
          "spark.app.name", "Rein4J",
          "spark.executor.memory", "512m",
          "spark.log.level", "WARN",
          "spark.ui.showConsoleProgress", "false");

  /** A run is tried again by the study, which says so, and never twice at the same time. */
  private static final Map<String, String> FIXED =
      Map.of(
          "spark.task.maxFailures", "1",
          "spark.speculation", "false",
          "spark.dynamicAllocation.enabled", "false");

  private final Map<String, String> asked;
  private final Map<String, String> defaults;

  private SparkSettings(Map<String, String> asked, Map<String, String> defaults) {
    this.asked = Map.copyOf(asked);
    this.defaults = Map.copyOf(defaults);
  }

  /**
   * {@return the settings}
   *
   * @param asked those of the command line
   * @param conf the folder in which Spark finds its own, if there are any
   * @throws IOException if they cannot be read
   */
  static SparkSettings of(Map<String, String> asked, Path conf) throws IOException {
    Map<String, String> defaults = new TreeMap<>();
    Path file = conf.resolve(DEFAULTS);
    if (Files.exists(file)) {
      // As Spark reads it.
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        properties.load(reader);
      }
      properties
          .stringPropertyNames()
          .forEach(key -> defaults.put(key, properties.getProperty(key).strip()));
    }
    return new SparkSettings(asked, defaults);
  }

  /** {@return the value that whoever calls the program has given; null if there is none} */
  @Nullable String given(String key) {
    String value = asked.get(key);
    return value != null ? value : defaults.get(key);
  }

  /** {@return what Spark has to be told besides its own file} */
  Map<String, String> all() {
    Map<String, String> all = new TreeMap<>(asked);
    OWN.forEach(
        (key, value) -> {
          if (given(key) == null) {
            all.put(key, value);
          }
        });
    String others = given(PLUGINS);
    all.put(PLUGINS, others == null ? PLUGIN : others + "," + PLUGIN);
    all.putAll(FIXED);
    return all;
  }

  /** {@return which of the given settings do not count, and why, in sentences} */
  List<String> refused() {
    List<String> sentences = new ArrayList<>();
    new TreeMap<>(FIXED)
        .forEach(
            (key, value) -> {
              String given = given(key);
              if (given != null && !given.equals(value)) {
                sentences.add(
                    "'%s' is '%s' here and not '%s': the study tries runs again by itself, and trains none twice at the same time."
                        .formatted(key, value, given));
              }
            });
    return sentences;
  }

  /** {@return the argument of -Xmx of the driver, which Spark writes in other ways, too} */
  String heap() {
    String given = given(MEMORY);
    Matcher parts = SIZE.matcher(given == null ? "1g" : given.strip().toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'%s' is the memory of Spark's driver, such as 512m or 4g, but is '%s'."
              .formatted(MEMORY, given));
    }
    // Mebibytes, if Spark is not told what they are.
    return parts.group(1) + (parts.group(2) == null ? "m" : parts.group(2));
  }
}
