package io.rein4j.spark;

import io.rein4j.spark.RunSpec.WorkerProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The processes of an executor that have trained a run and wait for the next one. For any thread.
 *
 * <p>A process that nobody has asked for in a while is ended, as its memory may be wanted
 * elsewhere. All of them end by themselves when the executor has ended, however that came about.
 */
final class TrainingProcesses implements AutoCloseable {

  private static final long MOST_IDLE_SECONDS = 60;

  /** A wait for a run, of which a process has many. */
  private static final class Wait {
    private final TrainingProcess process;

    Wait(TrainingProcess process) {
      this.process = process;
    }
  }

  private final Deque<Wait> idle = new ArrayDeque<>();
  private final ScheduledExecutorService ends =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "idle processes");
            thread.setDaemon(true);
            return thread;
          });
  private final long mostIdleMillis;
  private boolean closed;

  /** No processes yet. */
  TrainingProcesses() {
    this(TimeUnit.SECONDS.toMillis(MOST_IDLE_SECONDS));
  }

  /**
   * No processes yet.
   *
   * @param mostIdleMillis after how long of waiting for a run a process is ended
   */
  TrainingProcesses(long mostIdleMillis) {
    this.mostIdleMillis = mostIdleMillis;
  }

  /**
   * {@return a process that trains nothing: one that waits for a run, or else a new one}
   *
   * @param program what it is
   * @param files the folder of the files that it needs
   * @param folder where a new one's working directory is made
   * @throws IOException if it cannot be started
   */
  TrainingProcess take(WorkerProgram program, Path files, Path folder) throws IOException {
    synchronized (this) {
      while (!idle.isEmpty()) {
        // The one that has waited least: where fewer are needed than there are, the others end.
        TrainingProcess process = idle.removeLast().process;
        if (process.takesRunOf(program)) {
          return process;
        }
        process.close();
      }
    }
    return TrainingProcess.start(program, files, folder);
  }

  /** Keeps a process whose run has ended for the next one, if it may train more. */
  void giveBack(TrainingProcess process) {
    synchronized (this) {
      if (!closed && process.takesRunOf(process.program())) {
        Wait wait = new Wait(process);
        idle.addLast(wait);
        Future<?> unused = ends.schedule(() -> end(wait), mostIdleMillis, TimeUnit.MILLISECONDS);
        return;
      }
    }
    process.close();
  }

  private void end(Wait wait) {
    boolean stillWaits;
    synchronized (this) {
      stillWaits = idle.remove(wait);
    }
    if (stillWaits) {
      wait.process.close();
    }
  }

  /** Ends all processes that wait for a run, and every other one when it is given back. */
  @Override
  public synchronized void close() {
    closed = true;
    ends.shutdownNow();
    idle.forEach(wait -> wait.process.close());
    idle.clear();
  }
}
