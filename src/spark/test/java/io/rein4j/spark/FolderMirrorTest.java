package io.rein4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderMirrorTest {

  @TempDir private Path temporary;
  private Path there;
  private Path here;
  private final List<String> order = new ArrayList<>();

  @BeforeEach
  void makeFolders() throws IOException {
    there = temporary.resolve("there");
    here = temporary.resolve("here");
    Files.createDirectories(there.resolve("checkpoints"));
    Files.createDirectories(here);
  }

  /** What arrives is written by the driver's own code. */
  private FolderMirror mirror() {
    RunFolderFiles files = new RunFolderFiles(here);
    return new FolderMirror(
        there,
        new FolderMirror.Sink() {
          @Override
          public void piece(String name, long offset, byte[] bytes, boolean grows, boolean last)
              throws IOException {
            order.add(name);
            files.write(new Question.Piece(1, name, offset, bytes, grows, last));
          }

          @Override
          public void delete(String name) throws IOException {
            files.delete(name);
          }
        });
  }

  private void write(String name, String text) throws IOException {
    Path file = there.resolve(name);
    Path made = file.resolveSibling(".made");
    Files.writeString(made, text);
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private void append(String name, String text) throws IOException {
    Files.writeString(
        there.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static Map<String, String> texts(Path folder) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    for (String name : FolderMirror.names(folder)) {
      texts.put(name, Files.readString(folder.resolve(name)));
    }
    return texts;
  }

  @Test
  void send_grownReplacedAndDeletedFiles_makesTheOtherFolderTheSame() throws IOException {
    FolderMirror mirror = mirror();
    append("episodes.csv", "a\n");
    write("checkpoints/1.ckpt", "one");
    mirror.send();
    append("episodes.csv", "b\n");
    write("checkpoints/2.ckpt", "two");
    write("provenance.json", "{}");
    Files.delete(there.resolve("checkpoints/1.ckpt"));
    mirror.send();

    assertThat(texts(here)).isEqualTo(texts(there)).hasSize(3);
  }

  @Test
  void send_fileThatWasCutAndGrewAgain_isSentAsAWhole() throws IOException {
    FolderMirror mirror = mirror();
    append("episodes.csv", "a\nb\nc\n");
    mirror.send();
    Files.writeString(there.resolve("episodes.csv"), "a\nx\n");
    mirror.send();

    assertThat(texts(here)).containsEntry("episodes.csv", "a\nx\n");
  }

  @Test
  void send_checkpointThatTookTheInodeOfAnOlderOne_isSentAsAWhole() throws IOException {
    FolderMirror mirror = mirror();
    append("checkpoints/best.ckpt", "one");
    append("provenance.json", "{}");
    mirror.send();
    // In place, which is what the reuse of an inode looks like.
    Files.writeString(there.resolve("checkpoints/best.ckpt"), "another");
    Files.writeString(there.resolve("provenance.json"), "{\"a\": 1}");
    mirror.send();

    assertThat(texts(here)).isEqualTo(texts(there));
  }

  @Test
  void send_checkpointThatIsReplacedAllTheTime_sendsNoneThatIsMixed() throws Exception {
    FolderMirror mirror = mirror();
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; !done.get(); i++) {
                try {
                  write("checkpoints/best.ckpt", Character.toString('a' + i % 26).repeat(i % 26));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
            });
    try {
      for (int i = 0; i < 500; i++) {
        mirror.send();
        Path arrived = here.resolve("checkpoints/best.ckpt");
        if (Files.exists(arrived)) {
          String text = Files.readString(arrived);
          assertThat(text).isEqualTo(Character.toString('a' + text.length()).repeat(text.length()));
        }
      }
    } finally {
      done.set(true);
      writer.join();
    }
    mirror.send();
    assertThat(texts(here)).isEqualTo(texts(there));
  }

  @Test
  void send_recordCheckpointAndSummary_sendsWhatTheyTellOfFirst() throws IOException {
    write("summary.json", "{}");
    write("checkpoints/1.ckpt", "one");
    append("episodes.csv", "a\n");
    append("updates.csv", "a\n");
    mirror().send();

    assertThat(order)
        .containsExactly("episodes.csv", "updates.csv", "checkpoints/1.ckpt", "summary.json");
  }

  @Test
  void send_nothingNew_sendsNothing() throws IOException {
    FolderMirror mirror = mirror();
    write("checkpoints/1.ckpt", "one");
    assertThat(mirror.hasNewCheckpoint()).isTrue();
    mirror.send();
    order.clear();
    mirror.send();

    assertThat(mirror.hasNewCheckpoint()).isFalse();
    assertThat(order).isEmpty();
  }

  @Test
  void send_fileOfSeveralPieces_arrivesWhole() throws IOException {
    byte[] large = new byte[2 * Question.PIECE + 17];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i % 251);
    }
    Files.write(there.resolve("checkpoints/1.ckpt"), large);
    mirror().send();

    assertThat(Files.readAllBytes(here.resolve("checkpoints/1.ckpt"))).isEqualTo(large);
    assertThat(order).hasSize(3);
  }

  @Test
  void readInto_logsOfTwoTasks_givesTheNewestThatIsWhole() throws IOException {
    RunStore store =
        RunStore.of(temporary.resolve("store").toUri().toString(), new Configuration());
    RunStore.Log first = store.begin("1");
    FolderMirror before = new FolderMirror(there, first);
    append("episodes.csv", "a\n");
    write("checkpoints/1.ckpt", "one");
    before.send();
    first.whole();
    append("episodes.csv", "b\n");
    write("checkpoints/2.ckpt", "two");
    Files.delete(there.resolve("checkpoints/1.ckpt"));
    before.send();
    first.whole();
    Map<String, String> whole = texts(there);
    append("episodes.csv", "c\n");
    before.send();
    RunStore.Log second = store.begin("2");
    new FolderMirror(there, second).send();

    assertThat(store.readInto(new RunFolderFiles(here))).isTrue();
    assertThat(texts(here)).isEqualTo(whole);
  }

  @Test
  void delete_logsUpToOne_leavesLaterOnes() throws IOException {
    RunStore store =
        RunStore.of(temporary.resolve("store").toUri().toString(), new Configuration());
    append("episodes.csv", "a\n");
    for (String name : List.of("1", "2", "3")) {
      RunStore.Log log = store.begin(name);
      new FolderMirror(there, log).send();
      log.whole();
    }
    store.delete("2");
    assertThat(store.readInto(new RunFolderFiles(here))).isTrue();
    assertThat(texts(here)).isEqualTo(texts(there));

    store.delete("3");
    assertThat(store.readInto(new RunFolderFiles(here))).isFalse();
  }

  @Test
  void claim_folderWithFilesOfOthers_isRefused() throws IOException {
    Path others = Files.createDirectory(temporary.resolve("others"));
    Files.writeString(others.resolve("thesis.tex"), "mine");
    RunStore store = RunStore.of(others.toUri().toString(), new Configuration());

    assertThatThrownBy(() -> store.claim("a", "here", false))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("others", "no study has put there");
    assertThat(others.resolve("thesis.tex")).hasContent("mine");
    Files.delete(others.resolve("thesis.tex"));
    store.claim("a", "here", false);
    Files.writeString(others.resolve("thesis.tex"), "mine");
    store.claim("a", "here", false);
  }

  @Test
  void claim_folderOfAnotherStudyOfTheName_isRefusedByItsPlace() throws IOException {
    RunStore store =
        RunStore.of(temporary.resolve("store").toUri().toString(), new Configuration());
    store.requireFreeFor("a", "'/runs/quick' on host-a", false);
    assertThat(store.claim("a", "'/runs/quick' on host-a", false)).isEqualTo(1);
    assertThat(store.claim("a", "'/runs/quick' on host-a", false)).isEqualTo(2);

    assertThatThrownBy(() -> store.requireFreeFor("b", "'/runs/quick' on host-b", true))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("another study", "'/runs/quick' on host-a", "--store");
    assertThatThrownBy(() -> store.claim("b", "'/runs/quick' on host-b", false))
        .isInstanceOf(IOException.class);
    assertThat(store.claim("a", "'/runs/quick' on host-a", false)).isEqualTo(3);
  }

  @Test
  void claim_storeOfAStudyWhoseFolderWasDeleted_isFreeByFreshAndByTheAdvice() throws IOException {
    Path folder = temporary.resolve("store");
    RunStore store = RunStore.of(folder.toUri().toString(), new Configuration());
    String where = "'/runs/quick' on host-a";
    store.claim("a", where, false);
    Files.writeString(Files.createDirectories(folder.resolve("off-1/1")).resolve("1.piece"), "");

    assertThatThrownBy(() -> store.claim("b", where, false))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(where, "'--fresh'", "deleting the whole of this one");
    assertThat(store.claim("b", where, true)).isEqualTo(2);
    assertThatThrownBy(() -> store.claim("a", where, false)).isInstanceOf(IOException.class);
    Driver.delete(folder);
    assertThat(store.claim("a", where, false)).isEqualTo(1);
  }

  @Test
  void claim_markerThatIsCutShort_isRefusedBySentence() throws IOException {
    Path folder = temporary.resolve("store");
    RunStore store = RunStore.of(folder.toUri().toString(), new Configuration());
    store.claim("a", "here", false);
    assertThat(folder.resolve(".rein4j-study.tmp")).doesNotExist();
    Files.delete(folder.resolve("..rein4j-study.crc"));
    Files.writeString(folder.resolve(".rein4j-study"), "Runs of a study of Rein4J\na\n");

    assertThatThrownBy(() -> store.claim("a", "here", true))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(".rein4j-study", "cannot be understood", "--store");
  }

  @Test
  void claim_brokenOffWhileTheMarkerWasReplaced_goesByTheNewOne() throws IOException {
    Path folder = temporary.resolve("store");
    RunStore store = RunStore.of(folder.toUri().toString(), new Configuration());
    store.claim("a", "here", false);
    Files.createDirectories(folder.resolve("off-1"));
    Files.move(folder.resolve(".rein4j-study"), folder.resolve(".rein4j-study.tmp"));
    Files.delete(folder.resolve("..rein4j-study.crc"));

    assertThatThrownBy(() -> store.claim("b", "there", false)).isInstanceOf(IOException.class);
    assertThat(store.claim("a", "here", false)).isEqualTo(2);
  }

  @Test
  void lackOfStore_folderThatIsNotTheDrivers_isASentence() throws IOException {
    Configuration conf = new Configuration();
    String drivers = temporary.resolve("drivers").toUri().toString();
    String workers = temporary.resolve("workers").toUri().toString();
    String probe = RunStore.of(drivers, conf).probe();

    assertThat(RunStore.of(drivers, conf).probe()).isEqualTo(probe);
    assertThat(ExecutorEnd.lackOfStore(drivers, probe, conf, "w1")).isEmpty();
    assertThat(ExecutorEnd.lackOfStore(workers, probe, conf, "w1"))
        .contains(workers, "another folder on w1");
    RunStore.of(workers, conf).probe();
    assertThat(ExecutorEnd.lackOfStore(workers, probe, conf, "w1"))
        .contains("another folder on w1");
    RunStore.of(drivers, conf).claim("a", "here", false);
    assertThat(ExecutorEnd.lackOfStore("none://store/a", probe, conf, "w1"))
        .contains("cannot be read on w1");
  }

  @Test
  void deleteRuns_folderOfAStudy_leavesWhatIsNotOfARun() throws IOException {
    Path runs = temporary.resolve("store");
    String uri = runs.toUri().toString();
    RunStore all = RunStore.of(uri, new Configuration());
    all.claim("a", "here", false);
    append("episodes.csv", "a\n");
    for (String name : List.of("off-1", "off-2")) {
      RunStore.Log log = RunStore.of(uri + "/" + name, new Configuration()).begin("1");
      new FolderMirror(there, log).send();
      log.whole();
    }
    Files.writeString(runs.resolve("off-2/1/notes.txt"), "mine");
    Files.writeString(runs.resolve("notes.txt"), "mine");
    RunStore.Log later = RunStore.of(uri + "/off-3", new Configuration()).begin("2");
    new FolderMirror(there, later).send();
    later.whole();
    all.deleteRuns("2");

    assertThat(runs.resolve("off-1")).doesNotExist();
    assertThat(runs.resolve("off-2/1")).isDirectoryContaining("glob:**notes.txt");
    assertThat(runs.resolve("notes.txt")).hasContent("mine");
    assertThat(RunStore.of(uri + "/off-2", new Configuration()).readInto(new RunFolderFiles(here)))
        .isFalse();
    // Another driver's, which has come while this one was deleting.
    assertThat(RunStore.of(uri + "/off-3", new Configuration()).readInto(new RunFolderFiles(here)))
        .isTrue();
    all.claim("a", "here", false);
  }

  @Test
  void write_pathOutOfTheFolder_isRefused() {
    assertThatThrownBy(
            () ->
                new RunFolderFiles(here)
                    .write(new Question.Piece(1, "../out", 0, new byte[0], false, true)))
        .hasMessageContaining("is no file of the run");
  }
}
