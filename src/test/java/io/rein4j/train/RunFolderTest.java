package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.files.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

  private static final LocalDateTime NOW = LocalDateTime.of(2026, 11, 22, 14, 15, 0);

  @TempDir Path runs;

  private RunFolder create() throws IOException {
    return RunFolder.create(runs.resolve("new/runs"), "cartpole", 7, NOW);
  }

  @Test
  void create_nameTaken_takesTheNext() throws IOException {
    assertThat(create().root().getFileName()).hasToString("cartpole-7-20261122T141500");
    assertThat(create().root().getFileName()).hasToString("cartpole-7-20261122T141500-2");
    Path third = runs.resolve("new/runs/cartpole-7-20261122T141500-3");
    Files.createFile(third);
    assertThat(create().root().getFileName()).hasToString("cartpole-7-20261122T141500-4");
    assertThat(third).isEmptyFile();
  }

  @Test
  void create_longName_isCut() throws IOException {
    Path root = RunFolder.create(runs, "x".repeat(300), 7, NOW).root();
    assertThat(root.getFileName()).hasToString("x".repeat(120) + "-7-20261122T141500");
  }

  @Test
  void becomeLatest_runAfterRun_leadsToTheNewest() throws IOException {
    RunFolder first = create();
    RunFolder second = create();
    Path latest = first.root().resolveSibling("latest");
    first.becomeLatest();
    assertThat(latest.toRealPath()).isEqualTo(first.root().toRealPath());
    second.becomeLatest();
    assertThat(latest.toRealPath()).isEqualTo(second.root().toRealPath());
    second.discardUnlessBegun();
    assertThat(Files.isSymbolicLink(latest)).isFalse();
    Files.writeString(latest, "mine");
    first.becomeLatest();
    assertThat(latest).hasContent("mine");
  }

  @Test
  void discardUnlessBegun_foldersMadeForIt_areDeletedAsFarAsTheyAreEmpty() throws IOException {
    create().discardUnlessBegun();
    assertThat(runs).exists().isEmptyDirectory();
    RunFolder folder = create();
    Path others = Files.createFile(runs.resolve("new/others"));
    folder.discardUnlessBegun();
    assertThat(others).exists();
    assertThat(runs.resolve("new/runs")).doesNotExist();
    Files.createDirectory(runs.resolve("new/runs"));
    create().discardUnlessBegun();
    assertThat(runs.resolve("new/runs")).isEmptyDirectory();
  }

  @Test
  void create_underAFile_isWrongInputWithThePath() throws IOException {
    Path file = Files.createFile(runs.resolve("file"));
    assertThatThrownBy(() -> RunFolder.create(file, "a", 1, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make the folder '%s': a file of that name is in the way.", file);
    assertThatThrownBy(() -> RunFolder.create(file.resolve("runs"), "a", 1, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot make the folder " + file);
  }

  @Test
  void open_noFolderOrNoRun_saysSo() throws IOException {
    Path none = runs.resolve("none");
    assertThatThrownBy(() -> RunFolder.open(none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no run folder '%s'.", none);
    assertThatThrownBy(() -> RunFolder.open(runs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'%s' is not a run folder: it must hold config.yaml and checkpoints/.", runs);
  }

  private Path abandoned(String name) throws IOException {
    Path folder = runs.resolve(name);
    Files.createDirectories(folder.resolve("checkpoints"));
    return aged(folder);
  }

  private static Path aged(Path folder) throws IOException {
    return Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minusSeconds(300)));
  }

  @Test
  void sweep_foldersThatCannotBeDeleted_deletesTheOthers() throws IOException {
    Path live = abandoned("a-1-20260101T000000");
    Path unlockable = abandoned("a-2-20260101T000000");
    Files.createDirectory(unlockable.resolve("run.lock"));
    aged(unlockable);
    Path gone = runs.resolve("a-3-20260101T000000");
    Files.createSymbolicLink(gone, runs.resolve("nowhere"));
    Path dead = abandoned("a-4-20260101T000000");
    new LockFile(live.resolve("run.lock"))
        .holdIfFree(
            () -> {
              aged(live);
              assertThat(UnwrittenRuns.sweep(runs)).containsExactly(dead);
            });
    assertThat(dead).doesNotExist();
    assertThat(live.resolve("checkpoints")).exists();
    assertThat(unlockable.resolve("checkpoints")).exists();
    assertThat(gone).isSymbolicLink();
  }

  @Test
  void sweep_byManyAtOnce_failsForNone() throws Exception {
    for (int i = 0; i < 50; i++) {
      abandoned("a-" + i + "-20260101T000000");
    }
    ExecutorService sweepers = Executors.newFixedThreadPool(4);
    Set<Path> swept = new HashSet<>();
    try {
      List<Callable<List<Path>>> sweeps = Collections.nCopies(4, () -> UnwrittenRuns.sweep(runs));
      for (Future<List<Path>> sweep : sweepers.invokeAll(sweeps)) {
        swept.addAll(sweep.get());
      }
    } finally {
      sweepers.shutdownNow();
    }
    assertThat(swept).isNotEmpty().allSatisfy(folder -> assertThat(folder).doesNotExist());
  }

  @Test
  void open_checkpointsThatAreALink_isRefused() throws IOException {
    RunFolder folder = create();
    Files.writeString(folder.config(), "name: a");
    Path outside = Files.createDirectory(runs.resolve("outside"));
    Files.delete(folder.checkpoints());
    Files.createSymbolicLink(folder.checkpoints(), outside);
    assertThatThrownBy(() -> RunFolder.open(folder.root()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'%s' must be a folder of its own, but is a link to '%s'.",
            folder.checkpoints(), outside);
  }

  @Test
  void deleteOldCheckpoints_newerDamagedOnes_doNotCount() throws IOException {
    RunFolder folder = create();
    for (long step : new long[] {0, 100, 200, 900, 12_345_678_901L}) {
      Files.createFile(folder.checkpoint(step));
    }
    Files.createFile(folder.bestCheckpoint());
    folder.deleteOldCheckpoints(2, 200);
    assertThat(folder.checkpointsNewestFirst())
        .containsExactly(
            folder.checkpoint(12_345_678_901L),
            folder.checkpoint(900),
            folder.checkpoint(200),
            folder.checkpoint(100));
    assertThat(folder.bestCheckpoint()).exists();
  }

  @Test
  void discardUnlessBegun_withoutAndWithCheckpoint_deletesOrLeaves() throws IOException {
    RunFolder folder = create();
    Files.writeString(folder.config(), "name: a");
    folder.discardUnlessBegun();
    assertThat(folder.root()).doesNotExist();
    RunFolder begun = create();
    Files.createFile(begun.checkpoint(0));
    begun.discardUnlessBegun();
    assertThat(begun.checkpoint(0)).exists();
  }

  @Test
  void exclusively_secondHolder_isRefusedUntilTheFirstIsDone() throws IOException {
    RunFolder folder = create();
    folder.exclusively(
        () ->
            assertThatThrownBy(() -> folder.exclusively(() -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                    "The run in '%s' is alive: another process is training it.", folder.root()));
    AtomicBoolean ran = new AtomicBoolean();
    folder.exclusively(() -> ran.set(true));
    assertThat(ran).isTrue();
  }

  /** Holds a folder's lock until its input ends. */
  static final class Holder {

    private Holder() {}

    public static void main(String[] args) throws IOException {
      RunFolder.open(Path.of(args[0]))
          .exclusively(
              () -> {
                System.out.println("locked");
                System.in.read();
              });
    }
  }

  @Test
  void exclusively_heldByAnotherProcess_isRefusedUntilThatIsKilled()
      throws IOException, InterruptedException {
    RunFolder folder = create();
    Files.writeString(folder.config(), "name: a");
    Process holder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Holder.class.getName(),
                    folder.root().toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("locked");
      assertThatThrownBy(() -> folder.exclusively(() -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is alive");
    } finally {
      holder.destroyForcibly().waitFor();
    }
    AtomicBoolean ran = new AtomicBoolean();
    folder.exclusively(() -> ran.set(true));
    assertThat(ran).isTrue();
  }

  private RunFolder begun() throws IOException {
    RunFolder run = create();
    for (Path file : List.of(run.config(), run.episodes(), run.metrics(), run.provenance())) {
      Files.writeString(file, file.getFileName().toString());
    }
    for (String name : List.of("run.lock", ".config.yaml.tmp")) {
      Files.createFile(run.root().resolve(name));
    }
    return run;
  }

  private static List<String> files(RunFolder run) throws IOException {
    try (Stream<Path> files = Files.walk(run.root())) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> run.root().relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void copyTo_runWithCheckpoints_isWhatItGoesOnFrom() throws IOException {
    RunFolder run = begun();
    Files.writeString(run.checkpoint(40), "forty");
    Files.writeString(run.bestCheckpoint(), "best");
    RunFolder copy = RunFolder.at(runs.resolve("copy"));

    run.copyTo(copy.root());

    assertThat(files(copy))
        .containsExactly(
            "checkpoints/000000000040.ckpt",
            "checkpoints/best.ckpt",
            "config.yaml",
            "episodes.csv",
            "metrics.jsonl",
            "provenance.json");
    for (String name : files(copy)) {
      assertThat(copy.root().resolve(name)).hasSameBinaryContentAs(run.root().resolve(name));
    }
  }

  /** It may have made its first one since, and gone on. */
  @Test
  void copyTo_runWithoutACheckpoint_hasNoRecordEither() throws IOException {
    RunFolder copy = RunFolder.at(runs.resolve("copy"));
    begun().copyTo(copy.root());
    assertThat(files(copy)).containsExactly("config.yaml", "provenance.json");
    assertThat(RunFolder.open(copy.root()).checkpointsNewestFirst()).isEmpty();
  }

  @Test
  void copyTo_folderThatIsGone_leavesNothing() {
    Path copy = runs.resolve("copy");
    assertThatThrownBy(() -> RunFolder.at(runs.resolve("gone")).copyTo(copy))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(copy).doesNotExist();
  }
}
