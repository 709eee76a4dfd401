package io.rein4j.study.run;

import io.rein4j.files.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The signs of life of a process that trains runs of a shared study: a file that holds a number,
 * which grows, and how far the runs are that the process has. Others see by the number that the
 * process is alive; there is no time in it, so clocks need not agree.
 */
final class Heartbeat implements AutoCloseable {

  /**
   * What a process last said of itself.
   *
   * @param count how often it has said something
   * @param millis how long it waits from one time to the next
   * @param steps how many steps its runs have taken, by their leases
   */
  record Beat(long count, long millis, Map<String, Long> steps) {}

  private final Path file;
  private final long millis;
  private final Map<String, Long> steps = new LinkedHashMap<>();
  private long count;
  private boolean closed;

  /**
   * The heartbeat of a process that has shown none yet.
   *
   * @param folder where the files of all processes are
   * @param owner the name of the process, which no other one has
   * @param millis how long it waits from one sign of life to the next
   */
  Heartbeat(Path folder, String owner, long millis) {
    this.file = folder.resolve(owner);
    this.millis = millis;
  }

  /**
   * Reads what a process last said.
   *
   * @return nothing if it has said nothing, or has ended
   * @throws IOException if the file cannot be read
   */
  static Optional<Beat> read(Path folder, String owner) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(folder.resolve(owner));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      Map<String, Long> steps = new LinkedHashMap<>();
      for (String line : lines.subList(2, lines.size())) {
        int space = line.indexOf(' ');
        steps.put(line.substring(space + 1), Long.parseLong(line.substring(0, space)));
      }
      return Optional.of(
          new Beat(Long.parseLong(lines.get(0)), Long.parseLong(lines.get(1)), steps));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      // The file of a machine that lost its power; nobody trains there.
      return Optional.empty();
    }
  }

  /** Takes in how far a run is, for the next beat. */
  synchronized void reached(String lease, long step) {
    steps.put(lease, step);
  }

  /** Takes in that a run is not trained any more. */
  synchronized void forget(String lease) {
    steps.remove(lease);
  }

  /**
   * Gives a sign of life.
   *
   * @throws IOException if it cannot be written
   */
  synchronized void beat() throws IOException {
    if (closed) {
      return;
    }
    count++;
    StringBuilder text = new StringBuilder("%s\n%s\n".formatted(count, millis));
    steps.forEach((lease, step) -> text.append(step).append(' ').append(lease).append('\n'));
    AtomicFiles.write(file, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /** Gives signs of life from now on, whatever else this process is doing. */
  void start() {
    Thread thread = new Thread(this::beatUntilClosed, "heartbeat");
    thread.setDaemon(true);
    thread.start();
  }

  private synchronized void beatUntilClosed() {
    try {
      while (!closed) {
        wait(millis);
        try {
          beat();
        } catch (IOException e) {
          // Who cannot write is dead to the others, who take its runs over.
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives no sign of life any more. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    notifyAll();
    Files.deleteIfExists(file);
  }
}
