package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrowingFilesTest {

  @TempDir Path runs;
  private RunFolder folder;
  private GrowingFiles files;

  @BeforeEach
  void create() throws IOException {
    folder = RunFolder.create(runs, "cartpole", 7, LocalDateTime.of(2026, 11, 22, 14, 15));
    files = new GrowingFiles(folder);
    Files.writeString(folder.episodes(), "one\n");
    Files.writeString(folder.updates(), "");
    Files.writeString(folder.metrics(), "");
    Files.writeString(folder.events(123), "event");
  }

  private static List<RecordedFile> stored(GrowingFiles files, Map<String, Long> lengths)
      throws IOException {
    List<RecordedFile> stored = new ArrayList<>();
    StateBytes.restore(
        StateBytes.of(state -> GrowingFiles.of(files.prefixes(lengths), state)),
        state -> stored.addAll(GrowingFiles.of(List.of(), state)));
    return stored;
  }

  private List<RecordedFile> stored() throws IOException {
    return stored(files, files.lengths());
  }

  @Test
  void cutBack_grownFiles_holdWhatTheyHeld() throws IOException {
    List<RecordedFile> stored = stored();
    Files.writeString(folder.episodes(), "one\ntwo\n");
    Files.writeString(folder.events(456), "event and more");
    Files.writeString(folder.metrics(), "since then");
    Path later = Files.writeString(folder.root().resolve("events.out.tfevents.9.rein4j"), "later");
    assertThat(files.misfit(stored)).isEmpty();
    List<String> warnings = new ArrayList<>();
    files.cutBack(stored, warnings::add);
    assertThat(folder.episodes()).hasContent("one\n");
    assertThat(folder.events(456))
        .hasContent("event")
        .hasFileName("events.out.tfevents.123.rein4j");
    assertThat(folder.metrics()).isEmptyFile();
    assertThat(later).doesNotExist();
    assertThat(warnings).isEmpty();
  }

  @Test
  void write_fileThatGrewInBetween_tellsItsFirstBytes() throws IOException {
    Map<String, Long> lengths = files.lengths();
    Files.writeString(folder.episodes(), "two\n", StandardOpenOption.APPEND);
    CRC32C first = new CRC32C();
    first.update("one\n".getBytes(StandardCharsets.UTF_8));
    assertThat(stored(files, lengths))
        .contains(new RecordedFile("episodes.csv", 4, (int) first.getValue()));
  }

  @Test
  void write_manyTimesWhileFilesGrow_isWhatOnePassGives() throws IOException {
    long seed = 1;
    SplittableRandom random = new SplittableRandom(seed);
    for (int time = 0; time < 20; time++) {
      byte[] more = new byte[random.nextInt(200_000)];
      random.nextBytes(more);
      Files.write(folder.episodes(), more, StandardOpenOption.APPEND);
      if (random.nextInt(5) == 0) {
        // A record that could not be written whole was taken back.
        byte[] all = Files.readAllBytes(folder.episodes());
        Files.write(folder.episodes(), java.util.Arrays.copyOf(all, random.nextInt(all.length)));
      }
      List<RecordedFile> gradually = stored();
      assertThat(gradually)
          .as("seed %s", seed)
          .isEqualTo(stored(new GrowingFiles(folder), files.lengths()));
      assertThat(files.misfit(gradually)).as("seed %s", seed).isEmpty();
    }
  }

  @Test
  void misfit_recordThatIsShorterChangedGoneOrALink_saysWhich() throws IOException {
    List<RecordedFile> stored = stored();
    Files.writeString(folder.episodes(), "on");
    assertMisfit(stored, "is shorter than the 4 bytes that it had at the checkpoint.");
    Files.writeString(folder.episodes(), "ore\nand more\n");
    assertMisfit(
        stored, "was changed: its first 4 bytes are not those that it had at the checkpoint.");
    Files.delete(folder.episodes());
    assertMisfit(stored, "is gone; it had 4 bytes at the checkpoint.");
    Path other = Files.writeString(runs.resolve("other.csv"), "one\nmine\n");
    Files.createSymbolicLink(folder.episodes(), other);
    assertMisfit(stored, "is a link or a folder, and no file of the run.");
    assertThat(other).hasContent("one\nmine\n");
  }

  private void assertMisfit(List<RecordedFile> stored, String reason) throws IOException {
    assertThat(files.misfit(stored)).contains("'%s' %s".formatted(folder.episodes(), reason));
  }

  @Test
  void cutBack_eventsThatAreGoneOrChanged_areBegunAnewWithAWarning() throws IOException {
    List<RecordedFile> stored = stored();
    Path events = folder.events(123);
    for (String content : new String[] {"EVENT and more", "ev", ""}) {
      Files.writeString(events, content);
      List<String> warnings = new ArrayList<>();
      assertThat(files.misfit(stored)).isEmpty();
      files.cutBack(stored, warnings::add);
      assertThat(warnings).hasSize(1).first().asString().contains("'" + events + "'");
      assertThat(events).doesNotExist();
      assertThat(folder.events(456))
          .isEqualTo(folder.root().resolve("events.out.tfevents.456.rein4j"));
    }
    Path mine = Files.writeString(folder.root().resolve("events.out.tfevents.123.rein4j.old"), "x");
    List<String> warnings = new ArrayList<>();
    files.cutBack(stored, warnings::add);
    assertThat(warnings).hasSize(1).first().asString().contains("is gone");
    assertThat(mine).exists();
  }

  /** A trainer whose run nobody records writes checkpoints, from which nothing can go on. */
  @Test
  void of_notAllOfTheRecord_isWrittenAndNotRead() throws IOException {
    Files.delete(folder.updates());
    byte[] state =
        StateBytes.of(written -> GrowingFiles.of(files.prefixes(files.lengths()), written));
    assertThatThrownBy(() -> StateBytes.restore(state, read -> GrowingFiles.of(List.of(), read)))
        .isInstanceOf(IOException.class)
        .hasMessage("It names 3 files, and not updates.csv, which every checkpoint of a run has.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../victim.txt",
        "/etc/passwd",
        "config.yaml",
        "checkpoints/best.ckpt",
        "../cartpole/episodes.csv",
        "./episodes.csv",
        "events.out.tfevents.1.rein4j/../../x",
        "events.out.tfevents..rein4j",
        "",
        "\0"
      })
  void read_nameOfAnotherFile_isRefused(String name) {
    assertThatThrownBy(() -> read(name, 3))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "It names a file '%s' of 3 bytes, which is none that grows in a run's folder.", name);
  }

  @Test
  void read_negativeLength_isRefused() {
    assertThatThrownBy(() -> read("episodes.csv", -1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("of -1 bytes");
  }

  private static void read(String name, long length) throws IOException {
    StateBytes.restore(
        StateBytes.of(
            state -> {
              state.of(1);
              state.of(name);
              state.of(length);
              state.of(0);
            }),
        state -> GrowingFiles.of(List.of(), state));
  }
}
