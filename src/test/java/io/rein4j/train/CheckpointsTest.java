package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.catalog.Catalog;
import io.rein4j.harness.Fuzz;
import io.rein4j.state.StateBytes;
import io.rein4j.state.Stateful;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A resume continues what was begun, or refuses and leaves every byte where it is. */
class CheckpointsTest {

  @TempDir Path temporary;

  /** A run that has finished but for its summary: more than one checkpoint, and a whole record. */
  private RunFolder run(String yaml, String... sets) throws IOException {
    RunConfig config = SmallRuns.config(temporary, yaml, sets);
    RunFolder folder = SmallRuns.folder(temporary, config);
    SmallRuns.train(config, folder);
    Files.delete(folder.summary());
    return folder;
  }

  private static Map<String, byte[]> bytes(RunFolder folder) throws IOException {
    Map<String, byte[]> bytes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder.root())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes.put(folder.root().relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return bytes;
  }

  private static void assertUnchanged(RunFolder folder, Map<String, byte[]> before)
      throws IOException {
    Map<String, byte[]> now = bytes(folder);
    assertThat(now.keySet()).isEqualTo(before.keySet());
    before.forEach((file, content) -> assertThat(now.get(file)).as(file).isEqualTo(content));
  }

  private static List<String> resume(RunFolder folder) throws IOException {
    List<String> warnings = new ArrayList<>();
    RunConfig config = RunConfigs.readResolved(Catalog.standard(), folder.config());
    try (Trainer trainer = new Trainer(Catalog.standard(), config, folder)) {
      Checkpoints.restore(trainer, folder, StepGoals.of(config), warnings::add).run();
    }
    return warnings;
  }

  private static void assertRefused(RunFolder folder, String... parts) throws IOException {
    Map<String, byte[]> before = bytes(folder);
    assertThatThrownBy(() -> resume(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts)
        .hasMessageEndingWith(".");
    assertUnchanged(folder, before);
  }

  private static void edit(RunFolder folder, String set) throws IOException {
    RunConfig edited = RunConfigs.read(Catalog.standard(), folder.config(), List.of(set));
    Files.writeString(folder.config(), RunConfigs.toYaml(edited));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          agent.gamma=0.5                       | agent.gamma was 0.99 and is now 0.5
          seed=2                                | seed was 1 and is now 2
          agent.clipping.rules.0.threshold=50   | agent.clipping.rules.0.threshold was 0.5 and is now 50
          agent.clipping.rules=[]               | agent.clipping.rules.0 is gone
          agent.epochs=1                        | agent.epochs was 2 and is now 1
          env.id=CartPole-v0                    | env.id was CartPole-v1 and is now CartPole-v0
          env.count=4                           | env.count was 8 and is now 4
          env.wrappers=[{type: reward-normalization}] | env.wrappers.0 is new
          evaluation.episodes=4                 | evaluation.episodes was 3 and is now 4
          training.steps=100                    | was to take 2000 steps, but its config.yaml now says 100
          training.steps=20000                  | was to take 2000 steps, but its config.yaml now says 20000
          agent.network.hidden=[17]             | agent.network.hidden.0 was 16 and is now 17
          """)
  void resume_settingEditedThatNumbersDependOn_isRefused(String set, String reason)
      throws IOException {
    RunFolder folder = run(SmallRuns.PPO);
    edit(folder, set);
    assertRefused(folder, reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"name=other", "training.log-every=7", "checkpoint.every=1", "checkpoint.keep=9"})
  void resume_settingEditedThatChangesNoNumber_goesOn(String set) throws IOException {
    RunFolder folder = run(SmallRuns.PPO);
    edit(folder, set);
    assertThat(resume(folder)).isEmpty();
  }

  @Test
  void resume_checkpointsRemoved_isRefusedAndKeepsTheRecord() throws IOException {
    RunFolder folder = run(SmallRuns.PPO);
    for (Path checkpoint : folder.checkpointsNewestFirst()) {
      Files.delete(checkpoint);
    }
    assertRefused(folder, "holds no checkpoint to resume from", "episodes.csv");
    Files.delete(folder.episodes());
    Files.delete(folder.updates());
    assertRefused(folder, "holds no checkpoint to resume from", "metrics.jsonl");
  }

  @Test
  void resume_recordEdited_isRefused() throws IOException {
    RunFolder folder = run(SmallRuns.PPO);
    String episodes = Files.readString(folder.episodes());
    int digit = episodes.indexOf("\n0,") + 1;
    Files.writeString(
        folder.episodes(), episodes.substring(0, digit) + '5' + episodes.substring(digit + 1));
    assertRefused(folder, "'" + folder.episodes() + "' was changed");
    Files.writeString(folder.episodes(), episodes.replace("\n", "\r\n"));
    assertRefused(folder, "'" + folder.episodes() + "' was changed");
    List<String> rows = new ArrayList<>(episodes.lines().toList());
    rows.remove(3);
    Files.writeString(folder.episodes(), String.join("\n", rows) + "\n");
    assertRefused(folder, "'" + folder.episodes() + "' is shorter");
    Files.writeString(folder.episodes(), episodes);
    Files.writeString(folder.metrics(), "");
    assertRefused(folder, "'" + folder.metrics() + "' is shorter");
    Files.delete(folder.metrics());
    assertRefused(folder, "'" + folder.metrics() + "' is gone");
  }

  @Test
  void resume_recordEditedBehindAnOlderCheckpoint_goesOnFromThatOneAndSaysSo() throws IOException {
    RunFolder folder = run(SmallRuns.PPO, "checkpoint.every=600", "checkpoint.keep=2");
    List<Path> checkpoints = folder.checkpointsNewestFirst();
    assertThat(checkpoints).hasSize(2);
    byte[] episodes = Files.readAllBytes(folder.episodes());
    byte[] edited = episodes.clone();
    edited[edited.length - 2] ^= 1;
    Files.write(folder.episodes(), edited);
    assertThat(resume(folder))
        .containsExactly(
            "'%s' was changed: its first %s bytes are not those that it had at the checkpoint (%s). '%s' is used instead."
                .formatted(
                    folder.episodes(),
                    edited.length,
                    checkpoints.get(0).getFileName(),
                    checkpoints.get(1)));
    assertThat(Files.readString(folder.episodes())).isNotEmpty();
    assertThat(episodes).startsWith(Files.readAllBytes(folder.episodes()));
  }

  @Test
  void resume_recordThatSeveralCheckpointsDoNotFitForOneReason_isRefusedWithTheReasonOnce()
      throws IOException {
    RunFolder folder = run(SmallRuns.PPO, "checkpoint.every=9999");
    Path last = folder.checkpointsNewestFirst().get(0);
    Path later = Files.copy(last, folder.checkpoint(999_999));
    byte[] edited = Files.readAllBytes(folder.episodes());
    edited[edited.length - 2] ^= 1;
    Files.write(folder.episodes(), edited);
    assertThatThrownBy(() -> resume(folder))
        .hasMessage(
            "None of the checkpoints in '%s' can be used: '%s' was changed: its first %s bytes are not those that it had at the checkpoint (%s, %s)."
                .formatted(
                    folder.checkpoints(),
                    folder.episodes(),
                    edited.length,
                    later.getFileName(),
                    last.getFileName()));
  }

  @Test
  void loadAgent_checkpointThatTheRunDeletesMeanwhile_isLookedForAgain() throws IOException {
    RunFolder folder = run(SmallRuns.PPO);
    List<Path> checkpoints = folder.checkpointsNewestFirst();
    byte[] newest = Files.readAllBytes(checkpoints.get(0));
    Files.write(checkpoints.get(0), new byte[] {1});
    try (Trainer trainer =
        new Trainer(
            Catalog.standard(),
            RunConfigs.readResolved(Catalog.standard(), folder.config()),
            folder)) {
      Checkpoints.Taken taken =
          Checkpoints.loadAgent(
              trainer,
              SmallRuns.newest(folder),
              warning -> {
                // The older one was found, and is deleted once there is a newer.
                try {
                  Files.write(checkpoints.get(0), newest);
                  Files.delete(checkpoints.get(1));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      assertThat(taken.file()).isEqualTo(checkpoints.get(0));
    }
  }

  @Test
  void loadAgent_configChangedSince_saysSo() throws IOException {
    RunFolder folder = run(SmallRuns.PPO);
    List<String> warnings = new ArrayList<>();
    for (String set : List.of("training.steps=999999", "agent.network.activation=relu")) {
      RunConfig settings = RunConfigs.read(Catalog.standard(), folder.config(), List.of(set));
      try (Trainer trainer = new Trainer(Catalog.standard(), settings, folder)) {
        Checkpoints.loadAgent(trainer, SmallRuns.newest(folder), warnings::add);
      }
    }
    assertThat(warnings)
        .containsExactly(
            "'%s' was made with other settings than the run's config.yaml now says: agent.network.activation was tanh and is now relu."
                .formatted(folder.checkpointsNewestFirst().get(0)));
  }

  @Test
  void configChange_damagedCheckpoint_isNoReasonToSuspectTheConfig() throws IOException {
    RunFolder folder = run(SmallRuns.PPO);
    Path newest = folder.checkpointsNewestFirst().get(0);
    String bytes = Files.readString(newest, StandardCharsets.ISO_8859_1);
    String other = bytes.replaceFirst("gamma: 0.99", "gamma: 0.55");
    assertThat(other).isNotEqualTo(bytes);

    assertThat(configChange(folder)).isEmpty();
    Files.writeString(newest, other, StandardCharsets.ISO_8859_1);
    assertThat(configChange(folder)).isEmpty();
    edit(folder, "agent.gamma=0.5");
    assertThat(configChange(folder))
        .contains(
            "'%s' was made with other settings than the run's config.yaml now says: agent.gamma was 0.99 and is now 0.5."
                .formatted(folder.checkpointsNewestFirst().get(1)));
    Files.writeString(newest, "short");
    assertThat(configChange(folder)).isPresent();
  }

  private static Optional<String> configChange(RunFolder folder) throws IOException {
    RunConfig config = RunConfigs.readRecorded(Catalog.standard(), folder.config());
    return Checkpoints.configChange(Catalog.standard(), folder, config, StepGoals.of(config));
  }

  @Test
  void take_checkpointThatTheRunReplacesMeanwhile_isTakenAgain() throws IOException {
    RunFolder folder = run(SmallRuns.PPO);
    ChosenCheckpoint best = new ChosenCheckpoint(folder, ChosenCheckpoint.Which.BEST);
    long step = Checkpoints.take(best, warning -> {}, checkpoint -> {}, "").step();
    Path other = folder.checkpointsNewestFirst().get(1);
    List<CheckpointFile> taken = new ArrayList<>();
    Checkpoints.Taken last =
        Checkpoints.take(
            best,
            warning -> {},
            checkpoint -> {
              taken.add(checkpoint);
              if (taken.size() == 1) {
                Path written = Files.copy(other, folder.checkpoints().resolve("written"));
                Files.move(written, folder.bestCheckpoint(), StandardCopyOption.REPLACE_EXISTING);
              }
            },
            "");
    assertThat(taken).hasSize(2);
    assertThat(last.step()).isNotEqualTo(step).isEqualTo(CheckpointFile.load(other).step());
  }

  @Test
  void resume_recordEditedAndOnlyTheBeginningLeft_isRefused() throws IOException {
    RunFolder folder = run(SmallRuns.PPO, "checkpoint.every=9999");
    assertThat(folder.checkpointsNewestFirst()).hasSize(2).endsWith(folder.checkpoint(0));
    byte[] edited = Files.readAllBytes(folder.episodes());
    edited[edited.length - 2] ^= 1;
    Files.write(folder.episodes(), edited);
    assertRefused(folder, "None of the checkpoints", "was changed");
  }

  @Test
  void resume_eventsGone_goesOnAndSaysSo() throws IOException {
    RunFolder folder = run(SmallRuns.PPO);
    Path events = folder.events(0);
    Files.delete(events);
    assertThat(resume(folder))
        .containsExactly(
            "'%s' is gone; it had %s bytes at the checkpoint. TensorBoard's file is begun anew."
                .formatted(events, lengthOf(folder, events)));
  }

  private static long lengthOf(RunFolder folder, Path events) throws IOException {
    List<RecordedFile> stored =
        CheckpointFile.load(folder.checkpointsNewestFirst().get(0))
            .read("files", List.of(), GrowingFiles::of);
    return stored.stream()
        .filter(file -> events.endsWith(file.name()))
        .findFirst()
        .orElseThrow()
        .bytes();
  }

  /** The sections of a checkpoint, to be changed. */
  private static Map<String, byte[]> sections(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    int table = (int) bytes.getLong(bytes.limit() - Integer.BYTES - Long.BYTES);
    int content = Long.BYTES + Integer.BYTES;
    Map<String, byte[]> sections = new LinkedHashMap<>();
    try (DataInputStream in =
        new DataInputStream(
            new ByteArrayInputStream(bytes.array(), table, bytes.limit() - table))) {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        String name = in.readUTF();
        int end = content + (int) in.readLong();
        sections.put(name, Arrays.copyOfRange(bytes.array(), content, end));
        content = end;
      }
    }
    return sections;
  }

  private static void save(Path file, Map<String, byte[]> sections) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(CheckpointFile.MAGIC);
    out.writeInt(CheckpointFile.VERSION);
    for (byte[] section : sections.values()) {
      out.write(section);
    }
    long table = out.size();
    out.writeInt(sections.size());
    for (Map.Entry<String, byte[]> section : sections.entrySet()) {
      out.writeUTF(section.getKey());
      out.writeLong(section.getValue().length);
    }
    out.writeLong(table);
    CRC32C crc = new CRC32C();
    crc.update(bytes.toByteArray());
    out.writeInt((int) crc.getValue());
    Files.write(file, bytes.toByteArray());
  }

  @Test
  void resume_checkpointThatNamesAnotherFile_isRefusedAndCutsNothing() throws IOException {
    RunFolder folder = run(SmallRuns.PPO);
    Path victim = Files.writeString(temporary.resolve("victim.txt"), "all of this");
    CRC32C crc = new CRC32C();
    crc.update("all".getBytes(StandardCharsets.UTF_8));
    for (String name : List.of("../victim.txt", victim.toString())) {
      replaceFiles(
          folder,
          state -> {
            state.of(1);
            state.of(name);
            state.of(3L);
            state.of((int) crc.getValue());
          });
      assertRefused(folder, name, "none that grows in a run's folder");
      assertThat(victim).hasContent("all of this");
    }
  }

  /** Has every checkpoint say something else of the files that grow. */
  private static void replaceFiles(RunFolder folder, Stateful content) throws IOException {
    for (Path file : folder.checkpointsNewestFirst()) {
      Map<String, byte[]> sections = sections(file);
      sections.put("files", StateBytes.of(content));
      save(file, sections);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 | It names 0 files, and not episodes.csv, updates.csv, metrics.jsonl
          -1 | The state holds -1 elements.
          -2147483648 | The state holds -2147483648 elements.
          """)
  void resume_checkpointThatNamesNoFile_isRefusedAndKeepsTheRecord(int count, String reason)
      throws IOException {
    RunFolder folder = run(SmallRuns.PPO);
    replaceFiles(folder, state -> state.of(count));
    assertRefused(folder, reason);
  }

  @Test
  void resume_checkpointThatNamesAFileOfTheRecordTwice_isRefusedAndKeepsTheOther()
      throws IOException {
    RunFolder folder = run(SmallRuns.PPO);
    replaceFiles(
        folder,
        state -> {
          state.of(3);
          for (Path file : List.of(folder.episodes(), folder.updates(), folder.episodes())) {
            state.of(file.getFileName().toString());
            state.of(0L);
            state.of(0);
          }
        });
    assertRefused(folder, "It names 3 files, and not metrics.jsonl");
  }

  @Test
  void resume_checkpointOfAnotherVersion_goesOnAndSaysSo() throws IOException {
    RunFolder folder = run(SmallRuns.PPO);
    Path file = folder.checkpointsNewestFirst().get(0);
    Map<String, byte[]> sections = sections(file);
    RunIdentity made = CheckpointFile.load(file).read("run", RunIdentity.BLANK, RunIdentity::of);
    sections.put("run", StateBytes.of(new RunIdentity("0.0.1", made.config(), made.files())::of));
    save(file, sections);
    assertThat(resume(folder))
        .containsExactly(
            "'%s' is from version 0.0.1 of Rein4J, and this is %s; what the run computes from here on may differ."
                .formatted(file, Provenance.ownVersion()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo", "lstm", "a2c"})
  void resume_anyNumberOfACheckpointChanged_goesOnOrIsRefused(String agent) throws Exception {
    changeNumbers(agent, 80);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo", "lstm", "a2c"})
  @Tag("fuzz")
  void resume_anyNumberOfACheckpointChangedOften_goesOnOrIsRefused(String agent) throws Exception {
    changeNumbers(agent, 300);
  }

  /** Makes a folder hold what it held, and nothing else. */
  private static void restore(RunFolder folder, Map<String, byte[]> held) throws IOException {
    for (String file : bytes(folder).keySet()) {
      if (!held.containsKey(file)) {
        Files.delete(folder.root().resolve(file));
      }
    }
    for (Map.Entry<String, byte[]> file : held.entrySet()) {
      Files.write(folder.root().resolve(file.getKey()), file.getValue());
    }
  }

  /** With a right checksum over wrong contents, as a stranger could make it. */
  private void changeNumbers(String agent, int count) throws Exception {
    RunFolder folder = run(SmallRuns.yaml(agent), "checkpoint.every=9999");
    Path file = folder.checkpointsNewestFirst().get(0);
    Files.delete(folder.checkpoint(0));
    Map<String, byte[]> whole = sections(file);
    Map<String, byte[]> begun = bytes(folder);
    int[] extremes = {-1, 0, 1, 7, 255, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE};
    List<String> names = List.copyOf(whole.keySet());
    Fuzz.of("numbers in checkpoints of " + agent, count)
        .run(
            random -> {
              restore(folder, begun);
              String name = names.get(random.nextInt(names.size()));
              byte[] content = Objects.requireNonNull(whole.get(name)).clone();
              if (content.length >= Integer.BYTES) {
                // Counts stand at the beginning of what they count more often than anywhere else.
                int end = random.nextBoolean() ? Math.min(content.length, 64) : content.length;
                int place = random.nextInt(end - Integer.BYTES + 1);
                ByteBuffer.wrap(content).putInt(place, extremes[random.nextInt(extremes.length)]);
              }
              if (random.nextInt(10) == 0) {
                content = Arrays.copyOf(content, random.nextInt(content.length + 1));
              }
              Map<String, byte[]> sections = new LinkedHashMap<>(whole);
              sections.put(name, content);
              save(file, sections);
              Map<String, byte[]> before = bytes(folder);
              try {
                resume(folder);
                // The only checkpoint is of the run's end: nothing of the record came after it.
                for (Path record : List.of(folder.episodes(), folder.updates(), folder.metrics())) {
                  assertThat(record)
                      .hasBinaryContent(
                          Objects.requireNonNull(begun.get(record.getFileName().toString())));
                }
                return "gone on with";
              } catch (IllegalArgumentException e) {
                assertThat(e.getMessage())
                    .as("section %s", name)
                    .containsAnyOf(
                        "does not fit the run: ", "other settings", "None of the", "was to take");
                assertUnchanged(folder, before);
                return "refused";
              }
            });
  }

  @Test
  void resume_emptyFolderOfAStoppedRun_startsFromTheBeginning() throws IOException {
    RunConfig config = SmallRuns.config(temporary, SmallRuns.PPO);
    RunFolder folder = SmallRuns.folder(temporary, config);
    Files.writeString(folder.episodes(), "episode,en", StandardOpenOption.CREATE);
    assertThat(resume(folder)).isEmpty();
    assertThat(folder.episodes()).doesNotExist();
  }
}
