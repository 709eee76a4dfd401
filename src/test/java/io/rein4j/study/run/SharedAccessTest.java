package io.rein4j.study.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.catalog.Catalog;
import io.rein4j.files.CopiedFolders;
import io.rein4j.record.JsonFiles;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.RunPlan;
import io.rein4j.study.run.InProcessRuns.Death;
import io.rein4j.study.run.InProcessRuns.Mishap;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drivers that share a study, and die, are paused and wake up, end as one that is alone and
 * undisturbed. {@code LeasesTest} tries who has what.
 */
class SharedAccessTest {

  private static final Duration NEVER = Duration.ofHours(10);
  private static final List<PlannedRun> RUNS =
      List.of(SmallPlans.dqn(1), SmallPlans.dqn(2), SmallPlans.dqn(3));
  private static final RunPlan PLAN = RunPlan.allAtOnce(RUNS);

  /** The newest of a run that dies after 500 steps in three environments. */
  private static final String CHECKPOINT = "000000000441.ckpt";

  private static final RunPlan ONE = RunPlan.allAtOnce(RUNS.subList(0, 1));

  @TempDir static Path undisturbed;
  private static Map<String, String> expected;

  @TempDir Path root;
  private JoinedDrivers drivers;

  @BeforeAll
  static void train() throws IOException {
    StudyFolder folder = new StudyFolder(Catalog.standard(), StudyFolder.Kind.STUDY, undisturbed);
    new RunDriver(PLAN, folder, new InProcessRuns(1, 1), new StudyListener() {}).run();
    expected = SmallPlans.done(folder);
  }

  @BeforeEach
  void share() {
    drivers = new JoinedDrivers(root);
  }

  private Path work(String lease) {
    return drivers.folder().work().resolve(lease);
  }

  private boolean runs(RunPlan plan, InProcessRuns runs) throws IOException {
    return drivers.driver(plan, runs).run();
  }

  private static String expected(String run) {
    return String.valueOf(expected.get(run));
  }

  /** What a process is in that is stopped by a signal, or swapped out, or cut off. */
  private static final class Pause implements Runnable {

    final CountDownLatch asleep = new CountDownLatch(1);
    final CountDownLatch awake = new CountDownLatch(1);

    @Override
    public void run() {
      asleep.countDown();
      await(awake);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(5, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The bytes of all files below a folder, and when they were written. */
  private static Map<Path, List<Object>> files(Path folder) throws IOException {
    Map<Path, List<Object>> files = new LinkedHashMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        FileTime time = Files.getLastModifiedTime(file);
        files.put(file, List.of(time, Files.readString(file, ISO_8859_1)));
      }
    }
    return files;
  }

  @Test
  void run_severalDrivers_trainEachRunOnceAndEndTogether() throws Exception {
    List<InProcessRuns> executors = new ArrayList<>();
    List<CompletableFuture<Boolean>> ends = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      InProcessRuns runs = new InProcessRuns(1, i);
      executors.add(runs);
      ends.add(drivers.start(PLAN, runs));
    }
    assertThat(JoinedDrivers.await(ends)).containsExactly(true, true, true);
    assertThat(SmallPlans.done(drivers.folder())).isEqualTo(expected);
    assertThat(executors).allMatch(InProcessRuns::isClosed);
  }

  @Test
  void run_ownerThatDied_goesOnFromItsCheckpoint() throws IOException {
    InProcessRuns dying = new InProcessRuns(1, 1).plan("dqn-1", Mishap.DEATH_OF_THE_STUDY, 500);
    assertThatThrownBy(() -> runs(ONE, dying)).isInstanceOf(Death.class);

    List<String> found = new ArrayList<>();
    InProcessRuns next =
        new InProcessRuns(1, 1)
            .plan("dqn-1", 0, () -> found.add(newestCheckpoint(work("dqn-1.2"))));
    assertThat(runs(ONE, next)).isTrue();

    assertThat(SmallPlans.done(drivers.folder()))
        .containsOnly(Map.entry("dqn-1", expected("dqn-1")));
    assertThat(found).containsExactly(CHECKPOINT);
    assertThat(drivers.folder().work()).isEmptyDirectory();
    assertThat(drivers.said())
        .singleElement()
        .asString()
        .startsWith("The process driver-")
        .endsWith(" has been silent; its run is continued here: dqn, CartPole-v1, seed 1.");
  }

  private static String newestCheckpoint(Path run) {
    try {
      Path newest = RunFolder.open(run).checkpointsNewestFirst().get(0);
      return newest.getFileName().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void run_ownerThatWasPausedAndWakesUp_changesNothing() throws Exception {
    Pause pause = new Pause();
    InProcessRuns sleeping = new InProcessRuns(1, 1).plan("dqn-1", 300, pause);
    CompletableFuture<Boolean> sleeper = drivers.start(ONE, sleeping);
    await(pause.asleep);

    assertThat(runs(ONE, new InProcessRuns(1, 1))).isTrue();

    Map<Path, List<Object>> published = files(drivers.folder().runs());
    assertThat(SmallPlans.done(drivers.folder()))
        .containsOnly(Map.entry("dqn-1", expected("dqn-1")));
    pause.awake.countDown();
    assertThat(sleeper.get(5, TimeUnit.MINUTES)).isTrue();
    assertThat(files(drivers.folder().runs())).isEqualTo(published);
    assertThat(sleeping.trained()).containsExactly("dqn-1");
  }

  /** The one that took its run over had nothing to train, and left nothing of its folder. */
  @Test
  void run_ownerThatWasPausedWhenItHadFinished_changesNothing() throws Exception {
    Pause pause = new Pause();
    CompletableFuture<Boolean> sleeper =
        drivers.start(ONE, new InProcessRuns(1, 1).atEachEnd(pause));
    await(pause.asleep);
    InProcessRuns next = new InProcessRuns(1, 1);

    assertThat(runs(ONE, next)).isTrue();

    assertThat(next.trained()).isEmpty();
    assertThat(drivers.folder().work()).isEmptyDirectory();
    Map<Path, List<Object>> published = files(drivers.folder().runs());
    pause.awake.countDown();
    assertThat(sleeper.get(5, TimeUnit.MINUTES)).isTrue();
    assertThat(files(drivers.folder().runs())).isEqualTo(published);
    assertThat(SmallPlans.done(drivers.folder()))
        .containsOnly(Map.entry("dqn-1", expected("dqn-1")));
  }

  /** It wakes up while another one trains the run, and ends it first. */
  @Test
  void run_ownerThatWakesUpAndEndsFirst_isAsGoodAsTheOther() throws Exception {
    Pause pause = new Pause();
    InProcessRuns sleeping = new InProcessRuns(1, 1).plan("dqn-1", 300, pause);
    CompletableFuture<Boolean> sleeper = drivers.start(ONE, sleeping);
    await(pause.asleep);
    InProcessRuns slow =
        new InProcessRuns(1, 1)
            .plan(
                "dqn-1",
                500,
                () -> {
                  pause.awake.countDown();
                  assertThat(sleeper.join()).isTrue();
                });

    assertThat(runs(ONE, slow)).isTrue();

    assertThat(SmallPlans.done(drivers.folder()))
        .containsOnly(Map.entry("dqn-1", expected("dqn-1")));
    assertThat(slow.trained()).containsExactly("dqn-1");
  }

  @Test
  void run_stopped_givesItsRunsUpSoThatOthersGoOnAtOnce() throws IOException {
    InProcessRuns runs = new InProcessRuns(3, 1);
    RunDriver stopped = drivers.driver(PLAN, runs, NEVER);
    for (PlannedRun run : RUNS) {
      runs.plan(run.folderName(), 100, stopped::stop);
    }
    assertThat(stopped.run()).isFalse();
    assertThat(runs.trained()).hasSize(1);

    assertThat(drivers.driver(PLAN, new InProcessRuns(1, 2), NEVER).run()).isTrue();

    assertThat(SmallPlans.done(drivers.folder())).isEqualTo(expected);
    assertThat(drivers.said()).isEmpty();
  }

  @Test
  void run_runThatFailsHereAndThere_isTriedTwiceInAll() throws IOException {
    InProcessRuns first =
        new InProcessRuns(1, 1)
            .plan("dqn-1", Mishap.FAILURE, 400)
            .plan("dqn-1", Mishap.DEATH_OF_THE_STUDY, 500);
    assertThatThrownBy(() -> runs(ONE, first)).isInstanceOf(Death.class);
    InProcessRuns second = new InProcessRuns(1, 1).plan("dqn-1", Mishap.FAILURE, 500);
    assertThat(runs(ONE, second)).isTrue();
    assertThat(second.trained()).hasSize(1);
    Path failure = RunFolder.open(drivers.folder().run(RUNS.get(0))).failure();
    assertThat(JsonFiles.read(failure).path("final").asBoolean()).isTrue();

    InProcessRuns late = new InProcessRuns(1, 1);
    assertThat(runs(ONE, late)).isTrue();
    assertThat(late.trained()).isEmpty();

    assertThat(
            new RunDriver(ONE, drivers.folder(), new InProcessRuns(1, 1), new StudyListener() {})
                .run())
        .isTrue();
    assertThat(SmallPlans.done(drivers.folder()))
        .containsOnly(Map.entry("dqn-1", expected("dqn-1")));
  }

  /** It was killed when it had only to be moved. */
  @Test
  void run_runThatHadEndedUnseen_isPublishedAndNotTrained() throws IOException {
    assertThat(runs(ONE, new InProcessRuns(1, 1))).isTrue();
    Files.move(drivers.folder().run(RUNS.get(0)), work("dqn-1.1"));

    InProcessRuns next = new InProcessRuns(1, 1);
    assertThat(runs(ONE, next)).isTrue();

    assertThat(next.trained()).isEmpty();
    assertThat(SmallPlans.done(drivers.folder()))
        .containsOnly(Map.entry("dqn-1", expected("dqn-1")));
  }

  @Test
  void run_studyThatWasBegunAlone_goesOnFromItsCheckpoints() throws IOException {
    InProcessRuns alone = new InProcessRuns(1, 1).plan("dqn-1", Mishap.DEATH_OF_THE_STUDY, 500);
    RunDriver dying = new RunDriver(ONE, drivers.folder(), alone, new StudyListener() {});
    assertThatThrownBy(dying::run).isInstanceOf(Death.class);

    List<String> found = new ArrayList<>();
    InProcessRuns next =
        new InProcessRuns(1, 1)
            .plan("dqn-1", 0, () -> found.add(newestCheckpoint(work("dqn-1.1"))));
    assertThat(runs(ONE, next)).isTrue();

    assertThat(found).containsExactly(CHECKPOINT);
    assertThat(SmallPlans.done(drivers.folder()))
        .containsOnly(Map.entry("dqn-1", expected("dqn-1")));
  }

  @Test
  void gather_runsOfJoinedProcessesThatDied_goOnAlone() throws IOException {
    InProcessRuns dying = new InProcessRuns(1, 1).plan("dqn-1", Mishap.DEATH_OF_THE_STUDY, 500);
    assertThatThrownBy(() -> runs(ONE, dying)).isInstanceOf(Death.class);
    StudyFolder folder = drivers.folder();

    folder.gather();

    assertThat(folder.joined()).doesNotExist();
    assertThat(newestCheckpoint(folder.run(RUNS.get(0)))).isEqualTo(CHECKPOINT);
    assertThat(new RunDriver(PLAN, folder, new InProcessRuns(1, 1), new StudyListener() {}).run())
        .isTrue();
    assertThat(SmallPlans.done(folder)).isEqualTo(expected);
  }

  /** Processes are started until all runs have ended, whatever happens to each. */
  @Test
  void run_driversThatDieAndArePausedAtRandom_endAsOneAlone() throws Exception {
    long seed = Long.getLong("rein4j.kills.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    List<CompletableFuture<Boolean>> processes = new ArrayList<>();
    int deaths = 0;
    for (int process = 0; process < 3; process++) {
      processes.add(drivers.start(PLAN, disturbed(random)));
    }
    for (int started = 3; !processes.isEmpty(); ) {
      CompletableFuture<Boolean> process = processes.remove(0);
      try {
        assertThat(process.get(5, TimeUnit.MINUTES)).as("seed %s", seed).isTrue();
      } catch (ExecutionException e) {
        assertThat(e.getCause()).as("seed %s", seed).isInstanceOf(Death.class);
        deaths++;
        InProcessRuns next = started < 9 ? disturbed(random) : new InProcessRuns(1, started);
        processes.add(drivers.start(PLAN, next));
        started++;
      }
    }
    assertThat(SmallPlans.done(drivers.folder()))
        .as("seed %s, %s deaths, %s", seed, deaths, drivers.said())
        .isEqualTo(expected);
  }

  private static InProcessRuns disturbed(SplittableRandom random) {
    InProcessRuns runs = new InProcessRuns(1 + random.nextInt(3), random.nextLong());
    for (PlannedRun run : RUNS) {
      long step = 100L * (1 + random.nextInt(6));
      switch (random.nextInt(4)) {
        case 0 -> runs.plan(run.folderName(), Mishap.DEATH_OF_THE_STUDY, step);
        case 1 -> runs.plan(run.folderName(), Mishap.DEATH, step);
        case 2 -> {
          long millis = random.nextInt(1_500);
          runs.plan(run.folderName(), step, () -> sleep(millis));
        }
        default -> {}
      }
    }
    return random.nextInt(4) == 0 ? runs.dyingAfter(random.nextInt(20)) : runs;
  }

  private static void sleep(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Drivers that are further delete what nobody needs any more, while others look at it. */
  @Test
  void open_runThatAnotherProcessDeletes_isThereOrNot() throws Exception {
    PlannedRun run = RUNS.get(0);
    Path there = drivers.folder().run(run);
    Path aside = root.resolve("aside");
    Files.createDirectories(there.getParent());
    CopiedFolders.copy(undisturbed.resolve("runs").resolve(run.folderName()), aside);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200; i++) {
      Files.move(aside, there);
      long nanos = random.nextLong(2_000_000);
      CompletableFuture<Path> deletion =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  TimeUnit.NANOSECONDS.sleep(nanos);
                  return Files.move(there, aside);
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      SharedAccess access = new SharedAccess(drivers.folder(), "other", NEVER, 0, System::nanoTime);
      assertThatCode(
              () -> {
                while (access.open(run).isPresent()) {
                  RunOutcomes.hasEnded(there);
                }
              })
          .as("look %s", i)
          .doesNotThrowAnyException();
      deletion.get(1, TimeUnit.MINUTES);
    }
  }
}
