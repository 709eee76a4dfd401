package io.rein4j.study.run;

import io.rein4j.record.RunData;
import io.rein4j.record.RunFailure;
import io.rein4j.record.Summary;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Trains the runs of a study by worker processes.
 *
 * <p>All decisions are made by the one thread that calls {@link #run}; workers are heard through a
 * queue. A run whose worker dies is given to another, which goes on from its newest checkpoint; one
 * that fails is tried once more.
 */
public final class Runner {

  private static final long TICK_MILLIS = 100;
  private static final int MOST_FALSE_STARTS = 3;

  /** Room for an evaluation that is under way. */
  private static final long MOST_SECONDS_TO_STOP = 60;

  private final StudyFolder folder;
  private final RunQueue queue;
  private final List<String> program;
  private final int workers;
  private final int runsPerWorker;
  private final RunnerListener listener;

  private final BlockingQueue<WorkerProcess.Event> events = new LinkedBlockingQueue<>();
  private final Map<WorkerProcess, Employment> employed = new LinkedHashMap<>();
  private int logs;
  private int falseStarts;
  private volatile boolean stopping;

  /** What a living worker is at. */
  private static final class Employment {
    private boolean ready;
    private int runs;
    private Optional<RunState> run = Optional.empty();
  }

  /**
   * Plans to train runs.
   *
   * @param runs the runs
   * @param folder their study's folder, prepared
   * @param program the main class and the arguments that make a JVM a {@link Worker} on the folder
   *     of the run folders
   * @param workers how many train at the same time, at least 1
   * @param runsPerWorker after how many runs a worker makes place for a fresh one, at least 1
   * @param listener hears how it goes
   */
  public Runner(
      List<PlannedRun> runs,
      StudyFolder folder,
      List<String> program,
      int workers,
      int runsPerWorker,
      RunnerListener listener) {
    this.folder = folder;
    this.queue = new RunQueue(runs);
    this.program = List.copyOf(program);
    this.workers = workers;
    this.runsPerWorker = runsPerWorker;
    this.listener = listener;
  }

  /**
   * Makes {@link #run} end soon: its workers are asked to end their runs with checkpoints. For any
   * thread.
   */
  public void stop() {
    stopping = true;
  }

  /**
   * Trains all runs that have not finished.
   *
   * @return how it ended; some runs wait still if it was {@linkplain #stop stopped}
   * @throws IOException if workers do not start, or a file cannot be read or written
   */
  public RunnerProgress run() throws IOException {
    for (RunState state : queue.states()) {
      Path root = folder.run(state.run());
      DamagedRuns.told(
          root,
          () -> {
            takeIn(state, RunData.read(root));
            return state;
          });
    }
    try {
      while (!queue.isOver() && !stopping) {
        employ();
        listener.tick(System.nanoTime(), () -> progress(System.nanoTime()));
        WorkerProcess.Event event = events.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
        if (event != null) {
          hear(event);
        }
      }
      if (stopping) {
        letStop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The study was interrupted.", e);
    } finally {
      dismissAll();
    }
    return progress(System.nanoTime());
  }

  /** Finds out how far a run came in an earlier call. */
  private static void takeIn(RunState state, RunData run) throws IOException {
    if (run.summaryOfWholeRecord().isPresent()) {
      finish(state, run);
      return;
    }
    run.failure().ifPresent(state::failedBefore);
    if (!run.folder().checkpointsNewestFirst().isEmpty()) {
      long step = run.lastStep();
      if (step > 0) {
        state.reached(step, System.nanoTime());
      }
    }
  }

  private static void finish(RunState state, RunData run) throws IOException {
    state.finish(run.summary().map(Summary::seconds).orElse(Double.NaN));
    Files.deleteIfExists(run.folder().failure());
  }

  /** Gives work to whoever waits for it, and starts workers while there is more of it. */
  private void employ() throws IOException {
    for (Map.Entry<WorkerProcess, Employment> entry : employed.entrySet()) {
      Employment employment = entry.getValue();
      if (employment.ready && employment.run.isEmpty()) {
        Optional<RunState> next = queue.next();
        if (next.isPresent()) {
          next.get().start(System.nanoTime());
          employment.run = next;
          employment.runs++;
          entry.getKey().train(next.get().run().folderName());
        }
      }
    }
    long idle = employed.values().stream().filter(each -> each.run.isEmpty()).count();
    for (long wanted = queue.in(RunState.Phase.WAITING).size() - idle;
        wanted > 0 && employed.size() < workers;
        wanted--) {
      employed.put(
          WorkerProcess.start(program, workers, folder.workerLog(logs++), events),
          new Employment());
    }
  }

  /** Waits until the workers have ended as they were asked to; who takes too long is not. */
  private void letStop() throws IOException, InterruptedException {
    employed.keySet().forEach(WorkerProcess::stop);
    long end = System.nanoTime() + MOST_SECONDS_TO_STOP * 1_000_000_000L;
    while (!employed.isEmpty() && System.nanoTime() < end) {
      WorkerProcess.Event event = events.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
      if (event != null && event.message() == null && employed.remove(event.worker()) != null) {
        event.worker().close();
      }
    }
  }

  private void hear(WorkerProcess.Event event) throws IOException {
    Employment employment = employed.get(event.worker());
    if (employment == null) {
      // Dismissed, and dead by now.
      return;
    }
    WorkerMessage message = event.message();
    if (message == null) {
      bury(event.worker(), employment);
      return;
    }
    switch (message.kind()) {
      case READY -> {
        employment.ready = true;
        falseStarts = 0;
      }
      case STEP ->
          employment.run.ifPresent(
              state -> state.reached(Long.parseLong(message.text()), System.nanoTime()));
      case DONE -> {
        RunState state = employment.run.orElseThrow();
        finish(state, RunData.read(folder.run(state.run())));
        release(event.worker(), employment);
      }
      case FAILED -> {
        RunState state = employment.run.orElseThrow();
        state.fail(message.text());
        failed(state);
        release(event.worker(), employment);
      }
    }
  }

  private void release(WorkerProcess worker, Employment employment) throws IOException {
    employment.run = Optional.empty();
    if (employment.runs >= runsPerWorker) {
      employed.remove(worker);
      worker.close();
    }
  }

  private void bury(WorkerProcess worker, Employment employment) throws IOException {
    employed.remove(worker);
    String obituary = worker.obituary();
    worker.close();
    if (!employment.ready && ++falseStarts == MOST_FALSE_STARTS) {
      throw new IOException(
          "Worker processes do not start: %s in a row died before they were ready (%s)."
              .formatted(MOST_FALSE_STARTS, obituary));
    }
    if (employment.run.isEmpty()) {
      return;
    }
    RunState state = employment.run.get();
    int attempts = state.attempts();
    state.die(obituary);
    if (state.attempts() > attempts) {
      failed(state);
    } else {
      listener.said(
          "A worker died (%s); its run goes on in another: %s."
              .formatted(obituary, state.run().label()));
    }
  }

  /** Writes down why a run failed. */
  private void failed(RunState state) throws IOException {
    boolean again = state.phase() == RunState.Phase.WAITING;
    RunFailure.write(RunFolder.open(folder.run(state.run())), state.failure());
    listener.said(
        "%s: %s %s"
            .formatted(
                again ? "A run failed and is tried once more" : "A run failed for good",
                state.run().label() + ".",
                state.failure()));
  }

  private RunnerProgress progress(long nanos) {
    return new RunnerProgress(
        queue.states().size(),
        queue.in(RunState.Phase.DONE).size(),
        queue.in(RunState.Phase.FAILED).size(),
        queue.in(RunState.Phase.RUNNING).stream()
            .map(
                state ->
                    new RunnerProgress.Running(
                        state.run().label(), state.step(), state.run().steps()))
            .toList(),
        queue.secondsLeft(workers, nanos));
  }

  private void dismissAll() throws IOException {
    for (WorkerProcess worker : employed.keySet()) {
      worker.close();
    }
    employed.clear();
  }
}
