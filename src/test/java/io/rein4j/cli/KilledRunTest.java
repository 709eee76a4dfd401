package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.harness.Python;
import io.rein4j.harness.RequiresPython;
import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process that is killed while it trains loses nothing that a resumed one does not make again.
 */
@Tag("processes")
class KilledRunTest {

  private static final int KILLS = 2;

  @TempDir Path temporary;

  private Path config(String yaml) throws IOException {
    return Files.writeString(temporary.resolve("config.yaml"), yaml);
  }

  private static Path onlyFolder(Path runs) throws IOException {
    try (Stream<Path> folders = Files.list(runs)) {
      List<Path> all = folders.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo"})
  void train_killedAtRandomMomentsAndResumed_endsAsAnUndisturbedRun(String agent)
      throws IOException, InterruptedException {
    Path config = config(SmallRuns.yaml(agent));
    String steps = "training.steps=" + (agent.equals("dqn") ? 10_000 : 30_000);
    Path undisturbed = temporary.resolve("undisturbed");
    assertThat(Program.run("train", config, "--set", steps, "--out", undisturbed).exit()).isZero();

    Path killed = temporary.resolve("killed");
    Path err = temporary.resolve("err.txt");
    long seed = Long.getLong("rein4j.kills.seed", 1);
    SplittableRandom random = new SplittableRandom(seed);
    List<String> command = Program.command("train", config, "--set", steps, "--out", killed);
    int kills = 0;
    while (kills < KILLS) {
      Process process = Program.start(command, err.toFile());
      waitForProgress(process, killed);
      Thread.sleep(random.nextInt(250));
      process.destroyForcibly();
      int exit = process.waitFor();
      assertThat(Files.readString(err)).as("seed %d", seed).isEmpty();
      if (exit == 0) {
        break;
      }
      kills++;
      command = Program.command("train", "--resume", onlyFolder(killed));
    }
    assertThat(kills).as("a run that takes longer is needed").isPositive();
    Program resumed = Program.run("train", "--resume", onlyFolder(killed));
    assertThat(resumed.err()).as("seed %d", seed).isEmpty();
    assertThat(resumed.exit()).isZero();

    requireSame(
        onlyFolder(killed), onlyFolder(undisturbed), "seed %s, %s kills".formatted(seed, kills));
  }

  /**
   * Twenty kills of a kind, each run killed five times at most before it ends: a run that is killed
   * all the time gets nowhere.
   */
  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo", "lstm", "gym"})
  @Tag("long")
  @RequiresPython(modules = "gymnasium")
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void train_endedByAnySignalAtAnyMoment_endsAsAnUndisturbedRun(String kind, Python python)
      throws Exception {
    Path config = config(SmallRuns.yaml(kind.equals("gym") ? "ppo" : kind));
    List<Object> sets =
        new ArrayList<>(
            List.of(
                "--set",
                "training.steps="
                    + Map.of("dqn", 15_000, "ppo", 60_000).getOrDefault(kind, 9_000)));
    if (kind.equals("gym")) {
      sets.addAll(
          List.of(
              "--set", "env.id=gym:CartPole-v1", "--set", "env.gym.python=" + python.executable()));
    }
    Path undisturbed = temporary.resolve("undisturbed");
    assertThat(Program.run(train(config, sets, undisturbed)).exit()).isZero();

    Kills kills = new Kills();
    int wanted = Integer.getInteger("rein4j.kills.count", 20);
    int before = -1;
    for (int round = 0; kills.count() < wanted; round++) {
      assertThat(kills.count()).as("a run that takes longer is needed").isGreaterThan(before);
      before = kills.count();
      Path runs = temporary.resolve("killed-" + round);
      killAndResume(kills, Math.min(5, wanted - before), train(config, sets, runs), runs, python);
      requireSame(begun(runs).orElseThrow(), begun(undisturbed).orElseThrow(), kills);
    }
    System.out.printf("%s %s%n", kind, kills);
  }

  private static Object[] train(Path config, List<Object> sets, Path runs) {
    return Stream.concat(Stream.of("train", config, "--out", runs), sets.stream()).toArray();
  }

  /** Kills a run, resumes it, and so on, and lets it end at last. */
  private void killAndResume(Kills kills, int most, Object[] train, Path runs, Python python)
      throws Exception {
    Path err = temporary.resolve("err.txt");
    for (int i = 0; i < most; i++) {
      Process process =
          Program.start(Kills.heard(python, Program.command(next(train, runs))), err.toFile());
      boolean killed = kills.kill(process, () -> bytes(runs));
      assertThat(Files.readString(err)).as("%s", kills).doesNotContain("defect", "\tat ");
      if (!killed) {
        assertThat(process.exitValue()).as("%s, %s", kills, Files.readString(err)).isZero();
        return;
      }
    }
    Program last = Program.run(next(train, runs));
    assertThat(last.exit()).as("%s, %s", kills, last.err()).isZero();
  }

  /** What goes on with a run: of one that has no config yet, there is nothing to go on with. */
  private static Object[] next(Object[] train, Path runs) throws IOException {
    return begun(runs).map(folder -> new Object[] {"train", "--resume", folder}).orElse(train);
  }

  private static Optional<Path> begun(Path runs) throws IOException {
    if (!Files.exists(runs)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(runs)) {
      return folders
          .filter(folder -> !Files.isSymbolicLink(folder))
          .filter(folder -> Files.exists(folder.resolve("config.yaml")))
          .findFirst();
    }
  }

  private static void requireSame(Path run, Path expected, Object circumstances)
      throws IOException {
    for (String file : List.of("episodes.csv", "updates.csv", "config.yaml")) {
      assertThat(run.resolve(file))
          .as("%s", circumstances)
          .hasSameBinaryContentAs(expected.resolve(file));
    }
    assertThat(SmallRuns.agentState(run))
        .as("%s", circumstances)
        .isEqualTo(SmallRuns.agentState(expected));
    assertThat(run.resolve("summary.json")).exists();
    try (Stream<Path> files = Files.walk(run)) {
      assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".tmp"));
    }
  }

  /** Waits until the process has written something new into its run folder. */
  private static void waitForProgress(Process process, Path runs)
      throws IOException, InterruptedException {
    long before = bytes(runs);
    while (process.isAlive() && bytes(runs) == before) {
      process.waitFor(5, TimeUnit.MILLISECONDS);
    }
  }

  private static long bytes(Path runs) throws IOException {
    if (!Files.exists(runs)) {
      return 0;
    }
    try (Stream<Path> folders = Files.list(runs)) {
      long bytes = 0;
      for (Path folder : folders.toList()) {
        Path episodes = folder.resolve("episodes.csv");
        bytes += Files.exists(episodes) ? Files.size(episodes) : 0;
      }
      return bytes;
    }
  }

  @Test
  void resume_runThatIsAlive_isRefused() throws IOException, InterruptedException {
    Path config = config(SmallRuns.DQN);
    Path runs = temporary.resolve("runs");
    Process process =
        Program.start(
            Program.command("train", config, "--set", "training.steps=100000000", "--out", runs),
            temporary.resolve("err.txt").toFile());
    try {
      waitForProgress(process, runs);
      Path run = onlyFolder(runs);
      Program resumed = Program.run("train", "--resume", run);
      assertThat(resumed.exit()).isEqualTo(2);
      assertThat(resumed.err())
          .isEqualToNormalizingNewlines(
              "rein4j: The run in '%s' is alive: another process is training it.\n".formatted(run));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
