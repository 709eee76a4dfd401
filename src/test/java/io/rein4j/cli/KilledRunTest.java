package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process that is killed while it trains loses nothing that a resumed one does not make again.
 */
class KilledRunTest {

  private static final int KILLS = 3;

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
    long seed = System.nanoTime();
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

    Path run = onlyFolder(killed);
    Path expected = onlyFolder(undisturbed);
    for (String file : List.of("episodes.csv", "updates.csv", "config.yaml")) {
      assertThat(run.resolve(file))
          .as("seed %d, %d kills", seed, kills)
          .hasSameBinaryContentAs(expected.resolve(file));
    }
    assertThat(SmallRuns.agentState(run))
        .as("seed %d, %d kills", seed, kills)
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
