package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.rein4j.env.gym.GymHttpClient;
import io.rein4j.env.gym.PythonSetup;
import io.rein4j.harness.Python;
import io.rein4j.harness.PythonEnvs;
import io.rein4j.harness.RequiresPython;
import io.rein4j.harness.Serving;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Training that is ended by a signal leaves nothing behind: no environments, and no Python. */
@Tag("processes")
@RequiresPython(modules = "gymnasium")
@EnabledOnOs({OS.LINUX, OS.MAC})
class InterruptedTrainingTest {

  private static final int ENVIRONMENTS = 3;

  /** What starts a test in the background may have it ignore SIGINT, and so would the program. */
  private static final String WITH_SIGNALS =
      "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL);"
          + " os.execvp(sys.argv[1], sys.argv[1:])";

  @TempDir Path folder;

  private Process train(Python python, String env, String... sets) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("config.yaml"),
            """
            name: interrupted
            env: %s
            agent: {type: ppo, network: {hidden: [8]}, rollout-steps: 32}
            training: {steps: 100_000_000}
            evaluation: {every: 100_000_000, episodes: 1}
            """
                .formatted(env));
    List<String> command = new ArrayList<>(List.of(python.executable(), "-c", WITH_SIGNALS));
    command.addAll(Program.command("train", config, "--out", folder.resolve("runs")));
    for (String set : sets) {
      command.addAll(List.of("--set", set));
    }
    return new ProcessBuilder(command)
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  /** Waits until as many episodes have been written down. */
  private void awaitEpisodes(Process training, int count) throws IOException, InterruptedException {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (episodes() < count) {
      assertThat(training.isAlive()).as(Files.readString(folder.resolve("err"))).isTrue();
      assertThat(System.nanoTime()).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** Returns how many episodes are written down; -1 before the training has begun. */
  private long episodes() throws IOException {
    Path runs = folder.resolve("runs");
    if (!Files.exists(runs)) {
      return -1;
    }
    // Not a walk, which fails when a temporary file goes before it gets there.
    try (Stream<Path> folders = Files.list(runs)) {
      Path found =
          folders
              .map(run -> run.resolve("episodes.csv"))
              .filter(Files::exists)
              .findFirst()
              .orElse(null);
      return found == null
          ? -1
          : Files.readString(found, StandardCharsets.UTF_8).lines().count() - 1;
    }
  }

  private static void send(String signal, ProcessHandle process)
      throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
  }

  private void end(Process training, String signal) throws IOException, InterruptedException {
    send(signal, training.toHandle());
    assertThat(training.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(training.exitValue())
        .isEqualTo(signal.equals("INT") ? 130 : signal.equals("HUP") ? 129 : 143);
    assertThat(folder.resolve("err"))
        .content()
        .contains("(SIG%s)".formatted(signal))
        .doesNotContainPattern("rein4j: (?!Stopp)");
  }

  @ParameterizedTest
  @CsvSource({"original, INT", "auto, TERM"})
  void train_onAServer_endedByASignal_closesItsInstances(
      String protocol, String signal, Python python) throws Exception {
    endOnAServer(protocol, signal, python);
  }

  @ParameterizedTest
  @Tag("long")
  @CsvSource({"original, TERM", "auto, INT"})
  void train_onAServer_endedByTheOtherSignal_closesItsInstances(
      String protocol, String signal, Python python) throws Exception {
    endOnAServer(protocol, signal, python);
  }

  private void endOnAServer(String protocol, String signal, Python python) throws Exception {
    try (Serving server =
            Serving.start(
                PythonSetup.serverProgram(),
                python.executable(),
                Map.of(),
                "--max-envs",
                "" + (ENVIRONMENTS + 1));
        GymHttpClient client = new GymHttpClient(server.address(), Duration.ofSeconds(30))) {
      String others = client.create("CartPole-v1");
      Process training =
          train(
              python,
              "{id: CartPole-v1, count: %s, server: \"%s\", gym: {protocol: %s}}"
                  .formatted(ENVIRONMENTS, server.address(), protocol));
      try {
        awaitEpisodes(training, 20);
        if (protocol.equals("original")) {
          assertThat(client.list()).hasSizeBetween(ENVIRONMENTS, ENVIRONMENTS + 1);
        }
        end(training, signal);
        assertThat(client.list()).containsOnlyKeys(others);
        // Those that were asked by frames are in no list, but count.
        for (int i = 0; i < ENVIRONMENTS; i++) {
          client.create("CartPole-v1");
        }
      } finally {
        training.destroyForcibly();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HUP", "KILL"})
  void train_inPython_endedByASignal_endsPython(String signal, Python python) throws Exception {
    assumeFalse(signal.equals("HUP") && isHupIgnored(), "under nohup a HUP is to be ignored");
    endInPython(signal, python);
  }

  /** What is started inherits it. */
  private static boolean isHupIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("0");
    return (Long.parseUnsignedLong(ignored, 16) & 1) != 0;
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(strings = {"INT", "TERM"})
  void train_inPython_endedByAnotherSignal_endsPython(String signal, Python python)
      throws Exception {
    endInPython(signal, python);
  }

  private void endInPython(String signal, Python python) throws Exception {
    Process training =
        train(
            python,
            "{id: \"gym:CartPole-v1\", count: %s, gym: {python: '%s', processes: 2}}"
                .formatted(ENVIRONMENTS, python.executable()));
    try {
      awaitEpisodes(training, 20);
      List<ProcessHandle> children = training.descendants().toList();
      // Each Python has a second process that watches for the end.
      assertThat(children).hasSize(4);
      if (signal.equals("KILL")) {
        training.destroyForcibly().waitFor();
      } else {
        // Terminals and batch systems send a signal to every process of a job.
        for (ProcessHandle child : children) {
          send(signal, child);
        }
        end(training, signal);
      }
      for (ProcessHandle child : children) {
        child.onExit().get(20, TimeUnit.SECONDS);
      }
    } finally {
      training.destroyForcibly();
    }
  }

  /** The update of the first step, which takes ten million epochs, lies before the checkpoint. */
  @Test
  void train_interruptedTwice_endsAtOnce(Python python) throws Exception {
    Process training =
        train(
            python,
            "{id: CartPole-v1}",
            "agent.rollout-steps=1",
            "agent.normalize-advantages=false",
            "agent.epochs=10_000_000");
    try {
      awaitEpisodes(training, 0);
      send("INT", training.toHandle());
      for (int i = 0; i < 3_000 && Files.size(folder.resolve("err")) == 0; i++) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      assertThat(training.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
      end(training, "INT");
      assertThat(folder.resolve("err"))
          .content()
          .startsWith(
              "rein4j: Stopping with a checkpoint because of Ctrl-C (SIGINT); a second one");
    } finally {
      training.destroyForcibly();
    }
  }

  @Test
  void train_interruptedTwiceInAStuckStep_endsAtOnceAndTellsOfNoLoss(Python python)
      throws Exception {
    Process training =
        train(
            python,
            "{id: \"gym:rein4j_test_envs:Counting-v0\", options: {fault: hang}, gym: {python: '%s'}}"
                .formatted(PythonEnvs.python(python, folder)));
    try {
      awaitEpisodes(training, 0);
      send("INT", training.toHandle());
      Path err = folder.resolve("err");
      for (int i = 0; i < 3_000 && !Files.readString(err).contains("Stopping"); i++) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      send("INT", training.toHandle());
      assertThat(training.waitFor(3, TimeUnit.SECONDS)).isTrue();
      assertThat(training.exitValue()).isEqualTo(130);
      assertThat(err).content().contains("Stopping with a checkpoint").doesNotContain("truncated");
    } finally {
      training.destroyForcibly();
    }
  }

  @Test
  void train_terminatedWhileItsEnvironmentIsMade_saysHowToBegin(Python python) throws Exception {
    String silent = PythonEnvs.script(folder.resolve("silent"), "exec sleep 100");
    Process training =
        train(python, "{id: \"gym:CartPole-v1\", gym: {python: '%s'}}".formatted(silent));
    try {
      long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      while (training.descendants().findAny().isEmpty() && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      end(training, "TERM");
      assertThat(folder.resolve("err"))
          .content()
          .startsWith(
              "rein4j: Stopped by a request to end (SIGTERM) before the first step. This command starts it:"
                  + " rein4j train --resume "
                  + folder.resolve("runs"));
    } finally {
      training.destroyForcibly();
    }
  }
}
