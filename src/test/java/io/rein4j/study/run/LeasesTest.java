package io.rein4j.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of several processes that want a run, one has it, for as long as it shows that it lives. */
class LeasesTest {

  private static final int RACES = 10_000;
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path root;
  private long now = 77 * SECOND;
  private Leases ours;

  @BeforeEach
  void prepare() throws IOException {
    ours = leases("ours");
    ours.prepare();
  }

  private Leases leases(String owner) {
    return new Leases(root, owner, Duration.ofSeconds(10), () -> now);
  }

  private static OptionalInt claim(Leases leases, String run) throws IOException {
    return leases.claim(run, who -> {});
  }

  /** Lets time go by, as it does for somebody who looks now and then. */
  private void look(Leases leases, int seconds) throws IOException {
    for (int i = 0; i < seconds; i++) {
      now += SECOND;
      leases.look();
    }
  }

  /**
   * A third of the runs are new, a third were given up by their owner, and a third have one that is
   * dead.
   */
  @Test
  void claim_tenThousandRacesOfTwo_oneWinsEachAndNeverBothWrite() throws Exception {
    Leases before = leases("before");
    for (int race = 0; race < RACES; race++) {
      if (race % 3 > 0) {
        claim(before, "run-" + race);
      }
      if (race % 3 == 1) {
        before.release("run-" + race, 1);
      }
    }
    Path written = Files.createDirectories(root.resolve("written"));
    CyclicBarrier start = new CyclicBarrier(2);
    List<Leases> racers = List.of(leases("a"), leases("b"));
    for (Leases racer : racers) {
      racer.look();
    }
    for (int second = 0; second < 12; second++) {
      now += SECOND;
      for (Leases racer : racers) {
        racer.look();
      }
    }
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Integer>> wins = new ArrayList<>();
      for (Leases racer : racers) {
        Callable<Integer> racing =
            () -> {
              int won = 0;
              for (int race = 0; race < RACES; race++) {
                start.await(1, TimeUnit.MINUTES);
                OptionalInt generation = claim(racer, "run-" + race);
                if (generation.isPresent()) {
                  won++;
                  Files.writeString(
                      written.resolve(Leases.lease("run-" + race, generation.getAsInt())),
                      "written",
                      StandardOpenOption.CREATE,
                      StandardOpenOption.APPEND);
                }
              }
              return won;
            };
        wins.add(threads.submit(racing));
      }
      int first = wins.get(0).get(5, TimeUnit.MINUTES);
      int second = wins.get(1).get(5, TimeUnit.MINUTES);
      assertThat(first + second).isEqualTo(RACES);
      assertThat(List.of(first, second)).as("a race has two that may win").allMatch(won -> won > 0);
    } finally {
      threads.shutdownNow();
    }
    try (Stream<Path> files = Files.list(written)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(RACES);
      for (Path file : all) {
        assertThat(file).hasContent("written");
      }
    }
  }

  @Test
  void isFree_ownerThatShowsThatItLives_neverIs() throws IOException {
    Leases theirs = leases("theirs");
    Heartbeat heartbeat = new Heartbeat(theirs.heartbeats(), "theirs", 0);
    assertThat(claim(theirs, "run")).hasValue(1);
    heartbeat.reached("run.1", 300);
    for (int i = 0; i < 10; i++) {
      heartbeat.beat();
      look(ours, 9);
      assertThat(ours.isFree("run")).isFalse();
      assertThat(claim(ours, "run")).isEmpty();
      assertThat(ours.step("run")).isEqualTo(300);
    }
  }

  @Test
  void claim_ownerThatHasBeenSilentForTooLong_takesTheRunOver() throws IOException {
    Leases theirs = leases("theirs");
    new Heartbeat(theirs.heartbeats(), "theirs", 0).beat();
    claim(theirs, "run");
    look(ours, 10);
    assertThat(claim(ours, "run")).isEmpty();

    look(ours, 1);

    List<String> from = new ArrayList<>();
    assertThat(ours.claim("run", from::add)).hasValue(2);
    assertThat(from).containsExactly("The process theirs");
    assertThat(theirs.isSuperseded("run", 1)).isTrue();
    theirs.look();
    assertThat(theirs.isFree("run")).isFalse();
    assertThat(theirs.newest("run")).isEqualTo(2);
  }

  /** It was called with a longer {@code --silent-after}. */
  @Test
  void isFree_ownerThatShowsItsLifeRarely_isThreeTimesAsPatient() throws IOException {
    Leases theirs = leases("theirs");
    new Heartbeat(theirs.heartbeats(), "theirs", 5_000).beat();
    claim(theirs, "run");
    look(ours, 15);
    assertThat(ours.isFree("run")).isFalse();
    look(ours, 1);
    assertThat(ours.isFree("run")).isTrue();
  }

  @Test
  void claim_ownerThatHasNeverShownThatItLives_takesTheRunOverAsWell() throws IOException {
    claim(leases("theirs"), "run");
    look(ours, 10);
    assertThat(claim(ours, "run")).isEmpty();
    look(ours, 1);
    assertThat(claim(ours, "run")).hasValue(2);
  }

  /** It was killed between making the file and writing its name. */
  @Test
  void claim_leaseWithoutAName_takesTheRunOverOnceThatIsAsItWas() throws IOException {
    Files.createFile(root.resolve("leases").resolve("run.1"));
    look(ours, 10);
    assertThat(claim(ours, "run")).isEmpty();
    look(ours, 1);
    assertThat(claim(ours, "run")).hasValue(2);
  }

  /** A laptop that was closed, or a process that was paused. */
  @Test
  void isFree_observerThatHasSlept_hearsTheOthersFirst() throws IOException {
    Leases theirs = leases("theirs");
    Heartbeat heartbeat = new Heartbeat(theirs.heartbeats(), "theirs", 0);
    heartbeat.beat();
    claim(theirs, "run");
    look(ours, 3);

    now += 3_600 * SECOND;
    ours.look();
    assertThat(ours.isFree("run")).isFalse();

    heartbeat.beat();
    look(ours, 10);
    assertThat(ours.isFree("run")).isFalse();
  }

  @Test
  void claim_leaseThatWasGivenUp_isAtOnce() throws IOException {
    Leases theirs = leases("theirs");
    new Heartbeat(theirs.heartbeats(), "theirs", 0).beat();
    claim(theirs, "run");
    theirs.release("run", 1);
    ours.look();
    assertThat(ours.isReleased("run", 1)).isTrue();
    List<String> from = new ArrayList<>();
    assertThat(ours.claim("run", from::add)).hasValue(2);
    assertThat(from).isEmpty();
  }

  @Test
  void claim_nameWithDotsAndNumbers_isThatRun() throws IOException {
    claim(leases("theirs"), "CartPole-v1_norm-0.5-1");
    ours.look();
    assertThat(ours.runs()).containsExactly("CartPole-v1_norm-0.5-1");
    assertThat(ours.newest("CartPole-v1_norm-0.5-1")).isEqualTo(1);
  }

  @Test
  void look_heartbeatThatIsNoHeartbeat_isSilence() throws IOException {
    claim(leases("theirs"), "run");
    Path file = ours.heartbeats().resolve("theirs");
    for (String text : List.of("", "1\n", "ten\n0\n", "1\n0\nrun.1\n", "1\n0\nx run.1\n")) {
      Files.writeString(file, text);
      ours.look();
      assertThat(Heartbeat.read(ours.heartbeats(), "theirs")).as(text).isEmpty();
    }
    look(ours, 11);
    assertThat(ours.isFree("run")).isTrue();
  }
}
