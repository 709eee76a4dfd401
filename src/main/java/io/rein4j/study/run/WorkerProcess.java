package io.rein4j.study.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process that trains runs, seen from the one that asks for them.
 *
 * <p>It is a JVM like this one, on the same class path, with one thread for linear algebra. It ends
 * by itself when this process has ended, however that came about.
 */
final class WorkerProcess implements AutoCloseable {

  /** A worker's heap is only as large as its runs need; this is the least that it may become. */
  private static final long LEAST_HEAP_MEBIBYTES = 256;

  private static final int LOG_TAIL = 3;
  private static final long GRACE_SECONDS = 5;

  /**
   * What a worker said, or that it is dead.
   *
   * @param worker which one
   * @param message null if it is dead
   */
  record Event(WorkerProcess worker, @Nullable WorkerMessage message) {}

  private final Process process;
  private final PrintWriter requests;
  private final Path log;

  private WorkerProcess(Process process, Path log) {
    this.process = process;
    this.requests = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    this.log = log;
  }

  /**
   * Starts a worker.
   *
   * @param program the main class and the arguments that make it a worker
   * @param workers how many share the machine
   * @param log receives what it prints to its standard error
   * @param events hears what it says
   */
  static WorkerProcess start(
      List<String> program, int workers, Path log, BlockingQueue<Event> events) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(program, workers));
    builder.redirectError(log.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("OPENBLAS_NUM_THREADS", "1");
    environment.put("OMP_NUM_THREADS", "1");
    WorkerProcess worker = new WorkerProcess(builder.start(), log);
    Thread reader = new Thread(() -> worker.read(events), "worker " + worker.process.pid());
    reader.setDaemon(true);
    reader.start();
    return worker;
  }

  private static List<String> command(List<String> program, int workers) {
    long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-Xshare:auto");
    // This JVM may use a quarter of the machine; all workers together, half of it.
    command.add(
        "-Xmx%sm".formatted(Math.max(LEAST_HEAP_MEBIBYTES, 2 * mebibytes / Math.max(2, workers))));
    int version = Runtime.version().feature();
    if (version >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    if (version >= 23) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    String home = System.getProperty("rein4j.home");
    if (home != null) {
      command.add("-Drein4j.home=" + home);
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.addAll(program);
    return command;
  }

  private void read(BlockingQueue<Event> events) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        WorkerMessage.parse(line).ifPresent(message -> events.add(new Event(this, message)));
      }
    } catch (IOException e) {
      // A pipe that breaks and a process that ends are the same to whoever waits for it.
    }
    events.add(new Event(this, null));
  }

  /** Asks for a run; a worker that is dead by now does not hear it, which is told as its death. */
  void train(String name) {
    requests.println(name);
  }

  /** Asks it to end its run with a checkpoint, and then itself. */
  void stop() {
    requests.println(Worker.STOP);
  }

  /** {@return how the dead process ended, in words} */
  String obituary() throws IOException {
    int exit;
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "it closed its output";
      }
      exit = process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "it was not waited for";
    }
    List<String> complaints = Files.exists(log) ? Files.readAllLines(log) : List.of();
    String tail =
        String.join(
            " ", complaints.subList(Math.max(0, complaints.size() - LOG_TAIL), complaints.size()));
    return "exit code %s%s".formatted(exit, tail.isBlank() ? "" : ": " + tail.strip());
  }

  /** {@return the process's id} */
  long pid() {
    return process.pid();
  }

  /** Ends the process, and removes its log. */
  @Override
  public void close() throws IOException {
    requests.close();
    process.destroyForcibly();
    try {
      process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(log);
  }
}
