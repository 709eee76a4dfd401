package io.rein4j.study.run;

import io.rein4j.catalog.Plugins;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

  private static final int KEPT_COMPLAINTS = 3;
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
  private final Deque<String> complaints = new ArrayDeque<>();
  private final Thread complaining;

  private WorkerProcess(Process process, BlockingQueue<Event> events) {
    this.process = process;
    this.requests = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    this.complaining = daemon("complaints", this::hearComplaints);
    daemon("messages", () -> hearMessages(events));
  }

  /**
   * Starts a worker.
   *
   * @param program the main class and the arguments that make it a worker
   * @param workers how many share the machine
   * @param events hears what it says
   */
  static WorkerProcess start(List<String> program, int workers, BlockingQueue<Event> events)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(program, workers));
    Map<String, String> environment = builder.environment();
    environment.put("OPENBLAS_NUM_THREADS", "1");
    environment.put("OMP_NUM_THREADS", "1");
    // The program names those plugins that it is to have.
    environment.remove(Plugins.VARIABLE);
    return new WorkerProcess(builder.start(), events);
  }

  private Thread daemon(String what, Runnable task) {
    Thread thread = new Thread(task, "worker %s %s".formatted(process.pid(), what));
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static List<String> command(List<String> program, int workers) {
    long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(WorkerProgram.flags(Runtime.version().feature()));
    // This JVM may use a quarter of the machine; all workers together, half of it.
    command.add(
        "-Xmx%sm".formatted(Math.max(LEAST_HEAP_MEBIBYTES, 2 * mebibytes / Math.max(2, workers))));
    String home = System.getProperty("rein4j.home");
    if (home != null) {
      command.add("-Drein4j.home=" + home);
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.addAll(program);
    return command;
  }

  private void hearMessages(BlockingQueue<Event> events) {
    lines(
        process.inputReader(StandardCharsets.UTF_8),
        line ->
            WorkerMessage.parse(line).ifPresent(message -> events.add(new Event(this, message))));
    events.add(new Event(this, null));
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

  /** Asks for a run; a worker that is dead by now does not hear it, which is told as its death. */
  void train(WorkerRequest request) {
    requests.println(request.line());
  }

  /** Asks it to end its run with a checkpoint, and then itself. */
  void stop() {
    requests.println(WorkerRequest.STOP);
  }

  /** {@return how the dead process ended, in words} */
  String exitReason() {
    int exit;
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "it closed its output";
      }
      exit = process.exitValue();
      complaining.join(GRACE_SECONDS * 1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "it was not waited for";
    }
    synchronized (complaints) {
      String said = String.join(" ", complaints).strip();
      return "exit code %s%s".formatted(exit, said.isEmpty() ? "" : ": " + said);
    }
  }

  /** Ends the process. */
  @Override
  public void close() {
    requests.close();
    process.destroyForcibly();
    try {
      process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
