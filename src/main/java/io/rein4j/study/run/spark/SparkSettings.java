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
import java.util.Optional;
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

  private static final String DEPLOY_MODE = "spark.submit.deployMode";
  private static final String LIBRARY_PATH = "spark.driver.extraLibraryPath";

  /** A run is tried again by the study, which says so, and never twice at the same time. */
  private static final String TRIES =
      "the study tries runs again by itself, and trains none twice at the same time";

  /**
   * What cannot be chosen.
   *
   * @param value what it is
   * @param why as the end of a sentence
   */
  private record Fixed(String value, String why) {}

  private static final Map<String, Fixed> FIXED =
      Map.of(
          "spark.task.maxFailures",
          new Fixed("1", TRIES),
          "spark.speculation",
          new Fixed("false", TRIES),
          "spark.dynamicAllocation.enabled",
          new Fixed("false", TRIES),
          DEPLOY_MODE,
          new Fixed("client", "the driver is a process of this machine, where the study is"));

  /** Flags for the driver's JVM, in the order in which Spark's own scripts pass them. */
  private static final List<String> JAVA_OPTIONS =
      List.of("spark.driver.defaultJavaOptions", "spark.driver.extraJavaOptions");

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
    FIXED.forEach((key, fixed) -> all.put(key, fixed.value()));
    return all;
  }

  /** {@return which of the given settings do not count, and why, in sentences} */
  List<String> refused() {
    List<String> sentences = new ArrayList<>();
    new TreeMap<>(FIXED)
        .forEach(
            (key, fixed) -> {
              String given = given(key);
              if (given != null && !given.equals(fixed.value())) {
                sentences.add(
                    "'%s' is '%s' here and not '%s': %s."
                        .formatted(key, fixed.value(), given, fixed.why()));
              }
            });
    if (given(LIBRARY_PATH) != null) {
      sentences.add(
          "'%s' does not count: the driver finds libraries as this program does, by the variables of the system, such as LD_LIBRARY_PATH."
              .formatted(LIBRARY_PATH));
    }
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

  /**
   * {@return the flags of the driver's JVM, as nobody else passes them to a process that has begun}
   *
   * @throws IllegalArgumentException if they cannot be told apart, or are for its heap
   */
  List<String> javaOptions() {
    List<String> options = new ArrayList<>();
    for (String key : JAVA_OPTIONS) {
      String given = given(key);
      if (given == null) {
        continue;
      }
      List<String> words = words(key, given);
      if (words.stream().anyMatch(word -> word.startsWith("-Xmx"))) {
        throw new IllegalArgumentException(
            "'%s' must leave the driver's heap to '%s', but is '%s'."
                .formatted(key, MEMORY, given));
      }
      options.addAll(words);
    }
    return options;
  }

  /** {@return what comes first on the driver's class path, if anything does} */
  Optional<String> classPath() {
    return Optional.ofNullable(given("spark.driver.extraClassPath"))
        .filter(path -> !path.isBlank());
  }

  /** Returns the words of a text as Spark tells them apart, which a shell would do the same way. */
  private static List<String> words(String key, String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
        i++;
        word.append(text.charAt(i));
        begun = true;
      } else if (quote != 0 ? c == quote : c == '"' || c == '\'') {
        quote = quote != 0 ? 0 : c;
        begun = true;
      } else if (quote == 0 && Character.isWhitespace(c)) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException(
          "'%s' has a %s that nothing ends: '%s'.".formatted(key, quote, text));
    }
    if (begun) {
      words.add(word.toString());
    }
    return words;
  }
}
