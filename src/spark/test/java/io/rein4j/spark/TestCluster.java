package io.rein4j.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A standalone Spark cluster of this machine, on loopback, from the jars that the build fetched.
 */
final class TestCluster implements AutoCloseable {

  /** The module's folder, in which its tests run. */
  static final Path HOME = Path.of("target", "lib").toAbsolutePath();

  private static final String LOOPBACK = "127.0.0.1";
  private static final Pattern MASTER = Pattern.compile("spark://[0-9.]+:\\d+");
  private static final long SECONDS_TO_START = 30;

  private final Path folder;
  private final Process master;
  private final String url;
  private final List<Process> workers = new ArrayList<>();

  /** Starts a master on loopback. */
  TestCluster(Path folder) throws IOException, InterruptedException {
    this(folder, LOOPBACK);
  }

  /** Starts a master. */
  TestCluster(Path folder, String host) throws IOException, InterruptedException {
    this.folder = folder;
    Path log = folder.resolve("master.log");
    this.master =
        start(
            log,
            host,
            List.of(),
            "org.apache.spark.deploy.master.Master",
            "--host",
            host,
            "--port",
            "0",
            "--webui-port",
            "0");
    this.url = await(log, MASTER);
  }

  private static Process start(Path log, String host, List<String> prefix, String... program)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            HOME.resolve("jars").resolve("*").toString()));
    for (String opened : List.of("java.lang", "java.nio", "java.util", "sun.nio.ch")) {
      command.add("--add-opens=java.base/%s=ALL-UNNAMED".formatted(opened));
    }
    command.addAll(List.of(program));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "SPARK_HOME",
                HOME.toString(),
                "SPARK_SCALA_VERSION",
                "2.13",
                "SPARK_LOCAL_IP",
                host,
                "JAVA_HOME",
                System.getProperty("java.home")));
    return builder.start();
  }

  private static String await(Path log, Pattern line) throws IOException, InterruptedException {
    long end = System.nanoTime() + SECONDS_TO_START * 1_000_000_000;
    while (System.nanoTime() < end) {
      Matcher matcher = line.matcher(Files.readString(log));
      if (matcher.find()) {
        return matcher.group();
      }
      Thread.sleep(100);
    }
    throw new IOException("'%s' is not in %s".formatted(line, Files.readString(log)));
  }

  String url() {
    return url;
  }

  /** Starts a worker of one core. */
  Process addWorker(Path work) throws IOException, InterruptedException {
    return addWorker(work, LOOPBACK, List.of());
  }

  /** Starts a worker of one core by a command that the program is appended to. */
  Process addWorker(Path work, String host, List<String> prefix)
      throws IOException, InterruptedException {
    Path log = folder.resolve("worker-%s.log".formatted(workers.size()));
    Process worker =
        start(
            log,
            host,
            prefix,
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            host,
            "--webui-port",
            "0",
            "--cores",
            "1",
            "--memory",
            "1g",
            "--work-dir",
            work.toString(),
            url);
    workers.add(worker);
    await(log, Pattern.compile("Successfully registered with master"));
    return worker;
  }

  Process addWorker() throws IOException, InterruptedException {
    return addWorker(folder.resolve("work-" + workers.size()));
  }

  List<Process> workers() {
    return workers.stream().filter(Process::isAlive).toList();
  }

  /** The executors of a worker. */
  static List<ProcessHandle> executors(Process worker) {
    return descendants(worker.toHandle(), "CoarseGrainedExecutorBackend");
  }

  /** The processes below another one whose command lines hold a text. */
  static List<ProcessHandle> descendants(ProcessHandle of, String text) {
    try (Stream<ProcessHandle> all = of.descendants()) {
      return all.filter(process -> commandLine(process).contains(text)).toList();
    }
  }

  /** Java leaves out long ones. */
  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
          .replace('\0', ' ');
    } catch (IOException e) {
      return process.info().commandLine().orElse("");
    }
  }

  @Override
  public void close() {
    for (Process worker : workers) {
      worker.descendants().forEach(ProcessHandle::destroyForcibly);
      worker.destroyForcibly();
    }
    master.destroyForcibly();
  }
}
