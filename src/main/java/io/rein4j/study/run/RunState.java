package io.rein4j.study.run;

import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.RunPlan;
import java.util.Optional;

/** Where one run of a study is, while the study runs. */
final class RunState {

  /** What a run can be at. */
  enum Phase {
    /** It is not being trained. */
    WAITING,
    /** It is given to the executor. */
    RUNNING,
    /** Another process has it. */
    ELSEWHERE,
    /** It has finished. */
    DONE,
    /** It has failed, and is not tried again. */
    FAILED
  }

  /** Deaths of workers one after another in which a run got no further. */
  private static final int MOST_DEATHS = 3;

  private static final int MOST_ATTEMPTS = 2;

  private final RunPlan.Request request;
  private final int number;
  private final RunQueue queue;
  private Phase phase = Phase.WAITING;
  private long step;
  private long furthest;
  private int deaths;
  private int attempts;
  private String failure = "";
  private double seconds = Double.NaN;
  private long startedAt;
  private long firstStep;
  private long firstStepAt;
  private boolean dropped;
  private boolean cancelled;

  RunState(RunPlan.Request request, int number, RunQueue queue) {
    this.request = request;
    this.number = number;
    this.queue = queue;
  }

  /** {@return how many runs of its queue were added before it} */
  int number() {
    return number;
  }

  /** Makes it another one, which the queue has to know. */
  private void become(Phase next) {
    queue.leave(this);
    phase = next;
    queue.enter(this);
  }

  PlannedRun run() {
    return request.run();
  }

  int look() {
    return request.look();
  }

  Phase phase() {
    return phase;
  }

  boolean isRunning() {
    return phase == Phase.RUNNING;
  }

  /** {@return whether another process has it} */
  boolean isElsewhere() {
    return phase == Phase.ELSEWHERE;
  }

  /** {@return whether nothing more will come of it} */
  boolean hasEnded() {
    return phase == Phase.DONE || phase == Phase.FAILED;
  }

  /** {@return whether it is no longer needed} */
  boolean isDropped() {
    return dropped;
  }

  /** Takes in that it is no longer needed; it may have to be waited for. */
  void drop() {
    queue.leave(this);
    dropped = true;
    queue.enter(this);
  }

  /** {@return steps that it is known to have taken} */
  long step() {
    return step;
  }

  /** {@return how often it has failed} */
  int attempts() {
    return attempts;
  }

  String failure() {
    return failure;
  }

  void start(long nanos) {
    enter(Phase.RUNNING, nanos);
  }

  /** Takes in that another process has it. */
  void goElsewhere(long nanos) {
    if (phase != Phase.ELSEWHERE) {
      enter(Phase.ELSEWHERE, nanos);
    }
  }

  private void enter(Phase next, long nanos) {
    become(next);
    startedAt = nanos;
    firstStepAt = 0;
    cancelled = false;
  }

  /** {@return whether the executor has not been asked yet to end it, which it is from now on} */
  boolean cancel() {
    boolean first = !cancelled;
    cancelled = true;
    return first;
  }

  /** Takes in that it was stopped. */
  void stop() {
    become(Phase.WAITING);
  }

  void reached(long newStep, long nanos) {
    if (firstStepAt == 0) {
      firstStep = newStep;
      firstStepAt = nanos;
    }
    queue.leave(this);
    step = newStep;
    queue.enter(this);
    if (step > furthest) {
      furthest = step;
      deaths = 0;
    }
  }

  /** Marks it as finished; takes the seconds of training that its summary tells. */
  void finish(double trainingSeconds) {
    boolean isNews = phase != Phase.DONE;
    become(Phase.DONE);
    step = run().steps();
    seconds = trainingSeconds;
    if (isNews) {
      queue.measured(this);
    }
  }

  /** Takes in that it failed in an earlier call, so that this one tries it once. */
  void failedBefore(String sentence) {
    attempts = MOST_ATTEMPTS - 1;
    failure = sentence;
  }

  /** Takes in that it has failed, and is not tried again. */
  void failForGood(String sentence) {
    attempts = MOST_ATTEMPTS;
    failure = sentence;
    become(Phase.FAILED);
  }

  /** Takes in a failure; there may be another attempt. */
  void fail(String sentence) {
    attempts++;
    failure = sentence;
    deaths = 0;
    become(attempts < MOST_ATTEMPTS ? Phase.WAITING : Phase.FAILED);
  }

  /** Takes in the death of its worker; where it got no further in several, that is a failure. */
  void die(String obituary) {
    become(Phase.WAITING);
    if (++deaths == MOST_DEATHS) {
      fail(
          "%s worker processes in a row died over it without getting further (%s)."
              .formatted(MOST_DEATHS, obituary));
    }
  }

  /** {@return seconds of training per step, measured on this run} */
  Optional<Double> secondsPerStep() {
    if (phase == Phase.DONE && Double.isFinite(seconds)) {
      return Optional.of(seconds / run().steps());
    }
    return Optional.empty();
  }

  /** {@return the same of a run that is being trained} */
  Optional<Double> secondsPerStep(long nanos) {
    if ((isRunning() || isElsewhere()) && firstStepAt > startedAt && step > firstStep) {
      return Optional.of((nanos - firstStepAt) * 1e-9 / (step - firstStep));
    }
    return secondsPerStep();
  }
}
