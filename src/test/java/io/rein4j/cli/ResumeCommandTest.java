package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.catalog.Catalog;
import io.rein4j.record.JsonFiles;
import io.rein4j.record.RecordedRun;
import io.rein4j.record.RunData;
import io.rein4j.train.RunFolder;
import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be changed when a run goes on is said by an option; anything else is refused. */
@Tag("processes")
class ResumeCommandTest {

  @TempDir Path temporary;
  private Path runs;

  @BeforeEach
  void folder() {
    runs = temporary.resolve("runs");
  }

  private Path train(String yaml, String... sets) throws IOException {
    Path config = Files.writeString(temporary.resolve("config.yaml"), yaml);
    List<Object> args = new ArrayList<>(List.of("train", config, "--out", runs));
    for (String set : sets) {
      args.addAll(set.startsWith("--") ? List.of(set.split(" ", 2)) : List.of("--set", set));
    }
    List<Path> before = folders();
    Program program = Program.run(args.toArray());
    assertThat(program.err()).isEmpty();
    assertThat(program.exit()).isZero();
    List<Path> after = new ArrayList<>(folders());
    after.removeAll(before);
    assertThat(after).hasSize(1);
    return after.get(0);
  }

  private List<Path> folders() throws IOException {
    if (!Files.exists(runs)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(runs)) {
      return folders.toList();
    }
  }

  private static Program resume(Path run, String... sets) {
    List<Object> args = new ArrayList<>(List.of("train", "--resume", run));
    Arrays.stream(sets).forEach(set -> args.addAll(List.of("--set", set)));
    return Program.run(args.toArray());
  }

  private static Program resumed(Path run, String... sets) {
    Program program = resume(run, sets);
    assertThat(program.err()).isEmpty();
    assertThat(program.exit()).isZero();
    return program;
  }

  private static Map<String, byte[]> bytes(Path run) throws IOException {
    Map<String, byte[]> bytes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes.put(run.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return bytes;
  }

  private static void assertRefused(
      Path run, Program program, Map<String, byte[]> before, String... parts) throws IOException {
    assertThat(program.exit()).as(program.err()).isEqualTo(2);
    assertThat(program.err()).startsWith("rein4j: ").contains(parts).doesNotContain("\tat ");
    Map<String, byte[]> now = bytes(run);
    assertThat(now.keySet()).isEqualTo(before.keySet());
    before.forEach((file, content) -> assertThat(now.get(file)).as(file).isEqualTo(content));
  }

  @Test
  void resume_onAnotherKernelOfOpenBlas_isWrittenDownAndSaysSo() throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=500");
    Path provenance = run.resolve("provenance.json");
    JsonNode kernel = JsonFiles.read(provenance).at("/blas/kernel");
    Files.writeString(
        provenance,
        Files.readString(provenance)
            .replaceFirst("\"kernel\" : \"[^\"]*\"", "\"kernel\" : \"Other\""));

    assertThat(resume(run, "training.steps=1_000").err())
        .contains("was trained with the kernel Other of OpenBLAS, and this is " + kernel.asText());
    assertThat(RunData.of(RunFolder.open(run)).provenance().blasKernels())
        .containsExactly("Other", kernel.asText());
    assertThat(JsonFiles.read(provenance).at("/stretches/1/blas/kernel")).isEqualTo(kernel);
  }

  @Test
  void resume_finishedRunGivenMoreSteps_isExtendedAndSaysSo() throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=500");
    String began = Files.readString(run.resolve("config.yaml"));
    Program extended = resumed(run, "training.steps=1_000");
    assertThat(extended.out()).contains("Continuing from step 501 of 1,000.");
    JsonNode summary = JsonFiles.read(run.resolve("summary.json"));
    assertThat(summary.get("steps").asLong()).isEqualTo(1002);
    assertThat(Files.readString(run.resolve("config.yaml")))
        .isEqualTo(
            """
            # Extended at step 501 to 1,000 steps.
            # Below is what the run began with; provenance.json lists its stretches.
            """
                + began);
    JsonNode stretches = JsonFiles.read(run.resolve("provenance.json")).get("stretches");
    assertThat(stretches).hasSize(2);
    assertThat(stretches.get(0).get("from_step").asLong()).isZero();
    assertThat(stretches.get(0).get("to_step").asLong()).isEqualTo(500);
    assertThat(stretches.get(1).get("from_step").asLong()).isEqualTo(501);
    assertThat(stretches.get(1).get("to_step").asLong()).isEqualTo(1000);
    assertThat(stretches.get(1).get("command_line").toString()).contains("training.steps=1_000");
    assertThat(stretches.get(1).get("rein4j").asText()).isNotEmpty();
    assertThat(Instant.parse(stretches.get(1).get("began").asText()))
        .isBeforeOrEqualTo(Instant.now());

    String sentence = "Extended at step 501 to 1,000 steps.";
    assertThat(Files.readString(run.resolve("report.html"))).contains(sentence);
    assertThat(Program.run("eval", run, "--episodes", 2).out()).startsWith(sentence);
    assertThat(Program.run("eval", run, "--episodes", 2, "--json").out())
        .contains("\"extended_at\":[501]");

    assertThat(resumed(run).out()).contains("has finished");
    assertThat(resumed(run, "training.steps=1000").out()).contains("has finished");
    Map<String, byte[]> before = bytes(run);
    assertRefused(run, resume(run, "training.steps=999"), before, "can be extended, but not cut");
    assertRefused(run, resume(run, "agent.gamma=0.5"), before, "agent.gamma");
    assertRefused(run, resume(run, "training.steps=1001"), before, "has taken 1,002 steps already");
    resumed(run, "training.steps=1200");
    assertThat(Files.readString(run.resolve("config.yaml")))
        .startsWith(
            "# Extended at step 501 to 1,000 steps.\n# Extended at step 1,002 to 1,200 steps.\n");
  }

  /** Without a schedule nothing depends on how many steps there are to be. */
  @Test
  void resume_extendedWhereARolloutEnds_endsAsARunOfThatLength() throws IOException {
    Path whole = train(SmallRuns.PPO, "training.steps=2048");
    Path extended = train(SmallRuns.PPO, "training.steps=1024");
    resumed(extended, "training.steps=2048");
    assertThat(extended.resolve("episodes.csv"))
        .hasSameBinaryContentAs(whole.resolve("episodes.csv"));
    assertThat(extended.resolve("updates.csv"))
        .hasSameBinaryContentAs(whole.resolve("updates.csv"));
    assertThat(SmallRuns.agentState(extended)).isEqualTo(SmallRuns.agentState(whole));
  }

  @Test
  void resume_extended_schedulesGoOnWithTheNewNumberOfSteps() throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=400");
    resumed(run, "training.steps=2000");
    List<JsonNode> points = Metrics.read(run, "training");
    for (JsonNode point : points) {
      double step = point.get("step").asDouble();
      double total = step <= 402 ? 400 : 2000;
      double expected = 1 - 0.9 * Math.min(1, step / (0.5 * total));
      assertThat(point.get("exploration_rate").asDouble())
          .as("step %s", step)
          .isCloseTo(expected, org.assertj.core.data.Offset.offset(0.01));
    }
    assertThat(points).hasSizeGreaterThan(15);
  }

  @Test
  void resume_extensionThatWasKilledBeforeItsFirstCheckpoint_goesOnToTheSameEnd()
      throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=500");
    Path killed = temporary.resolve("killed");
    copy(run, killed);
    resumed(run, "training.steps=1000");
    for (String file : List.of("provenance.json", "config.yaml")) {
      Files.write(killed.resolve(file), Files.readAllBytes(run.resolve(file)));
    }
    Files.delete(killed.resolve("summary.json"));
    assertThat(resumed(killed).out()).contains("Continuing from step 501 of 1,000.");
    assertThat(killed.resolve("episodes.csv")).hasSameBinaryContentAs(run.resolve("episodes.csv"));
    assertThat(SmallRuns.agentState(killed)).isEqualTo(SmallRuns.agentState(run));
    Files.delete(killed.resolve("summary.json"));
    resumed(killed);
    assertThat(killed.resolve("episodes.csv")).hasSameBinaryContentAs(run.resolve("episodes.csv"));
    // The number alone does not stand in config.yaml.
    Files.delete(killed.resolve("provenance.json"));
    Files.delete(killed.resolve("summary.json"));
    assertRefused(killed, resume(killed), bytes(killed), "was to take 1000 steps", "says 500");
  }

  /** What is written first says that the run is to take more steps; its old end is none then. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void resume_extensionThatWasKilledWhileItWasWrittenDown_goesOnToTheSameEnd(boolean summary)
      throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=500");
    Path killed = temporary.resolve("killed");
    copy(run, killed);
    resumed(run, "training.steps=1000");
    Files.write(
        killed.resolve("provenance.json"), Files.readAllBytes(run.resolve("provenance.json")));
    if (!summary) {
      Files.delete(killed.resolve("summary.json"));
    }
    assertThat(Program.run("report", killed).exit()).isZero();
    assertThat(Files.readString(killed.resolve("report.html"))).contains("has not finished");
    assertThat(resumed(killed).out()).contains("Continuing from step 501 of 1,000.");
    for (String file : List.of("config.yaml", "episodes.csv", "updates.csv")) {
      assertThat(killed.resolve(file)).hasSameBinaryContentAs(run.resolve(file));
    }
  }

  @Test
  void resume_extensionFromAnOlderCheckpoint_isNoFinishedRunOnceItsRecordIsCut()
      throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=500");
    RunFolder folder = RunFolder.open(run);
    long older = damageTheNewest(folder);
    Files.delete(folder.events(0));
    Map<String, byte[]> before = bytes(run);
    assertRefused(run, resume(run, "training.steps=501"), before, "has taken 501 steps");

    Consumer<String> killer =
        notice -> {
          if (notice.contains("TensorBoard")) {
            throw new IllegalStateException("killed");
          }
        };
    assertThatThrownBy(
            () ->
                RecordedRun.resume(
                    Catalog.standard(),
                    folder,
                    List.of("training.steps=1000"),
                    List.of("train"),
                    killer))
        .hasMessage("killed");

    assertThat(RecordedRun.isLeft(Catalog.standard(), folder, List.of())).isTrue();
    assertThat(resume(run).out()).contains("Continuing from step %s of 1,000.".formatted(older));
    assertThat(JsonFiles.read(folder.summary()).get("steps").asLong()).isEqualTo(1002);
  }

  @Test
  void resume_fromBeforeItsLastStretch_saysWhereItReallyWentOn() throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=500");
    Path killed = temporary.resolve("killed");
    copy(run, killed);
    resumed(run, "training.steps=1000");
    for (String file : List.of("provenance.json", "config.yaml")) {
      Files.write(killed.resolve(file), Files.readAllBytes(run.resolve(file)));
    }
    Files.delete(killed.resolve("summary.json"));
    long older = damageTheNewest(RunFolder.open(killed));

    assertThat(resume(killed).exit()).isZero();

    JsonNode stretches = JsonFiles.read(killed.resolve("provenance.json")).get("stretches");
    assertThat(stretches).hasSize(2);
    assertThat(stretches.get(1).get("from_step").asLong()).isEqualTo(older);
    assertThat(stretches.get(1).get("to_step").asLong()).isEqualTo(1000);
    assertThat(Files.readString(killed.resolve("config.yaml")))
        .startsWith("# Extended at step %s to 1,000 steps.\n# Below".formatted(older));
  }

  /** Damages a run's newest checkpoint, and returns the step of the one before. */
  private static long damageTheNewest(RunFolder folder) throws IOException {
    List<Path> checkpoints = folder.checkpointsNewestFirst();
    Files.write(checkpoints.get(0), new byte[] {1});
    String name = checkpoints.get(1).getFileName().toString();
    return Long.parseLong(name.substring(0, name.indexOf('.')));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "agent.gamma=0.5",
        "seed=2",
        "env.id=CartPole-v0",
        "agent.clipping.rules=[]",
        "evaluation.every=7",
        "agent.replay.capacity=301"
      })
  void resume_setThatChangesNumbers_isRefused(String set) throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=300");
    Files.delete(run.resolve("summary.json"));
    assertRefused(
        run,
        resume(run, set),
        bytes(run),
        "resumes with the settings that its numbers depend on: "
            + set.substring(0, set.indexOf('=')),
        "larger training.steps",
        "training.log-every");
  }

  @Test
  void resume_setThatChangesNoNumber_isTakenAndChangesNone() throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=300");
    byte[] config = Files.readAllBytes(run.resolve("config.yaml"));
    byte[] episodes = Files.readAllBytes(run.resolve("episodes.csv"));
    Files.delete(run.resolve("summary.json"));
    resumed(run, "checkpoint.every=1", "training.log-every=13", "checkpoint.keep=1");
    assertThat(run.resolve("config.yaml")).hasBinaryContent(config);
    assertThat(run.resolve("episodes.csv")).hasBinaryContent(episodes);
  }

  @Test
  void resume_finishedRunWhoseRecordWasCut_saysWhichFile() throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=300");
    for (String file : List.of("episodes.csv", "updates.csv", "metrics.jsonl")) {
      byte[] content = Files.readAllBytes(run.resolve(file));
      Files.write(run.resolve(file), Arrays.copyOf(content, content.length - 10));
      assertRefused(
          run,
          resume(run),
          bytes(run),
          "'%s' is shorter than the %s bytes that it had when the run ended."
              .formatted(run.resolve(file), content.length),
          "Without summary.json, the run counts as unfinished");
      Files.write(run.resolve(file), content);
    }
    assertThat(resumed(run).out()).contains("nothing left to do");
  }

  @Test
  void resume_finishedRunWhoseConfigAsksForMoreSteps_saysHowARunIsExtended() throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=300");
    Path config = run.resolve("config.yaml");
    Files.writeString(config, Files.readString(config).replace("steps: 300", "steps: 5000"));

    assertRefused(
        run,
        resume(run),
        bytes(run),
        "has finished with 300 steps, but its config.yaml now says 5,000.",
        "Give it back what it had; '--resume RUN --set training.steps=N' extends a run.");
    assertRefused(run, resume(run, "training.steps=5000"), bytes(run), "config.yaml now says");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"x\"|'stretches' should be a list with at least one stretch, but is \"x\".",
        "[]|'stretches' should be a list with at least one stretch, but is [].",
        "[3]|'stretches', 1: it should be an object, but is 3.",
        "[{}]|'stretches', 1: 'from_step' should be 0, but is missing.",
        "[{from: 0, to: -5}]|'to_step' should be a whole number, 1 or larger, but is -5.",
        "[{from: 0, to: \"a\"}]|'to_step' should be a whole number, 1 or larger, but is \"a\".",
        "[{from: 0, to: 1e300}]|'to_step' should be a whole number, 1 or larger, but is 1",
        "[{from: 7, to: 500}]|'stretches', 1: 'from_step' should be 0, but is 7.",
        "[{from: 0, to: 500}, {from: 501}]|'stretches', 2: 'to_step' should be a whole number, 500"
            + " or larger, but is missing.",
        "[{from: 0, to: 500}, {from: 501, to: 400}]|'stretches', 2: 'to_step' should be a whole"
            + " number, 500 or larger, but is 400.",
        "[{from: 0, to: 500}, {from: -1, to: 1000}]|'stretches', 2: 'from_step' should be a whole"
            + " number, 0 or larger, but is -1.",
        "[{from: 0, to: 500}, {from: 501, to: 900}]|but 'stretches' in its provenance.json now says"
            + " 500 and 900.",
        "[{from: 0, to: 700}, {from: 501, to: 1500}]|but 'stretches' in its provenance.json now"
            + " says 700 and 1500.",
      })
  void resume_damagedStretches_areToldOfWithTheirPlace(String stretches, String sentence)
      throws IOException {
    Path run = extended();
    Path provenance = run.resolve("provenance.json");
    String damaged = stretches.replace("from:", "\"from_step\":").replace("to:", "\"to_step\":");
    Files.writeString(
        provenance,
        Files.readString(provenance).replaceFirst("(?s)\"stretches\" : .*", "")
            + "\"stretches\" : "
            + damaged
            + "}");
    if (sentence.startsWith("but")) {
      Files.deleteIfExists(run.resolve("summary.json"));
    }

    assertRefused(run, resume(run), bytes(run), "provenance.json", sentence);
    assertThat(resume(run).err()).doesNotContain("--set training.steps=-", "config.yaml");
    if (!sentence.startsWith("but")) {
      Program report = Program.run("report", run);
      assertThat(report.exit()).isEqualTo(2);
      assertThat(report.err()).containsOnlyOnce(sentence);
      assertThat(Program.run("eval", run, "--episodes", 1).err()).contains(sentence);
    }
  }

  private Path extended() throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=500");
    resumed(run, "training.steps=1000");
    return run;
  }

  @Test
  void resume_emptySummary_isNoEnd() throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=300");
    byte[] summary = Files.readAllBytes(run.resolve("summary.json"));
    Files.write(run.resolve("summary.json"), new byte[0]);
    assertThat(resumed(run).out()).contains("Continuing from step 300 of 300.");
    assertThat(JsonFiles.read(run.resolve("summary.json")).get("steps").asLong()).isEqualTo(300);
    Files.write(run.resolve("summary.json"), new byte[0]);
    assertThat(Program.run("report", run).exit()).isZero();
    for (String garbage :
        List.of(
            "{",
            "[]",
            "{}",
            "\0\0\0",
            new String(summary, java.nio.charset.StandardCharsets.UTF_8) + "{}")) {
      Files.writeString(run.resolve("summary.json"), garbage);
      for (Program program : List.of(resume(run), Program.run("report", run))) {
        assertThat(program.exit()).as(program.err()).isEqualTo(2);
        assertThat(program.err())
            .startsWith("rein4j: ")
            .contains("summary.json")
            .doesNotContain("jackson", "FAIL_ON", "defect");
      }
    }
  }

  @Test
  void report_garbageInTheFolder_isWrongInput() throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=300");
    for (String file : List.of("provenance.json", "metrics.jsonl", "episodes.csv")) {
      byte[] content = Files.readAllBytes(run.resolve(file));
      Files.writeString(run.resolve(file), "a,b\n1\n");
      Program program = Program.run("report", run);
      assertThat(program.exit()).as(program.err()).isEqualTo(2);
      assertThat(program.err())
          .startsWith("rein4j: ")
          .contains(file, "The page shows what is whole: " + run.resolve("report.html"))
          .doesNotContain("defect");
      assertThat(run.resolve("report.html"))
          .content()
          .contains("This page shows only what is intact.", "data-plot=\"gradient-norm\"");
      Files.delete(run.resolve(file));
      Files.createDirectory(run.resolve(file));
      assertWrongInput(
          Program.run("report", run),
          file,
          file.equals("provenance.json") ? "It is a folder." : "and no file of the run.");
      Files.delete(run.resolve(file));
      Files.createSymbolicLink(run.resolve(file), Path.of(file));
      // A link to nowhere is as no file, and the page needs none but the record.
      assertThat(Program.run("report", run).exit())
          .as(file)
          .isEqualTo(file.equals("provenance.json") ? 0 : 2);
      Files.delete(run.resolve(file));
      Files.write(run.resolve(file), content);
    }
    Files.write(run.resolve("config.yaml"), new byte[] {(byte) 0xff});
    assertWrongInput(Program.run("report", run), "config.yaml:1:1: this is not a text in UTF-8");
    Files.writeString(run.resolve("config.yaml"), "agent: [");
    assertWrongInput(Program.run("report", run), "config.yaml:1:");
  }

  /** The evaluation's returns fit into this heap, but not what is made of them. */
  @Test
  void train_memoryThatRunsOutBehindACheckpoint_tellsTheCommandThatGoesOn() throws Exception {
    Path config =
        Files.writeString(
            temporary.resolve("config.yaml"),
            """
            name: large
            env: {id: CartPole-v1}
            agent: {type: dqn, network: {hidden: [4]}, replay: {capacity: 100, warmup: 100}}
            training: {steps: 400}
            evaluation: {every: 300, episodes: 300_000, max-episode-steps: 1}
            checkpoint: {every: 100}
            """);
    List<String> command = Program.command("train", config, "--out", runs);
    command.add(1, "-Xmx22m");
    Path err = temporary.resolve("err.txt");
    Process process = Program.start(command, err.toFile());
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    Path run = folders().get(0);
    assertThat(Files.readString(err))
        .contains("of memory that Java may use are not enough for this: give it more")
        .endsWith(
            "This command resumes it from the newest checkpoint: rein4j train --resume %s\n"
                .formatted(run));
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(resume(run).exit()).isZero();
  }

  @Test
  void report_tablesOfAChangedRecord_givesTheAdviceOfThePage() throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=300");
    Path episodes = run.resolve("episodes.csv");
    Files.writeString(episodes, Files.readString(episodes).replaceFirst("\\n.*\\n", "\n"));
    for (String[] format : new String[][] {{}, {"--format", "csv"}}) {
      List<Object> args = new ArrayList<>(List.of("report", run));
      args.addAll(List.of(format));
      Program program = Program.run(args.toArray());
      assertThat(program.exit()).as(program.err()).isEqualTo(2);
      assertThat(program.err())
          .contains(episodes.toString())
          .contains(
              "Without summary.json, the run counts as unfinished, and '--resume' continues from"
                  + " the newest checkpoint that its record fits.");
    }
    assertThat(run.resolve("tables")).doesNotExist();
  }

  private static void assertWrongInput(Program program, String... parts) {
    assertThat(program.exit()).as(program.err()).isEqualTo(2);
    assertThat(program.err()).startsWith("rein4j: ").contains(parts).doesNotContain("jackson");
  }

  @Test
  void resume_lockThatIsAFolder_isWrongInput() throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=300");
    Files.delete(run.resolve("run.lock"));
    Files.createDirectory(run.resolve("run.lock"));
    Program program = resume(run);
    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.err()).startsWith("rein4j: Cannot make the lock ").contains("run.lock");
  }

  @Test
  void train_intoTheDefaultFolder_leavesALinkThatGoesOnWithTheNewestRun() throws IOException {
    Path config = Files.writeString(temporary.resolve("config.yaml"), SmallRuns.DQN);
    System.setProperty("rein4j.home", temporary.toString());
    try {
      assertThat(Program.run("train", config, "--set", "training.steps=100").exit()).isZero();
      assertThat(Program.run("train", config, "--set", "training.steps=130").exit()).isZero();
    } finally {
      System.clearProperty("rein4j.home");
    }
    Path latest = runs.resolve("latest");
    assertThat(resumed(latest, "training.steps=200").out()).contains("Continuing from step 132 of");
    assertThat(folders()).hasSize(3);
  }

  @Test
  void resume_checkpointThatIsAFolder_isRefusedBeforeAnythingIsDone() throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=300");
    Files.delete(run.resolve("summary.json"));
    Path newest = RunFolder.open(run).checkpointsNewestFirst().get(0);
    Files.delete(newest);
    Files.createDirectory(newest);
    Map<String, byte[]> before = bytes(run);
    assertRefused(run, resume(run), before, newest + "' is a folder");
  }

  @Test
  void resume_runFolderThatIsALink_goesOn() throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=300");
    Files.delete(run.resolve("summary.json"));
    Path latest = Files.createSymbolicLink(runs.resolve("latest"), run.getFileName());
    assertThat(resumed(latest).out()).contains("Continuing from step 300 of 300.");
    assertThat(run.resolve("summary.json")).exists();
    assertThat(latest).isSymbolicLink();
  }

  @Test
  void resumeAndReport_foldersThatAreLinks_areRefused() throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=300");
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    Files.createSymbolicLink(run.resolve("figures"), outside);
    Files.delete(run.resolve("report.html"));
    Program report = Program.run("report", run);
    assertThat(report.exit()).isEqualTo(2);
    assertThat(report.err())
        .contains("figures' must be a folder of its own, but is a link to '" + outside + "'.");
    assertThat(outside).isEmptyDirectory();
    assertThat(run.resolve("report.html")).doesNotExist();

    Files.delete(outside);
    Files.move(run.resolve("checkpoints"), outside);
    Files.createSymbolicLink(run.resolve("checkpoints"), outside);
    Files.delete(run.resolve("summary.json"));
    Map<String, byte[]> before = bytes(outside);
    assertRefused(outside, resume(run), before, "checkpoints' must be a folder of its own");
  }

  @Test
  void resume_finishedRunWithoutItsPage_writesThePage() throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=300");
    Path page = run.resolve("report.html");
    byte[] written = Files.readAllBytes(page);
    String nothing = "The run in '%s' has finished; there is nothing left to do.%n".formatted(run);
    String left =
        "The run in '%s' has finished; only its page is left to write.%nPage: %s%n"
            .formatted(run, page);
    assertThat(resume(run).out()).isEqualTo(nothing);

    Files.delete(page);
    assertThat(resume(run).out()).isEqualTo(left);
    assertThat(page).hasBinaryContent(written);
    // That of a run that was extended since, and stopped before it had another.
    Files.writeString(page, "the old page");
    Files.setLastModifiedTime(
        page,
        FileTime.from(
            Files.getLastModifiedTime(run.resolve("summary.json")).toInstant().minusSeconds(9)));
    assertThat(resume(run).out()).isEqualTo(left);
    assertThat(page).hasBinaryContent(written);
    assertThat(resume(run).out()).isEqualTo(nothing);

    Files.delete(page);
    Files.createDirectories(page.resolve("mine"));
    Program failed = resume(run);
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.err())
        .startsWith("rein4j: Cannot write %s: ".formatted(page))
        .contains("This command writes its page: rein4j report %s".formatted(run));

    Files.delete(page.resolve("mine"));
    Files.delete(page);
    Files.write(run.resolve("episodes.csv"), new byte[] {1}, StandardOpenOption.APPEND);
    Program changed = resume(run);
    assertThat(changed.exit()).isEqualTo(2);
    assertThat(changed.err()).contains("episodes.csv' is longer", "Without summary.json, the run");
    assertThat(page).doesNotExist();
  }

  @Test
  void report_fileWhereFiguresBelong_isWrongInputAndWritesNothing() throws IOException {
    Path run = train(SmallRuns.DQN, "training.steps=300");
    Files.writeString(run.resolve("figures"), "mine");
    Map<String, byte[]> before = bytes(run);
    assertRefused(run, Program.run("report", run), before, "Cannot make the folder ", "figures");
  }

  /** The JDK's own modules lie in a file system that nobody may write to, not even root. */
  @Test
  void report_readOnlyFolder_isWrongInput() {
    Path folder = Path.of(URI.create("jrt:/java.base"));
    assertThatThrownBy(() -> Reports.write(Catalog.standard(), folder, sentence -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot write the report into '%s': Permission denied.", folder);
  }

  private Path unwritten(String name) throws IOException {
    Path folder = runs.resolve(name);
    Files.createDirectories(folder.resolve("checkpoints"));
    Files.createFile(folder.resolve("run.lock"));
    return folder;
  }

  @Test
  void resume_runThatWasKilledBeforeItsConfigWasWritten_isToldAndSwept() throws IOException {
    Path folder = unwritten("small-dqn-1-20260101T000000");
    Program program = resume(folder);
    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.err())
        .contains("was stopped before its config was written", "has been removed");
    assertThat(folder).doesNotExist();
    Path other = unwritten("small-dqn-1-20260101T000000");
    Files.writeString(other.resolve("notes.txt"), "mine");
    assertThat(resume(other).err()).contains("is not a run folder");
    assertThat(other.resolve("notes.txt")).exists();
  }

  @Test
  void train_besideRunsThatWereKilledBeforeTheirConfigWasWritten_sweepsThem() throws IOException {
    Path old = unwritten("small-dqn-1-20260101T000000");
    Path young = unwritten("small-dqn-1-20260101T000000-2");
    Path foreign = unwritten("mine");
    for (Path folder : List.of(old, foreign)) {
      Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minusSeconds(300)));
    }
    Path config = Files.writeString(temporary.resolve("config.yaml"), SmallRuns.DQN);
    Program program = Program.run("train", config, "--out", runs, "--set", "training.steps=100");
    assertThat(program.exit()).isZero();
    assertThat(program.err())
        .isEqualToNormalizingNewlines(
            "rein4j: Removed '%s': the run there was stopped before its config was written.\n"
                .formatted(old));
    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertThat(foreign).exists();
  }

  @Test
  void train_emptyOut_isRefused() throws IOException {
    Path config = Files.writeString(temporary.resolve("config.yaml"), SmallRuns.DQN);
    Program program = Program.run("train", config, "--out", "");
    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.err()).contains("--out").contains("none is given");
  }

  @Test
  void train_initFromAnotherRun_startsWithItsWeightsAndSaysSo() throws IOException {
    Path first = train(SmallRuns.PPO, "training.steps=512", "evaluation.max-episode-steps=500");
    Path second =
        train(
            SmallRuns.PPO,
            "training.steps=256",
            "agent.optimizer.learning-rate=1e-30",
            "seed=7",
            "evaluation.max-episode-steps=500",
            "--init-from " + first);
    assertThat(Program.run("eval", second, "--episodes", 5, "--seed", 3, "--json").out())
        .contains(returns(first));
    JsonNode origin = JsonFiles.read(second.resolve("provenance.json")).get("init_from");
    assertThat(origin.get("run").asText()).isEqualTo(first.toString());
    assertThat(origin.get("checkpoint").asText()).isEqualTo("000000000512.ckpt");
    assertThat(origin.get("step").asLong()).isEqualTo(512);
    assertThat(Files.readString(second.resolve("config.yaml")))
        .startsWith("# Started from the weights of another run: provenance.json says which.\n");
    assertThat(Files.readString(second.resolve("report.html")))
        .contains("It started from the weights of '" + first + "' at step 512.");

    Path config = temporary.resolve("config.yaml");
    Program other =
        Program.run(
            "train",
            config,
            "--out",
            runs,
            "--init-from",
            first,
            "--set",
            "agent.network.hidden=[17]");
    assertThat(other.exit()).isEqualTo(2);
    assertThat(other.err())
        .contains(
            "Block 0 of its parameters is 'actor/dense0/weight' of the shape [4, 16], where this"
                + " agent has 'actor/dense0/weight' of the shape [4, 17].");
    assertThat(folders()).hasSize(2);
    assertThat(
            Program.run(
                    "train", config, "--out", runs, "--init-from", first, "--checkpoint", "best")
                .exit())
        .isZero();
    assertThat(Program.run("train", config, "--checkpoint", "best").err())
        .contains("'--init-from RUN'");
  }

  private static String returns(Path run) {
    String json = Program.run("eval", run, "--episodes", 5, "--seed", 3, "--json").out();
    int from = json.indexOf("\"returns\":");
    return json.substring(from, json.indexOf(']', from) + 1);
  }
}
