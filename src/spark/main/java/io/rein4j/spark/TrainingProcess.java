package io.rein4j.spark;

import io.rein4j.spark.RunSpec.Flag;
import io.rein4j.spark.RunSpec.WorkerProgram;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process of Rein4J that trains runs, the same as on the machine of the study: {@code
 * io.rein4j.study.run.WorkerRequest} and {@code WorkerMessage} are its lines.
 */
final class TrainingProcess implements AutoCloseable {

  /** What every line of the process begins with, by which it differs from what libraries print. */
  private static final String PREFIX = "rein4j-worker ";

  /** What {@code io.rein4j.catalog.Plugins} reads. */
  private static final String PLUGINS = "REIN4J_PLUGINS";

  private static final String READY = "ready";
  static final String STOP = "stop";
  private static final String DEAD = "dead";
  private static final long LEAST_HEAP_MEBIBYTES = 256;
  private static final int KEPT_COMPLAINTS = 3;
  private static final long GRACE_SECONDS = 5;

  /**
   * What it says.
   *
   * @param word {@code ready}, {@code step}, {@code done} or {@code failed}; {@code dead} if it is
   * @param text the rest of the line
   */
  record Said(String word, String text) {

    boolean isDeath() {
      return word.equals(DEAD);
    }
  }

  private final WorkerProgram program;
  private final Path directory;
  private final Process process;
  private final PrintWriter requests;
  private final BlockingQueue<Said> said = new LinkedBlockingQueue<>();
  private final Deque<String> complaints = new ArrayDeque<>();
  private final Thread complaining;
  private boolean ready;
  private boolean stopped;
  private int runs;

  private TrainingProcess(WorkerProgram program, Path directory, Process process) {
    this.program = program;
    this.directory = directory;
    this.process = process;
    this.requests = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    this.complaining = daemon("complaints", this::hearComplaints);
    daemon("messages", this::hearMessages);
  }

  /**
   * Starts the process.
   *
   * @param program what it is
   * @param files the folder of the files that it needs
   * @param folder where its working directory is made, which is deleted with the process
   */
  static TrainingProcess start(WorkerProgram program, Path files, Path folder) throws IOException {
    Path directory = Files.createTempDirectory(folder, "process-");
    try {
      return new TrainingProcess(program, directory, start(program, files, directory.toFile()));
    } catch (IOException e) {
      Files.delete(directory);
      throw e;
    }
  }

  private static Process start(WorkerProgram program, Path files, File directory)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(program, files)).directory(directory);
    Map<String, String> environment = builder.environment();
    program.environment().forEach(environment::putIfAbsent);
    environment.put("OPENBLAS_NUM_THREADS", "1");
    environment.put("OMP_NUM_THREADS", "1");
    // The program names those plugins that it is to have.
    environment.remove(PLUGINS);
    return builder.start();
  }

  private static List<String> command(WorkerProgram program, Path files) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + (program.heap().isEmpty() ? heap() : program.heap()));
    int version = Runtime.version().feature();
    program.flags().stream()
        .filter(flag -> flag.from() <= version)
        .map(Flag::flag)
        .forEach(command::add);
    command.add("-cp");
    command.add(
        String.join(
            File.pathSeparator,
            program.classPath().stream().map(name -> files.resolve(name).toString()).toList()));
    program.arguments().stream()
        .map(argument -> argument.replace(WorkerProgram.HERE, files.toString()))
        .forEach(command::add);
    return command;
  }

  /** Half of the machine's memory, in equal shares for its processors. */
  private static String heap() {
    long share = LEAST_HEAP_MEBIBYTES;
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean machine) {
      share = (machine.getTotalMemorySize() >> 20) / 2 / Runtime.getRuntime().availableProcessors();
    }
    return Math.max(LEAST_HEAP_MEBIBYTES, share) + "m";
  }

  private Thread daemon(String what, Runnable task) {
    Thread thread = new Thread(task, "run %s %s".formatted(process.pid(), what));
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void hearMessages() {
    lines(process.inputReader(StandardCharsets.UTF_8), line -> parse(line).ifPresent(said::add));
    said.add(new Said(DEAD, ""));
  }

  /** {@return what a line says; nothing if a library has printed it} */
  static Optional<Said> parse(String line) {
    if (!line.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String[] parts = line.substring(PREFIX.length()).split(" ", 2);
    return Optional.of(new Said(parts[0], parts.length > 1 ? parts[1].strip() : ""));
  }

  private void hearComplaints() {
    lines(
        process.errorReader(StandardCharsets.UTF_8),
        line -> {
          synchronized (complaints) {
            complaints.add(line);
            if (complaints.size() > KEPT_COMPLAINTS) {
              complaints.remove();
            }
          }
        });
  }

  private static void lines(BufferedReader reader, Consumer<String> hearer) {
    try (reader) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        hearer.accept(line);
      }
    } catch (IOException e) {
      // A pipe that breaks and a process that ends are the same to whoever waits for it.
    }
  }

  /** {@return the next thing that it says, or null if that is nothing for some time} */
  @Nullable Said poll(long millis) throws InterruptedException {
    Said next = said.poll(millis, TimeUnit.MILLISECONDS);
    ready |= next != null && next.word().equals(READY);
    return next;
  }

  /** {@return whether it has said that it can train} */
  boolean isReady() {
    return ready;
  }

  /** {@return whether it can be asked for another run of a program} */
  boolean takesRunOf(WorkerProgram wanted) {
    return process.isAlive() && !stopped && runs < wanted.runsEach() && program.equals(wanted);
  }

  WorkerProgram program() {
    return program;
  }

  /** Asks for a run by a line. */
  void train(String request) {
    runs++;
    requests.println(request);
  }

  /** Asks it to end its run with a checkpoint, and then itself. */
  void stop() {
    stopped = true;
    requests.println(STOP);
  }

  /** {@return how the dead process ended, in words} */
  String exitReason() throws InterruptedException {
    if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
      return "it closed its output";
    }
    complaining.join(GRACE_SECONDS * 1_000);
    synchronized (complaints) {
      String last = String.join(" ", complaints).strip();
      return "exit code %s%s".formatted(process.exitValue(), last.isEmpty() ? "" : ": " + last);
    }
  }

  @Override
  public void close() {
    requests.close();
    process.destroyForcibly();
    try {
      process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      Driver.delete(directory);
    } catch (IOException | UncheckedIOException e) {
      // A process that ends slowly may be writing yet; what is left goes with the executor.
    }
  }
}
