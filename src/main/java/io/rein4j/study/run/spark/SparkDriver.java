package io.rein4j.study.run.spark;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The process that is Spark's driver, seen from the one that asks for runs. It ends by itself when
 * this process has ended, however that came about.
 */
final class SparkDriver implements AutoCloseable {

  private static final String SUBMIT = "org.apache.spark.deploy.SparkSubmit";
  private static final String MAIN_CLASS = "io.rein4j.spark.Driver";
  private static final String DIED = "broken";
  private static final int TOLD_LINES = 3;
  private static final long SECONDS_TO_END = 15;

  /** What Spark needs on Java 17 and newer, which its own scripts add. */
  private static final List<String> FLAGS =
      Stream.concat(
              Stream.of(
                  "-XX:+IgnoreUnrecognizedVMOptions",
                  "-Dio.netty.tryReflectionSetAccessible=true",
                  "--enable-native-access=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  "--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED"),
              Stream.of(
                      "java.lang",
                      "java.lang.invoke",
                      "java.lang.reflect",
                      "java.io",
                      "java.net",
                      "java.nio",
                      "java.util",
                      "java.util.concurrent",
                      "java.util.concurrent.atomic",
                      "jdk.internal.ref",
                      "sun.nio.ch",
                      "sun.nio.cs",
                      "sun.security.action",
                      "sun.util.calendar")
                  .map("--add-opens=java.base/%s=ALL-UNNAMED"::formatted))
          .toList();

  private final Process process;
  private final Path log;
  private final PrintWriter out;
  private final BlockingQueue<Line> said = new LinkedBlockingQueue<>();
  private volatile boolean closed;

  /** The last line of its output that was none of its own, such as one of the JVM's; or empty. */
  private String printed = "";

  private SparkDriver(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.out = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), false);
    Thread reader = new Thread(this::hear, "Spark's driver");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts the driver.
   *
   * @param home where Spark is
   * @param master the cluster
   * @param settings Spark's settings
   */
  static SparkDriver start(SparkHome home, SparkMaster master, SparkSettings settings)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(home, master, settings));
    Path log = Files.createTempFile("rein4j-spark-", ".log");
    // What others print on its output goes there, too.
    builder.redirectError(Redirect.appendTo(log.toFile()));
    Map<String, String> environment = builder.environment();
    environment.put("SPARK_HOME", home.root().toString());
    // As Spark's own scripts say it; without it workers do not find their jars.
    environment.putIfAbsent("SPARK_SCALA_VERSION", SparkHome.SCALA);
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    if (master.isHere() && settings.given("spark.driver.host") == null) {
      environment.putIfAbsent("SPARK_LOCAL_IP", "127.0.0.1");
    }
    return new SparkDriver(builder.start(), log);
  }

  static List<String> command(SparkHome home, SparkMaster master, SparkSettings settings) {
    List<String> command = new ArrayList<>();
    if (File.separatorChar == '/') {
      // A Ctrl-C, which the terminal sends to all of its processes, is the study's to answer.
      command.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(settings.javaOptions());
    command.add("-Xmx" + settings.heap());
    command.add("-cp");
    command.add(classPath(home, settings));
    command.add(SUBMIT);
    command.addAll(List.of("--master", master.name(), "--class", MAIN_CLASS));
    settings.all().forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.add(home.driver().toString());
    return command;
  }

  private static String classPath(SparkHome home, SparkSettings settings) {
    List<String> classPath = new ArrayList<>();
    settings.classPath().ifPresent(classPath::add);
    classPath.add(home.conf().toString());
    classPath.add(home.root().resolve("jars").resolve("*").toString());
    for (String variable : List.of("HADOOP_CONF_DIR", "YARN_CONF_DIR")) {
      String folder = System.getenv(variable);
      if (folder != null) {
        classPath.add(folder);
      }
    }
    return String.join(File.pathSeparator, classPath);
  }

  private void hear() {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        Optional<Line> own = Line.ofOutput(line);
        own.ifPresent(said::add);
        if (own.isEmpty() && !line.isBlank()) {
          keep(line);
        }
      }
    } catch (IOException e) {
      // A pipe that breaks and a process that ends are the same to whoever waits for it.
    }
    said.add(Line.of(DIED, death()));
  }

  private void keep(String line) {
    printed = line;
    try {
      Files.writeString(log, line + System.lineSeparator(), StandardOpenOption.APPEND);
    } catch (IOException e) {
      // The log may be gone with the study; the driver's own lines are to be heard all the same.
    }
  }

  private String death() {
    try {
      String exit =
          process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)
              ? "exit code " + process.exitValue()
              : "it closed its output";
      List<String> lines = Files.readAllLines(log);
      List<String> told =
          new ArrayList<>(lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size()));
      if (!printed.isEmpty() && !told.contains(printed)) {
        told.add(0, printed);
      }
      return "Spark's driver died (%s). %s".formatted(exit, String.join(" ", told));
    } catch (IOException e) {
      return "Spark's driver died.";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "Spark's driver died.";
    }
  }

  /** {@return where what it prints is kept} */
  Path log() {
    return log;
  }

  void say(Line line) {
    out.println(line.text());
    out.flush();
  }

  /** {@return the next thing that it says, or null if that is nothing for some time} */
  @Nullable Line poll(long millis) throws InterruptedException {
    return said.poll(millis, TimeUnit.MILLISECONDS);
  }

  /** Ends it and what it has on the cluster. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    out.close();
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Deletes what it has printed, as nothing went wrong. */
  void forget() throws IOException {
    Files.deleteIfExists(log);
  }
}
