package io.rein4j.study.run;

import io.rein4j.catalog.Catalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Trains runs in processes of this machine, which are started as they are needed. */
public final class WorkerProcesses implements RunExecutor {

  private static final int MOST_FALSE_STARTS = 3;

  private final List<String> program;
  private final int workers;
  private final int runsPerWorker;

  private final Queue<RunTask> waiting = new ArrayDeque<>();
  private final Map<WorkerProcess, WorkerState> alive = new LinkedHashMap<>();
  private final BlockingQueue<WorkerProcess.Event> heard = new LinkedBlockingQueue<>();
  private final Queue<RunEvent> events = new ArrayDeque<>();
  private int falseStarts;

  /** What a living worker is at. */
  private static final class WorkerState {
    private boolean ready;
    private int runs;
    private @Nullable RunTask task;
    private boolean cancelled;
  }

  /**
   * {@return an executor of processes of this program, each of which may train any number of runs}
   *
   * @param catalog what configs choose from; the processes load its plugins, too
   * @param workers how many train at the same time, at least 1
   * @throws IllegalArgumentException if the catalog has modules that the processes cannot have
   */
  public static WorkerProcesses local(Catalog catalog, int workers) {
    return local(catalog, workers, Integer.MAX_VALUE);
  }

  /**
   * {@return an executor of processes of this program}
   *
   * @param catalog what configs choose from; the processes load its plugins, too
   * @param workers how many train at the same time, at least 1
   * @param runsPerWorker after how many runs a worker makes place for a fresh one, at least 1
   * @throws IllegalArgumentException if the catalog has modules that the processes cannot have
   */
  public static WorkerProcesses local(Catalog catalog, int workers, int runsPerWorker) {
    List<String> program = WorkerProgram.of(catalog, Path::toString).arguments();
    return new WorkerProcesses(program, workers, runsPerWorker);
  }

  /**
   * Plans to start processes.
   *
   * @param program the main class and the arguments that make a JVM a {@link Worker}
   */
  private WorkerProcesses(List<String> program, int workers, int runsPerWorker) {
    this.program = List.copyOf(program);
    this.workers = workers;
    this.runsPerWorker = runsPerWorker;
  }

  @Override
  public int capacity() {
    return workers;
  }

  @Override
  public void submit(RunTask task) throws IOException {
    waiting.add(task);
    assign();
  }

  @Override
  public void cancel(String run) {
    if (waiting.removeIf(task -> task.name().equals(run))) {
      events.add(RunEvent.of(run, RunEvent.Kind.CANCELLED));
    }
    alive.forEach(
        (worker, state) -> {
          if (state.task != null && state.task.name().equals(run)) {
            state.cancelled = true;
            worker.stop();
          }
        });
  }

  @Override
  public @Nullable RunEvent poll(long millis) throws IOException, InterruptedException {
    if (events.isEmpty()) {
      WorkerProcess.Event event = heard.poll(millis, TimeUnit.MILLISECONDS);
      if (event != null) {
        hear(event);
        assign();
      }
    }
    return events.poll();
  }

  /** Gives work to whoever waits for it, and starts workers while there is more of it. */
  private void assign() throws IOException {
    alive.forEach(
        (worker, state) -> {
          if (state.ready && state.task == null && !waiting.isEmpty()) {
            RunTask task = waiting.remove();
            state.task = task;
            state.runs++;
            worker.train(new WorkerRequest(task.folder(), task.run().start()));
          }
        });
    long idle = alive.values().stream().filter(each -> each.task == null).count();
    for (long wanted = waiting.size() - idle; wanted > 0 && alive.size() < workers; wanted--) {
      alive.put(WorkerProcess.start(program, workers, heard), new WorkerState());
    }
  }

  private void hear(WorkerProcess.Event event) throws IOException {
    WorkerState state = alive.get(event.worker());
    if (state == null) {
      // Dismissed, and dead by now.
      return;
    }
    WorkerMessage message = event.message();
    if (message == null) {
      died(event.worker(), state);
    } else if (message.kind() == WorkerMessage.Kind.READY) {
      state.ready = true;
      falseStarts = 0;
    } else if (state.task != null) {
      String run = state.task.name();
      switch (message.kind()) {
        case STEP -> events.add(RunEvent.reached(run, Long.parseLong(message.text())));
        case DONE -> events.add(RunEvent.of(run, RunEvent.Kind.FINISHED));
        default -> events.add(RunEvent.because(run, RunEvent.Kind.FAILED, message.text()));
      }
      if (message.kind() != WorkerMessage.Kind.STEP) {
        release(event.worker(), state);
      }
    }
  }

  private void release(WorkerProcess worker, WorkerState state) {
    state.task = null;
    if (state.cancelled || state.runs >= runsPerWorker) {
      alive.remove(worker);
      worker.close();
    }
  }

  private void died(WorkerProcess worker, WorkerState state) throws IOException {
    alive.remove(worker);
    String reason = worker.exitReason();
    worker.close();
    if (!state.ready && ++falseStarts == MOST_FALSE_STARTS) {
      throw new IOException(
          "Worker processes do not start: %s in a row died before they were ready (%s)."
              .formatted(MOST_FALSE_STARTS, reason));
    }
    if (state.task != null) {
      String run = state.task.name();
      events.add(
          state.cancelled
              ? RunEvent.of(run, RunEvent.Kind.CANCELLED)
              : RunEvent.because(run, RunEvent.Kind.WORKER_DIED, reason));
    }
  }

  @Override
  public void close() {
    alive.keySet().forEach(WorkerProcess::close);
    alive.clear();
  }
}
