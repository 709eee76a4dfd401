package io.rein4j.study.run;

import io.rein4j.record.RunData;
import io.rein4j.record.RunFailure;
import io.rein4j.record.Summary;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.RunPlan;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Trains the runs that a plan asks for by an executor, alone or together with the drivers of other
 * processes, which have the same plan.
 *
 * <p>All decisions are made by the one thread that calls {@link #run}. A run whose worker dies is
 * given to another, which goes on from its newest checkpoint; one that fails is tried once more.
 * Drivers that share a study have each run by turns, and each ends when all runs have.
 */
public final class RunDriver {

  private static final long TICK_MILLIS = 100;

  /** Room for an evaluation that is under way. */
  private static final long MOST_SECONDS_TO_STOP = 60;

  private final Looks looks;
  private final StudyFolder folder;
  private final RunExecutor executor;
  private final StudyListener listener;
  private final RunAccess access;

  private final Map<String, RunState> states = new LinkedHashMap<>();
  private final RunQueue queue = new RunQueue();
  private volatile boolean stopping;

  /**
   * Plans to train runs, in a folder that nobody else works in.
   *
   * @param plan which runs
   * @param folder their study's folder, prepared
   * @param executor trains them; it has nothing else to do, and is closed by {@link #run}
   * @param listener hears how it goes
   */
  public RunDriver(RunPlan plan, StudyFolder folder, RunExecutor executor, StudyListener listener) {
    this(plan, folder, executor, listener, new SoleAccess(folder));
  }

  RunDriver(
      RunPlan plan,
      StudyFolder folder,
      RunExecutor executor,
      StudyListener listener,
      RunAccess access) {
    this.looks = new Looks(plan);
    this.folder = folder;
    this.executor = executor;
    this.listener = listener;
    this.access = access;
  }

  /**
   * {@return a driver that trains runs together with those of other processes}
   *
   * @param plan which runs
   * @param folder their study's folder, prepared, in which all others are joined drivers
   * @param executor trains those that this process has; closed by {@link #run}
   * @param listener hears how it goes
   * @param silentAfter how long another process gives no sign of life until its runs are taken over
   */
  public static RunDriver joined(
      RunPlan plan,
      StudyFolder folder,
      RunExecutor executor,
      StudyListener listener,
      Duration silentAfter) {
    return new RunDriver(plan, folder, executor, listener, SharedAccess.of(folder, silentAfter));
  }

  /**
   * Makes {@link #run} end soon: what is being trained is asked to end with checkpoints. For any
   * thread.
   */
  public void stop() {
    stopping = true;
  }

  /**
   * Trains all runs that are needed and have not finished, and closes the executor, however that
   * ends.
   *
   * @return whether all have ended; if not, it was {@linkplain #stop stopped}
   * @throws IOException if nothing can be trained, or a file cannot be read or written
   */
  public boolean run() throws IOException {
    listener.training();
    try (access;
        executor) {
      access.begin();
      follow();
      while (!queue.isOver() && !stopping) {
        look();
        submit();
        listener.tick(System.nanoTime(), this::progress);
        hear(executor.poll(TICK_MILLIS));
      }
      if (stopping) {
        letEnd();
      }
      listener.trained(progress());
      return queue.isOver();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The study was interrupted.", e);
    }
  }

  /** {@return the names of all runs that the plan has asked for so far} */
  public Set<String> runs() {
    return Set.copyOf(states.keySet());
  }

  /** Does what the plan decides, again if runs have ended that it waits for. */
  private void follow() throws IOException {
    boolean asked = true;
    while (asked) {
      for (RunPlan.Request request : looks.takeNew()) {
        states.put(request.run().folderName(), takenIn(request));
      }
      asked = looks.advance(run -> state(run.folderName()).hasEnded(), this::outcome);
    }
    for (String name : looks.takeDropped()) {
      drop(state(name));
    }
  }

  private RunOutcome outcome(PlannedRun run) throws IOException {
    return RunOutcomes.read(run, folder);
  }

  private RunState state(String name) {
    return Objects.requireNonNull(states.get(name), name);
  }

  /** Finds out how far a run came in an earlier call, or has come elsewhere. */
  private RunState takenIn(RunPlan.Request request) throws IOException {
    RunState state = queue.add(request);
    Optional<Path> root = access.open(request.run());
    if (root.isPresent()) {
      takeIn(state, root.get());
    }
    return state;
  }

  /** Returns whether the folder is there; another process may have dropped the run. */
  private boolean takeIn(RunState state, Path root) throws IOException {
    return DamagedRuns.toldUnlessDeleted(
            root,
            () -> {
              takeIn(state, RunData.read(root));
              return state;
            })
        .isPresent();
  }

  private void takeIn(RunState state, RunData run) throws IOException {
    Optional<Summary> summary = run.summaryOfWholeRecord();
    if (summary.isPresent()) {
      finish(state, run, summary.get());
      return;
    }
    Optional<RunFailure> failure = run.failure();
    if (failure.isPresent() && failure.get().isFinal() && !access.triesAgain()) {
      state.failForGood(failure.get().sentence());
      return;
    }
    if (failure.isPresent()) {
      state.failedBefore(failure.get().sentence());
      // It is tried again, so it has not failed for good.
      new RunFailure(failure.get().sentence(), false).write(run.folder());
    }
    if (!run.folder().checkpointsNewestFirst().isEmpty()) {
      long step = run.lastStep();
      if (step > 0) {
        state.reached(step, System.nanoTime());
      }
    }
  }

  /** Takes in that an executor has finished a run, which its folder must tell, too. */
  private static void finished(RunState state, RunData run) throws IOException {
    Optional<Summary> summary = run.summary();
    if (summary.isPresent()) {
      finish(state, run, summary.get());
    } else {
      state.fail("It was said to have finished, but its folder has no summary.json.");
    }
  }

  private static void finish(RunState state, RunData run, Summary summary) throws IOException {
    state.finish(summary.seconds());
    Files.deleteIfExists(run.folder().failure());
  }

  /** Lets go of a run that is not needed any more; nothing is left of it once it has ended. */
  private void drop(RunState state) throws IOException {
    if (state.isRunning() && !state.isDropped() && state.cancel()) {
      executor.cancel(state.run().folderName());
    }
    if (!state.isRunning()) {
      access.discard(state.run());
    }
    state.drop();
  }

  private void submit() throws IOException {
    while (queue.running() < executor.capacity()) {
      Optional<RunState> next = queue.next();
      if (next.isEmpty()) {
        return;
      }
      claim(next.get());
    }
  }

  private void claim(RunState state) throws IOException {
    PlannedRun run = state.run();
    Optional<RunAccess.Claim> claim = access.claim(run);
    if (claim.isEmpty()) {
      state.goElsewhere(System.nanoTime());
      return;
    }
    claim
        .get()
        .from()
        .ifPresent(
            who ->
                listener.said(
                    "%s has been silent; its run is continued here: %s."
                        .formatted(who, run.label())));
    if (claim.get().isNew()) {
      takeIn(state, claim.get().folder());
      if (state.hasEnded()) {
        // Whoever ended it was not there any more to let others see it.
        access.publish(run);
        follow();
        return;
      }
    }
    state.start(System.nanoTime());
    executor.submit(new RunTask(run, claim.get().folder()));
  }

  /** Takes in what has become of runs elsewhere. */
  private void look() throws IOException {
    boolean ended = false;
    for (RunAccess.Sighting seen : access.look()) {
      RunState state = states.get(seen.run());
      if (state != null && !state.hasEnded() && !state.isDropped()) {
        take(state, seen);
        ended |= state.hasEnded();
      }
    }
    if (ended) {
      follow();
    }
  }

  private void take(RunState state, RunAccess.Sighting seen) throws IOException {
    if (state.isRunning()) {
      if (state.cancel()) {
        executor.cancel(seen.run());
        listener.said(
            "Another process has taken over a run, as it had not heard of this one for too long: %s."
                .formatted(state.run().label()));
      }
      return;
    }
    switch (seen.kind()) {
      case ENDED -> takeInEnded(state);
      case HELD -> {
        state.goElsewhere(System.nanoTime());
        if (seen.step() > 0) {
          state.reached(seen.step(), System.nanoTime());
        }
      }
      default -> state.stop();
    }
  }

  /** Takes in the end of a run elsewhere. */
  private void takeInEnded(RunState state) throws IOException {
    if (!takeIn(state, folder.run(state.run()))) {
      state.stop();
    } else if (!state.hasEnded()) {
      state.failForGood(
          "Another process was said to have ended it, but its folder has neither summary.json nor"
              + " failure.json.");
    }
    if (state.phase() == RunState.Phase.FAILED) {
      listener.said(
          "A run failed for good elsewhere: %s. %s"
              .formatted(state.run().label(), state.failure()));
    }
  }

  /**
   * Waits until what is being trained has ended as it is asked to, and gives it up; who takes too
   * long has not ended.
   */
  private void letEnd() throws IOException, InterruptedException {
    for (RunState state : states.values()) {
      if (state.isRunning() && !state.isDropped() && state.cancel()) {
        executor.cancel(state.run().folderName());
      }
    }
    long end = System.nanoTime() + MOST_SECONDS_TO_STOP * 1_000_000_000L;
    while (queue.running() > 0 && System.nanoTime() < end) {
      hear(executor.poll(TICK_MILLIS));
    }
    for (RunState state : states.values()) {
      if (!state.isRunning()) {
        access.release(state.run());
      }
    }
  }

  private void hear(@Nullable RunEvent event) throws IOException {
    if (event == null) {
      return;
    }
    RunState state = state(event.run());
    if (event.kind() == RunEvent.Kind.REACHED) {
      state.reached(event.step(), System.nanoTime());
      access.reached(state.run(), event.step());
      return;
    }
    if (!access.isOurs(state.run())) {
      // Another process goes on with it, or has ended it, unless this one is first.
      if (event.kind() == RunEvent.Kind.FINISHED && !state.isDropped()) {
        access.publish(state.run());
      } else {
        access.release(state.run());
      }
      state.goElsewhere(System.nanoTime());
      if (state.isDropped()) {
        drop(state);
      }
      return;
    }
    int attempts = state.attempts();
    switch (event.kind()) {
      case FINISHED -> finished(state, RunData.read(access.folder(state.run())));
      case FAILED -> state.fail(event.reason());
      case WORKER_DIED -> state.die(event.reason());
      default -> state.stop();
    }
    if (state.isDropped()) {
      drop(state);
    } else if (state.attempts() > attempts) {
      failed(state);
    } else if (event.kind() == RunEvent.Kind.WORKER_DIED) {
      listener.said(
          "A worker died (%s); another one continues its run: %s."
              .formatted(event.reason(), state.run().label()));
    }
    if (state.hasEnded() && !state.isDropped()) {
      access.publish(state.run());
    }
    if (state.hasEnded() && !stopping) {
      follow();
    }
  }

  /** Writes down why a run failed. */
  private void failed(RunState state) throws IOException {
    new RunFailure(state.failure(), state.hasEnded())
        .write(RunFolder.open(access.folder(state.run())));
    listener.said(
        "%s: %s. %s"
            .formatted(
                state.hasEnded() ? "A run failed for good" : "A run failed and is retried once",
                state.run().label(),
                state.failure()));
  }

  private StudyProgress progress() {
    return queue.progress(executor.capacity(), System.nanoTime());
  }
}
