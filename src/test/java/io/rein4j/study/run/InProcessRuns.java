package io.rein4j.study.run;

import io.rein4j.catalog.Catalog;
import io.rein4j.files.CopiedFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Trains runs in the thread that asks for events, one after another, in an order that is drawn
 * among as many as there are places. Workers and whole studies can be made to die at chosen
 * moments, and runs to fail.
 */
public final class InProcessRuns implements RunExecutor {

  /** What can befall a run. */
  public enum Mishap {
    /** The run fails. */
    FAILURE,
    /** Its worker dies. */
    DEATH,
    /** The process of the study dies, and all workers with it. */
    DEATH_OF_THE_STUDY
  }

  /** The end of a process, which nothing in it hears of. */
  public static final class Death extends Error {
    private static final long serialVersionUID = 1;
    private final boolean ofTheStudy;

    private Death(boolean ofTheStudy) {
      this.ofTheStudy = ofTheStudy;
    }
  }

  private record Planned(Runnable mishap, long step) {}

  private final int capacity;
  private final SplittableRandom order;
  private final @Nullable Path finished;
  private final Map<String, Queue<Planned>> mishaps = new HashMap<>();
  private final List<RunTask> waiting = new ArrayList<>();
  private final Queue<RunEvent> events = new ArrayDeque<>();
  private final List<String> trained = new ArrayList<>();
  private final Worker worker = new Worker(Catalog.standard(), this::hear);
  private String current = "";
  private long lastMoment = Long.MAX_VALUE;
  private Runnable eachStep = () -> {};
  private Runnable eachEnd = () -> {};
  private boolean closed;

  /**
   * An executor to which nothing happens.
   *
   * @param capacity how many runs it seems to train at the same time
   * @param seed what the order is drawn from
   */
  public InProcessRuns(int capacity, long seed) {
    this(capacity, seed, null);
  }

  /**
   * An executor that trains each run once, and copies what it has trained before.
   *
   * @param finished the folder of the runs that it has trained
   */
  InProcessRuns(int capacity, long seed, @Nullable Path finished) {
    this.capacity = capacity;
    this.order = new SplittableRandom(seed);
    this.finished = finished;
  }

  /**
   * Plans a mishap for the next time that a run is trained, or the time after an earlier mishap.
   *
   * @param run the name of the run
   * @param mishap what happens
   * @param step the number of steps after which it happens, where the run tells of them
   * @return this executor
   */
  public InProcessRuns plan(String run, Mishap mishap, long step) {
    planned(run).add(new Planned(() -> happen(run, mishap), step));
    return this;
  }

  /**
   * Plans something else than a mishap in the same way; the run goes on after it.
   *
   * @param run the name of the run
   * @param step the number of steps after which it is done
   * @param task what to do
   * @return this executor
   */
  InProcessRuns plan(String run, long step, Runnable task) {
    planned(run)
        .add(
            new Planned(
                () -> {
                  planned(run).remove();
                  task.run();
                },
                step));
    return this;
  }

  /** Does something whenever a run has finished, before anybody hears of it. */
  InProcessRuns atEachEnd(Runnable task) {
    eachEnd = task;
    return this;
  }

  /** Does something whenever a run tells of a step. */
  InProcessRuns atEachStep(Runnable task) {
    eachStep = task;
    return this;
  }

  private Queue<Planned> planned(String run) {
    return mishaps.computeIfAbsent(run, name -> new ArrayDeque<>());
  }

  /** Lets the process of the study die instead of telling it of one more event. */
  InProcessRuns dyingAfter(long moments) {
    lastMoment = moments;
    return this;
  }

  /** {@return the names of the runs in the order in which they were trained, attempt by attempt} */
  public List<String> trained() {
    return trained;
  }

  /** {@return whether it was closed} */
  public boolean isClosed() {
    return closed;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public void submit(RunTask task) {
    waiting.add(task);
  }

  @Override
  public void cancel(String run) {
    if (waiting.removeIf(task -> task.name().equals(run))) {
      events.add(RunEvent.of(run, RunEvent.Kind.CANCELLED));
    } else if (events.stream().noneMatch(event -> event.run().equals(run))) {
      throw new IllegalArgumentException("'%s' neither waits nor has just ended.".formatted(run));
    }
  }

  @Override
  public @Nullable RunEvent poll(long millis) throws IOException {
    if (lastMoment-- == 0) {
      throw new Death(true);
    }
    if (events.isEmpty() && !waiting.isEmpty()) {
      train(waiting.remove(order.nextInt(Math.min(capacity, waiting.size()))));
    }
    return events.poll();
  }

  private void train(RunTask task) throws IOException {
    trained.add(task.name());
    Path known = finished == null ? null : finished.resolve(task.name());
    if (known != null && Files.exists(known)) {
      CopiedFolders.copy(known, task.folder());
      events.add(RunEvent.of(task.name(), RunEvent.Kind.FINISHED));
      return;
    }
    current = task.name();
    try {
      worker.train(new WorkerRequest(task.folder(), task.run().start()));
    } catch (Death e) {
      if (e.ofTheStudy) {
        throw e;
      }
      planned(task.name()).remove();
      events.add(RunEvent.because(task.name(), RunEvent.Kind.WORKER_DIED, "exit code 137"));
    }
    if (known != null) {
      CopiedFolders.copy(task.folder(), known);
    }
  }

  private void hear(WorkerMessage message) {
    String run = current;
    Queue<Planned> planned = planned(run);
    switch (message.kind()) {
      case STEP -> {
        long step = Long.parseLong(message.text());
        eachStep.run();
        if (!planned.isEmpty() && step >= planned.element().step()) {
          planned.element().mishap().run();
        }
        events.add(RunEvent.reached(run, step));
      }
      case DONE -> {
        eachEnd.run();
        events.add(RunEvent.of(run, RunEvent.Kind.FINISHED));
      }
      case FAILED -> events.add(RunEvent.because(run, RunEvent.Kind.FAILED, message.text()));
      default -> throw new IllegalStateException("The worker said " + message);
    }
  }

  private void happen(String run, Mishap mishap) {
    switch (mishap) {
      case FAILURE -> {
        planned(run).remove();
        throw new IllegalStateException("The disk is full.");
      }
      case DEATH -> throw new Death(false);
      default -> throw new Death(true);
    }
  }

  @Override
  public void close() {
    waiting.clear();
    closed = true;
  }
}
