package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.LaunchingConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A run that a signal ends while it is made: in a JVM whose main thread a debugger holds where the
 * signal comes.
 */
@Tag("processes")
@EnabledOnOs({OS.LINUX, OS.MAC})
class StartSignalTest {

  private static final String CONFIG =
      """
      name: early
      env: {id: CartPole-v1}
      agent: {type: ppo, network: {hidden: [8]}, rollout-steps: 32}
      training: {steps: %s}
      evaluation: {every: 100_000_000, episodes: 1}
      """;

  @TempDir Path temporary;

  /** Starts the program, whose runs folder is one of this test, and holds it at its first step. */
  private VirtualMachine launch(String args) throws Exception {
    LaunchingConnector connector = Bootstrap.virtualMachineManager().defaultConnector();
    Map<String, Connector.Argument> arguments = connector.defaultArguments();
    Objects.requireNonNull(arguments.get("options"))
        .setValue(
            "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Drein4j.home=\"%s\" -cp \"%s\""
                .formatted(temporary, System.getProperty("java.class.path")));
    Objects.requireNonNull(arguments.get("main")).setValue(Main.class.getName() + " " + args);
    return connector.launch(arguments);
  }

  /** Lets the program go on until it calls a method for the given time. */
  private static ThreadReference holdAt(VirtualMachine vm, String type, String method, int time)
      throws InterruptedException {
    ClassPrepareRequest prepared = vm.eventRequestManager().createClassPrepareRequest();
    prepared.addClassFilter(type);
    prepared.enable();
    vm.resume();
    while (true) {
      EventSet events = vm.eventQueue().remove(TimeUnit.MINUTES.toMillis(1));
      assertThat(events).as("%s.%s is called".formatted(type, method)).isNotNull();
      for (Event event : events) {
        if (event instanceof ClassPrepareEvent prepare) {
          stopAt(prepare.referenceType(), method, time);
        } else if (event instanceof BreakpointEvent hit) {
          return hit.thread();
        }
      }
      events.resume();
    }
  }

  private static void stopAt(ReferenceType type, String method, int time) {
    for (Method each : type.methodsByName(method)) {
      if (!each.isAbstract() && !each.isSynthetic()) {
        BreakpointRequest stop =
            type.virtualMachine().eventRequestManager().createBreakpointRequest(each.location());
        stop.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        stop.addCountFilter(time);
        stop.enable();
      }
    }
  }

  private static CompletableFuture<String> text(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Runs the program, and sends it SIGTERM where it is held. */
  private Program terminated(String args, String type, String method, int time) throws Exception {
    VirtualMachine vm = launch(args);
    Process process = vm.process();
    try {
      CompletableFuture<String> out = text(process.getInputStream());
      CompletableFuture<String> err = text(process.getErrorStream());
      ThreadReference held = holdAt(vm, type, method, time);
      vm.eventRequestManager().deleteAllBreakpoints();
      new ProcessBuilder("kill", "-TERM", "" + process.pid()).start().waitFor();
      if (!process.waitFor(1, TimeUnit.SECONDS)) {
        goOn(held);
      }
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return new Program(process.exitValue(), out.join(), err.join());
    } finally {
      process.destroyForcibly();
    }
  }

  private static void goOn(ThreadReference held) {
    try {
      held.resume();
    } catch (VMDisconnectedException e) {
      // It has ended just now.
    }
  }

  private List<Path> runs() throws IOException {
    Path runs = temporary.resolve("runs");
    if (!Files.exists(runs)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(runs)) {
      return files.toList();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "io.rein4j.train.RunFolder, create, 1",
    "io.rein4j.files.Folders, makeNew, 2",
    "io.rein4j.train.Provenance, gather, 1",
    "io.rein4j.train.RunConfigs, toYaml, 1",
  })
  void train_terminatedBeforeItsConfigIsWritten_saysSoAndLeavesNothing(
      String type, String method, int time) throws Exception {
    Path config = Files.writeString(temporary.resolve("c.yaml"), CONFIG.formatted(100_000_000));
    Program program = terminated("train " + config, type, method, time);
    assertThat(program)
        .isEqualTo(
            new Program(
                143,
                "",
                "rein4j: Stopped by a request to end (SIGTERM) before the first step. The same"
                    + " command starts it again.\n"));
    assertThat(temporary.resolve("runs")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "io.rein4j.train.Trainer, <init>, 1",
    "io.rein4j.record.RecordedRun, note, 1",
    "io.rein4j.cli.ConsoleListener, <init>, 1",
    "io.rein4j.train.RunFolder, becomeLatest, 1",
    "io.rein4j.env.SyncVectorEnv, step, 1",
  })
  void train_terminatedWithItsConfig_leavesARunThatItSaysHowToGoOnWith(
      String type, String method, int time) throws Exception {
    Path config = Files.writeString(temporary.resolve("c.yaml"), CONFIG.formatted(100_000_000));
    Program program = terminated("train " + config, type, method, time);
    assertThat(program.exit()).as(program.err()).isEqualTo(143);
    assertThat(program.err()).startsWith("rein4j: Stopp").contains("a request to end (SIGTERM)");
    List<Path> runs = runs().stream().filter(Files::isDirectory).toList();
    Path run = runs.get(0).toRealPath();
    assertThat(program.out() + program.err())
        .contains("rein4j train --resume " + temporary.resolve("runs"));
    assertThat(RunFolder.open(run).config()).exists();
    Path latest = temporary.resolve("runs/latest");
    if (Files.exists(latest, LinkOption.NOFOLLOW_LINKS)) {
      assertThat(latest.toRealPath()).isEqualTo(run);
    }
  }

  @Test
  void train_terminatedBeforeItHasItsWeights_saysSoAndLeavesNothing() throws Exception {
    Path config = Files.writeString(temporary.resolve("c.yaml"), CONFIG.formatted(32));
    Path others = temporary.resolve("others");
    assertThat(Program.run("train", config, "--out", others).exit()).isZero();
    Path other;
    try (Stream<Path> files = Files.list(others)) {
      other = files.findFirst().orElseThrow();
    }
    Program program =
        terminated(
            "train %s --init-from %s".formatted(config, other),
            "io.rein4j.train.Checkpoints",
            "startFrom",
            1);
    assertThat(program)
        .isEqualTo(
            new Program(
                143,
                "",
                "rein4j: Stopped by a request to end (SIGTERM) before the first step. The same"
                    + " command starts it again.\n"));
    assertThat(temporary.resolve("runs")).doesNotExist();
  }
}
