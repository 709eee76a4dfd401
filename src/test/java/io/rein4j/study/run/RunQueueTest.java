package io.rein4j.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.catalog.Catalog;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.RunPlan;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunConfigs;
import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The order in which runs are trained, how long they still take, and when one has failed. */
class RunQueueTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @TempDir Path temporary;
  private final List<RunState> states = new ArrayList<>();
  private final RunQueue queue = new RunQueue();

  /** Two runs of each of three cells: fast and long, slow, and short. */
  @BeforeEach
  void plan() throws IOException {
    for (long seed = 1; seed <= 2; seed++) {
      plan("fast", 9_000, seed, 1);
      plan("slow", 5_000, seed, 1);
      plan("short", 1_000, seed, 1);
    }
  }

  private void plan(String level, long steps, long seed, int look) throws IOException {
    Path file = Files.writeString(temporary.resolve("run.yaml"), SmallRuns.DQN);
    RunConfig config =
        RunConfigs.read(
            Catalog.standard(),
            file,
            List.of("name=" + level, "training.steps=" + steps, "seed=" + seed, "env.count=1"));
    PlannedRun run = new PlannedRun(new Cell(level, level + "-environment", ""), config);
    states.add(queue.add(new RunPlan.Request(run, look)));
  }

  private RunState next() {
    return queue.next().orElseThrow();
  }

  private RunState finishNext(double seconds) {
    RunState state = next();
    state.start(0);
    state.finish(seconds);
    return state;
  }

  @Test
  void next_nothingMeasured_isTheOneWithMostSteps() {
    assertThat(next().run().folderName()).startsWith("fast");
    assertThat(queue.secondsLeft(2, 0)).isEmpty();
  }

  @Test
  void next_measured_isTheLongestAndWhatIsUnknownCountsAsSlow() {
    assertThat(finishNext(9).run().cell().level()).isEqualTo("fast");
    // A step took a millisecond, so far anywhere: the other fast run is the longest.
    assertThat(next().run().cell().level()).isEqualTo("fast");
    RunState slow = states.get(1);
    slow.start(0);
    slow.finish(50);
    assertThat(next().run().cell().level()).isEqualTo("slow");
    // Waiting: fast 9 s, slow 50 s, and two short ones at the slowest pace, 10 s each.
    assertThat(queue.secondsLeft(1, 0)).hasValue(79);
    assertThat(queue.secondsLeft(4, 0)).hasValue(50);
  }

  @Test
  void next_runThatWasInterrupted_comesFirst() {
    states.get(5).reached(500, 0);
    assertThat(next()).isEqualTo(states.get(5));
  }

  @Test
  void next_runsOfALaterLook_comeWhenNothingElseIsWaiting() throws IOException {
    plan("longest", 90_000, 1, 2);
    plan("long", 80_000, 1, 2);
    RunState dropped = states.get(6);
    dropped.reached(500, 0);
    for (int run = 0; run < 6; run++) {
      assertThat(next().look()).isEqualTo(1);
      next().start(0);
    }
    assertThat(next()).isEqualTo(dropped);
    dropped.drop();
    assertThat(next().run().cell().level()).isEqualTo("long");
  }

  @Test
  void next_runsThatAreAlike_isTheOneThatWasAddedFirst() {
    assertThat(next()).isEqualTo(states.get(0));
    next().start(0);
    assertThat(next()).isEqualTo(states.get(3));
    states.get(0).stop();
    assertThat(next()).isEqualTo(states.get(0));
  }

  @Test
  void progress_runsInAllPhases_countsThoseThatAreNeeded() {
    states.get(0).start(0);
    states.get(1).start(0);
    states.get(1).finish(1);
    states.get(2).failForGood("broken");
    states.get(3).goElsewhere(0);
    states.get(4).drop();
    StudyProgress progress = queue.progress(1, 0);

    assertThat(progress.runs()).isEqualTo(5);
    assertThat(progress.done()).isEqualTo(1);
    assertThat(progress.failed()).isEqualTo(1);
    assertThat(progress.running())
        .extracting(StudyProgress.Running::label)
        .containsExactly(states.get(0).run().label(), states.get(3).run().label());
    assertThat(queue.running()).isEqualTo(1);
    states.get(0).drop();
    assertThat(queue.progress(1, 0).running()).hasSize(1);
    assertThat(queue.running()).isEqualTo(1);
    assertThat(queue.isOver()).isFalse();
    states.get(0).stop();
    states.get(3).failForGood("broken");
    states.get(5).failForGood("broken");
    assertThat(queue.isOver()).isTrue();
  }

  /** If each event took in all runs, this would take hours. */
  @Test
  @Timeout(60)
  void next_hundredThousandRuns_takesNoLongerForEachThanForFew() {
    PlannedRun run = states.get(0).run();
    for (int i = 0; i < 100_000; i++) {
      queue.add(new RunPlan.Request(run, 1));
    }
    int trained = 0;
    while (!queue.isOver()) {
      RunState state = next();
      state.start(0);
      state.reached(100, SECOND);
      assertThat(queue.progress(1, SECOND).secondsLeft().isPresent()).isEqualTo(trained > 0);
      state.finish(1);
      trained++;
    }
    assertThat(trained).isEqualTo(100_006);
  }

  @Test
  void secondsLeft_running_countsWhatIsDone() {
    RunState state = next();
    state.start(0);
    state.reached(1_000, SECOND);
    state.reached(3_000, 3 * SECOND);
    // 1 ms a step as it seems: 6 s of this one, 9 + 5 + 5 + 1 + 1 of the others.
    assertThat(queue.secondsLeft(1, 3 * SECOND)).hasValue(27);
  }

  @Test
  void fail_twice_isForGood() {
    RunState state = next();
    state.start(0);
    state.fail("one");
    assertThat(state.phase()).isEqualTo(RunState.Phase.WAITING);
    state.start(0);
    state.fail("two");
    assertThat(state.phase()).isEqualTo(RunState.Phase.FAILED);
    assertThat(state.failure()).isEqualTo("two");
  }

  @Test
  void fail_runThatFailedInAnEarlierCall_isForGoodAtOnce() {
    RunState state = next();
    state.failedBefore("earlier");
    state.start(0);
    state.fail("again");
    assertThat(state.phase()).isEqualTo(RunState.Phase.FAILED);
  }

  @Test
  void die_gettingFurtherInBetween_isNoFailure() {
    RunState state = next();
    for (int death = 1; death <= 10; death++) {
      state.start(0);
      state.reached(death * 100L, 0);
      state.die("killed");
      assertThat(state.phase()).isEqualTo(RunState.Phase.WAITING);
    }
    assertThat(state.attempts()).isZero();
  }

  @Test
  void die_threeTimesWithoutGettingFurther_isAFailure() {
    RunState state = next();
    for (int death = 0; death < 3; death++) {
      assertThat(state.attempts()).isZero();
      state.start(0);
      state.die("exit code 137");
    }
    assertThat(state.attempts()).isEqualTo(1);
    assertThat(state.failure())
        .isEqualTo(
            "3 worker processes in a row died over it without getting further (exit code 137).");
  }
}
