package io.rein4j.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.catalog.Catalog;
import io.rein4j.record.JsonFiles;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.RunPlan;
import io.rein4j.study.run.InProcessRuns.Death;
import io.rein4j.study.run.InProcessRuns.Mishap;
import io.rein4j.train.ChosenCheckpoint;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs whose workers and studies die, and which fail, end as undisturbed ones or are told. */
class RunDriverTest {

  @TempDir static Path undisturbed;
  private static Map<String, String> expected;

  @TempDir Path temporary;
  private final List<String> said = new ArrayList<>();
  private final List<StudyProgress> ends = new ArrayList<>();

  private static final List<PlannedRun> RUNS = List.of(SmallPlans.dqn(1), SmallPlans.dqn(2));
  private static final RunPlan PLAN = RunPlan.allAtOnce(RUNS);

  @BeforeAll
  static void train() throws IOException {
    StudyFolder folder = new StudyFolder(Catalog.standard(), StudyFolder.Kind.STUDY, undisturbed);
    new RunDriver(PLAN, folder, new InProcessRuns(1, 1), new StudyListener() {}).run();
    expected = SmallPlans.done(folder);
  }

  private StudyFolder folder() {
    return new StudyFolder(Catalog.standard(), StudyFolder.Kind.STUDY, temporary);
  }

  private StudyProgress end() {
    return ends.get(ends.size() - 1);
  }

  private RunDriver driver(RunPlan plan, RunExecutor executor) {
    return new RunDriver(
        plan,
        folder(),
        executor,
        new StudyListener() {
          @Override
          public void said(String sentence) {
            said.add(sentence);
          }

          @Override
          public void trained(StudyProgress progress) {
            ends.add(progress);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {100, 300, 600})
  void run_workerThatDies_goesOnInAnotherAndEndsAsUndisturbed(long step) throws IOException {
    InProcessRuns runs = new InProcessRuns(2, 1).plan("dqn-1", Mishap.DEATH, step);
    assertThat(driver(PLAN, runs).run()).isTrue();
    assertThat(SmallPlans.done(folder())).isEqualTo(expected);
    assertThat(runs.trained()).hasSize(3);
    assertThat(said)
        .containsExactly(
            "A worker died (exit code 137); another one continues its run: dqn, CartPole-v1, seed 1.");
  }

  @ParameterizedTest
  @ValueSource(longs = {100, 300, 600})
  void run_studyThatDies_goesOnInTheNextCallAndEndsAsUndisturbed(long step) throws IOException {
    InProcessRuns dying = new InProcessRuns(2, 1).plan("dqn-2", Mishap.DEATH_OF_THE_STUDY, step);
    assertThatThrownBy(driver(PLAN, dying)::run).isInstanceOf(Death.class);
    assertThat(dying.isClosed()).isTrue();
    assertThat(driver(PLAN, new InProcessRuns(2, 1)).run()).isTrue();
    assertThat(SmallPlans.done(folder())).isEqualTo(expected);
    assertThat(end().done()).isEqualTo(2);
  }

  @Test
  void run_workersAndStudyDieByTurns_endsAsUndisturbed() throws IOException {
    InProcessRuns dying =
        new InProcessRuns(1, 1)
            .plan("dqn-1", Mishap.DEATH, 200)
            .plan("dqn-1", Mishap.DEATH, 400)
            .plan("dqn-1", Mishap.DEATH_OF_THE_STUDY, 500)
            .plan("dqn-2", Mishap.DEATH, 300)
            .plan("dqn-2", Mishap.DEATH_OF_THE_STUDY, 300);
    assertThatThrownBy(driver(PLAN, dying)::run).isInstanceOf(Death.class);
    assertThat(driver(PLAN, new InProcessRuns(2, 5).plan("dqn-2", Mishap.DEATH, 500)).run())
        .isTrue();
    assertThat(SmallPlans.done(folder())).isEqualTo(expected);
  }

  @Test
  void run_runThatFailsOnce_isTriedAgainAndFinishes() throws IOException {
    InProcessRuns runs = new InProcessRuns(1, 1).plan("dqn-1", Mishap.FAILURE, 400);
    assertThat(driver(PLAN, runs).run()).isTrue();
    assertThat(runs.isClosed()).isTrue();
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("A run failed and is retried once: dqn, CartPole-v1, seed 1.")
        .contains("The disk is full.");
    assertThat(RunFolder.open(folder().run(RUNS.get(0))).failure()).doesNotExist();
    assertThat(SmallPlans.done(folder())).isEqualTo(expected);
  }

  @Test
  void run_runThatFailsTwice_isToldAndLeftUntilTheNextCall() throws IOException {
    InProcessRuns runs =
        new InProcessRuns(1, 1)
            .plan("dqn-1", Mishap.FAILURE, 400)
            .plan("dqn-1", Mishap.FAILURE, 500);
    assertThat(driver(PLAN, runs).run()).isTrue();
    assertThat(said).hasSize(2);
    assertThat(said.get(1)).startsWith("A run failed for good: dqn, CartPole-v1, seed 1.");
    assertThat(end().failed()).isEqualTo(1);
    Path failure = RunFolder.open(folder().run(RUNS.get(0))).failure();
    assertThat(JsonFiles.read(failure).path("failure").asText()).contains("The disk is full.");
    assertThat(JsonFiles.read(failure).path("final").asBoolean()).isTrue();
    RunOutcome outcome = RunOutcomes.read(PLAN, folder()).get(0);
    assertThat(outcome.failed()).isTrue();
    assertThat(outcome.failure()).contains("The disk is full.");
    assertThat(outcome.evaluations()).hasSize(1);

    said.clear();
    assertThat(driver(PLAN, new InProcessRuns(1, 1).plan("dqn-1", Mishap.FAILURE, 500)).run())
        .isTrue();
    assertThat(said).singleElement().asString().startsWith("A run failed for good");
    assertThat(driver(PLAN, new InProcessRuns(1, 1)).run()).isTrue();
    assertThat(failure).doesNotExist();
    assertThat(SmallPlans.done(folder())).isEqualTo(expected);
  }

  @Test
  void run_runThatHasFailedForGoodAndIsTriedAgain_isNotFinalMeanwhile() throws IOException {
    InProcessRuns failing =
        new InProcessRuns(1, 1)
            .plan("dqn-1", Mishap.FAILURE, 400)
            .plan("dqn-1", Mishap.FAILURE, 500);
    assertThat(driver(PLAN, failing).run()).isTrue();
    Path failure = RunFolder.open(folder().run(RUNS.get(0))).failure();
    assertThat(JsonFiles.read(failure).path("final").asBoolean()).isTrue();

    InProcessRuns dying = new InProcessRuns(1, 1).plan("dqn-1", Mishap.DEATH_OF_THE_STUDY, 600);
    assertThatThrownBy(driver(PLAN, dying)::run).isInstanceOf(Death.class);

    assertThat(JsonFiles.read(failure).path("final").asBoolean()).isFalse();
    assertThat(RunOutcomes.read(PLAN, folder()).get(0).failure()).contains("The disk is full.");
  }

  /** Asked in the middle of its second attempt, as by a report on a study that is under way. */
  @Test
  void read_runThatHasFailedAndIsTriedAgain_hasNotEndedItsLook() throws IOException {
    List<Integer> asked = new ArrayList<>();
    RunPlan plan =
        (looks, results) -> {
          asked.add(looks);
          return PLAN.next(looks, results);
        };
    InProcessRuns dying =
        new InProcessRuns(1, 1)
            .plan("dqn-2", Mishap.FAILURE, 400)
            .plan("dqn-2", Mishap.DEATH_OF_THE_STUDY, 500);
    assertThatThrownBy(driver(PLAN, dying)::run).isInstanceOf(Death.class);
    assertThat(dying.trained()).hasSize(3).endsWith("dqn-2", "dqn-2");

    RunOutcome outcome = RunOutcomes.read(plan, folder()).get(1);

    assertThat(outcome.failure()).contains("The disk is full.");
    assertThat(asked).containsExactly(0);
    assertThat(driver(PLAN, new InProcessRuns(1, 1).plan("dqn-2", Mishap.FAILURE, 500)).run())
        .isTrue();
    RunOutcomes.read(plan, folder());
    assertThat(asked).containsExactly(0, 0, 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"failure\": \"It did.\"}", "{\"failure\": \"It did.\", \"final\": true}"})
  void read_failureThatIsFinalOrFromBeforeThatWasTold_hasEndedItsLook(String json)
      throws IOException {
    driver(PLAN, new InProcessRuns(1, 1)).run();
    RunFolder failed = RunFolder.open(folder().run(RUNS.get(1)));
    Files.delete(failed.summary());
    Files.writeString(failed.failure(), json);
    List<Integer> asked = new ArrayList<>();

    RunOutcomes.read(
        (looks, results) -> {
          asked.add(looks);
          return PLAN.next(looks, results);
        },
        folder());

    assertThat(asked).containsExactly(0, 1);
  }

  @Test
  void run_workersThatDieOverARunWithoutGettingFurther_countAsAFailure() throws IOException {
    InProcessRuns runs = new InProcessRuns(1, 1);
    for (int death = 0; death < 6; death++) {
      runs.plan("dqn-1", Mishap.DEATH, 100);
    }
    assertThat(driver(PLAN, runs).run()).isTrue();
    assertThat(end()).extracting(StudyProgress::done, StudyProgress::failed).containsExactly(1, 1);
    assertThat(said.get(2))
        .isEqualTo(
            "A run failed and is retried once: dqn, CartPole-v1, seed 1. 3 worker processes in a"
                + " row died over it without getting further (exit code 137).");
    assertThat(said).hasSize(6);
  }

  /** An executor that says of every run that it has finished, and trains none. */
  private static final class IdleRuns implements RunExecutor {

    private final Queue<RunEvent> events = new ArrayDeque<>();

    @Override
    public int capacity() {
      return 1;
    }

    @Override
    public void submit(RunTask task) {
      events.add(RunEvent.of(task.name(), RunEvent.Kind.FINISHED));
    }

    @Override
    public void cancel(String run) {}

    @Override
    public @Nullable RunEvent poll(long millis) {
      return events.poll();
    }

    @Override
    public void close() {}
  }

  @Test
  void run_executorThatTrainsNothing_hasFailedRuns() throws IOException {
    assertThat(driver(PLAN, new IdleRuns()).run()).isTrue();

    assertThat(end()).extracting(StudyProgress::done, StudyProgress::failed).containsExactly(0, 2);
    assertThat(said.get(1))
        .isEqualTo(
            "A run failed for good: dqn, CartPole-v1, seed 1. It was said to have finished, but its"
                + " folder has no summary.json.");
    assertThat(RunOutcomes.read(PLAN, folder())).allMatch(RunOutcome::failed);
  }

  @Test
  void run_runThatThisProcessTrainsElsewhere_fails() throws IOException {
    folder().prepare(RUNS.get(0));
    RunFolder held = RunFolder.open(folder().run(RUNS.get(0)));

    held.exclusively(() -> assertThat(driver(PLAN, new InProcessRuns(1, 1)).run()).isTrue());

    assertThat(end()).extracting(StudyProgress::done, StudyProgress::failed).containsExactly(1, 1);
    assertThat(said.get(1)).startsWith("A run failed for good").contains("This very process holds");
  }

  @Test
  void run_stopped_keepsWhatIsDoneForTheNextCall() throws IOException {
    RunDriver driver = driver(PLAN, new InProcessRuns(1, 1));
    driver.stop();
    assertThat(driver.run()).isFalse();
    assertThat(end().done()).isZero();
    assertThat(driver(PLAN, new InProcessRuns(1, 1)).run()).isTrue();
    assertThat(SmallPlans.done(folder())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {100, 600})
  void run_startedFromAnotherRun_hasItsWeightsAlsoIfAWorkerDies(long step) throws IOException {
    RunFolder from =
        RunFolder.open(
            new StudyFolder(Catalog.standard(), StudyFolder.Kind.STUDY, undisturbed)
                .run(RUNS.get(0)));
    PlannedRun run = RUNS.get(1);
    ChosenCheckpoint start = new ChosenCheckpoint(from, ChosenCheckpoint.Which.LAST);
    RunPlan plan = RunPlan.allAtOnce(List.of(new PlannedRun(run.cell(), run.config(), start)));
    assertThat(driver(plan, new InProcessRuns(1, 1)).run()).isTrue();
    Map<String, String> done = SmallPlans.done(folder());
    assertThat(done.get("dqn-2")).isNotEqualTo(expected.get("dqn-2"));
    assertThat(
            JsonFiles.read(RunFolder.open(folder().run(run)).provenance())
                .at("/init_from/run")
                .asText())
        .isEqualTo(from.root().toAbsolutePath().toString());
    assertThat(RunOutcomes.read(plan, folder()).get(0).failed()).isFalse();

    RunFolder.open(folder().run(run)).discardWhileInUse();
    assertThat(driver(plan, new InProcessRuns(1, 1).plan("dqn-2", Mishap.DEATH, step)).run())
        .isTrue();
    assertThat(SmallPlans.done(folder())).isEqualTo(done);
    assertThat(Files.exists(folder().run(run))).isTrue();
  }
}
