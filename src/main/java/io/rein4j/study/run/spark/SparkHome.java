package io.rein4j.study.run.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where Spark is, and the jar that makes a driver of it.
 *
 * @param root the folder that holds Spark's {@code jars}
 * @param driver the jar of {@code rein4j-spark}
 */
record SparkHome(Path root, Path driver) {

  private static final Pattern CORE = Pattern.compile("spark-core_(\\d+\\.\\d+)-(\\d+)\\.(\\d+).*");
  private static final Pattern DRIVER = Pattern.compile("rein4j-spark-[0-9.]+\\.jar");

  /** The version of Scala that Spark is built for. */
  static final String SCALA = "2.13";

  private static final String BUILD = "mvn -Pspark package -DskipTests";

  /**
   * {@return the Spark that {@code SPARK_HOME} names, or else the one that was built with this
   * program}
   *
   * @param environment the variables
   * @param program the folder of the program, or null if nobody says where that is
   * @param java the feature version of Java that it is to run on
   * @throws IllegalArgumentException if there is none, or none that fits
   */
  static SparkHome find(Map<String, String> environment, @Nullable String program, int java)
      throws IOException {
    if (program == null || !Files.isDirectory(Path.of(program, "src", "spark"))) {
      throw new IllegalArgumentException(
          "'--on' needs a checkout of Rein4J, in which '%s' has built what Spark runs."
              .formatted(BUILD));
    }
    Path built = Path.of(program, "src", "spark", "target");
    String named = environment.getOrDefault("SPARK_HOME", "");
    Path root = named.isEmpty() ? built.resolve("lib") : Path.of(named);
    List<Path> drivers = files(built, DRIVER);
    if (drivers.isEmpty() || (named.isEmpty() && files(root.resolve("jars"), CORE).isEmpty())) {
      throw new IllegalArgumentException(
          "'--on' needs what '%s' builds in '%s', which it has not done yet."
              .formatted(BUILD, program));
    }
    List<Path> cores = files(root.resolve("jars"), CORE);
    if (cores.isEmpty()) {
      throw new IllegalArgumentException(
          "SPARK_HOME is '%s', but there is no Spark in its folder 'jars'. Without SPARK_HOME the Spark that '%s' has fetched is taken."
              .formatted(named, BUILD));
    }
    requireFit(cores.get(0), java);
    return new SparkHome(root.toAbsolutePath(), drivers.get(0).toAbsolutePath());
  }

  /** {@return the folder of Spark's own settings, which need not exist} */
  Path conf() {
    String named = System.getenv("SPARK_CONF_DIR");
    return named != null ? Path.of(named) : root.resolve("conf");
  }

  private static void requireFit(Path core, int java) {
    Matcher name = CORE.matcher(core.getFileName().toString());
    if (!name.matches()) {
      throw new IllegalStateException(core.toString());
    }
    int major = Integer.parseInt(name.group(2));
    int minor = Integer.parseInt(name.group(3));
    String version = major + "." + minor;
    if (!name.group(1).equals(SCALA) || major < 3 || (major == 3 && minor < 5)) {
      throw new IllegalArgumentException(
          "'--on' needs Spark 3.5 or newer for Scala %s, but '%s' is Spark %s for Scala %s."
              .formatted(SCALA, core.getParent(), version, name.group(1)));
    }
    int newest = major == 3 ? 17 : major == 4 && minor < 2 ? 21 : Integer.MAX_VALUE;
    if (java > newest) {
      throw new IllegalArgumentException(
          "Spark %s runs on Java 17%s, but this is Java %s: set JAVA_HOME to an older one, or SPARK_HOME to Spark 4.2 or newer."
              .formatted(version, newest == 17 ? "" : " to " + newest, java));
    }
  }

  /**
   * Makes sure that Spark can talk to a kind of cluster.
   *
   * @throws IllegalArgumentException if it cannot
   */
  void requireJar(String prefix, String master) throws IOException {
    if (files(root.resolve("jars"), Pattern.compile(Pattern.quote(prefix) + ".*")).isEmpty()) {
      throw new IllegalArgumentException(
          "'--on %s' needs a whole Spark: set SPARK_HOME to one, as '%s' has no jar '%s'."
              .formatted(master, root.resolve("jars"), prefix));
    }
  }

  private static List<Path> files(Path folder, Pattern name) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> name.matcher(file.getFileName().toString()).matches())
          .sorted()
          .toList();
    }
  }
}
