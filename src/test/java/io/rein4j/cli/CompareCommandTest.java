package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rein4j.catalog.Catalog;
import io.rein4j.record.CsvTable;
import io.rein4j.record.JsonFiles;
import io.rein4j.study.SmallStudies;
import io.rein4j.study.StudyMain;
import io.rein4j.study.run.StudyFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code rein4j compare} with worker processes, on a study of a few hundred steps. */
class CompareCommandTest {

  @TempDir static Path temporary;
  private static Path file;
  private static Path out;
  private static Path study;
  private static Program first;

  @BeforeAll
  static void run() throws IOException {
    file = SmallStudies.write(temporary, SmallStudies.CLIPPING);
    out = temporary.resolve("out");
    study = out.resolve("small");
    first = Program.run("compare", file, "--workers", 2, "--out", out);
  }

  private CsvTable episodes(String run) throws IOException {
    return CsvTable.read(study.resolve("runs").resolve(run).resolve("episodes.csv"));
  }

  @Test
  void compare_smallStudy_finishesEveryRun() throws IOException {
    assertThat(first.err()).isEmpty();
    assertThat(first.exit()).isZero();
    assertThat(first.out()).contains("6 runs, 2 at a time").contains("6 of 6 runs done");
    try (Stream<Path> runs = Files.list(study.resolve("runs"))) {
      List<Path> all = runs.toList();
      assertThat(all).hasSize(6);
      for (Path run : all) {
        assertThat(run.resolve("summary.json")).exists();
        assertThat(run.resolve("provenance.json")).exists();
        assertThat(JsonFiles.read(run.resolve("resources.json")).path("peak_heap_bytes").asLong())
            .isPositive();
        assertThat(run.resolve("failure.json")).doesNotExist();
      }
    }
    try (Stream<Path> files = Files.walk(study)) {
      assertThat(files.map(Path::toString))
          .noneMatch(name -> name.endsWith(".tmp") || name.endsWith(".log"));
    }
  }

  /** A threshold that never binds is no clipping, bit for bit, so the runs are paired. */
  @Test
  void compare_levelsThatDoTheSame_haveTheSameRuns() throws IOException {
    for (int seed = 1; seed <= 2; seed++) {
      CsvTable off = episodes("CartPole-v1_off-" + seed);
      CsvTable wide = episodes("CartPole-v1_wide-" + seed);
      CsvTable tight = episodes("CartPole-v1_tight-" + seed);
      for (String column : List.of("return", "step", "grad_norm_pre_mean", "grad_norm_post_mean")) {
        assertThat(wide.texts(column)).as(column).isEqualTo(off.texts(column));
      }
      assertThat(tight.texts("grad_norm_post_mean")).isNotEqualTo(off.texts("grad_norm_post_mean"));
    }
    assertThat(episodes("CartPole-v1_off-1").texts("return"))
        .isNotEqualTo(episodes("CartPole-v1_off-2").texts("return"));
  }

  /**
   * Until something is learned, what clips does not matter: weights and episodes are the seed's.
   */
  @Test
  void compare_levelsThatDiffer_startFromTheSameWeightsAndEpisodes() throws IOException {
    int rollout = 8 * 32;
    CsvTable off = episodes("CartPole-v1_off-1");
    CsvTable tight = episodes("CartPole-v1_tight-1");
    long[] steps = off.longs("step");
    int before = 0;
    while (before < steps.length && steps[before] <= rollout) {
      before++;
    }
    assertThat(before).isGreaterThan(3);
    assertThat(tight.texts("step").subList(0, before))
        .isEqualTo(off.texts("step").subList(0, before));
    assertThat(tight.texts("env").subList(0, before))
        .isEqualTo(off.texts("env").subList(0, before));
  }

  @Test
  void compare_again_keepsFinishedRuns() throws IOException {
    Path summary = study.resolve("runs").resolve("CartPole-v1_off-1").resolve("summary.json");
    Object before = Files.getLastModifiedTime(summary);
    Program again = Program.run("compare", file, "--out", out);
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(Files.getLastModifiedTime(summary)).isEqualTo(before);
  }

  @Test
  void compare_summaryEditedByHand_isRefusedAndSaysWhatDoesNotFit() throws IOException {
    Path summary = study.resolve("runs").resolve("CartPole-v1_off-1").resolve("summary.json");
    String before = Files.readString(summary);
    Files.writeString(
        summary, before.replaceFirst("\"clipped_updates\" : \\d+", "\"clipped_updates\" : 77"));
    try {
      for (Program program :
          List.of(Program.run("compare", file, "--out", out), Program.run("report", study))) {
        assertThat(program.exit()).as(program.err()).isEqualTo(2);
        assertThat(program.err())
            .contains("'%s' is not what the run wrote: 'clipped_updates' is 77".formatted(summary))
            .contains("the run is trained anew when 'compare' or 'bench' is called again.");
      }
    } finally {
      Files.writeString(summary, before);
    }
  }

  @Test
  void compare_changedStudy_isRefusedAndSaysWhatChanged() throws IOException {
    Path changed = Files.createDirectories(temporary.resolve("changed"));
    Path other = SmallStudies.write(changed, SmallStudies.CLIPPING.replace("512", "513"));
    for (String join : new String[] {"--workers=1", "--join"}) {
      Program program = Program.run("compare", other, join, "--out", out);
      assertThat(program.exit()).isEqualTo(2);
      assertThat(program.err())
          .contains("environments.0.base.training.steps was 512 and is now 513")
          .contains("--fresh");
    }
    assertThat(study.resolve("runs").resolve("CartPole-v1_off-1").resolve("summary.json")).exists();
    assertThat(study.resolve("joined")).doesNotExist();
  }

  @Test
  void compare_noWorkers_isRefused() {
    Program program = Program.run("compare", file, "--workers", 0, "--out", out);
    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.err()).contains("'--workers' must be 1 or larger, but is 0.");
  }

  @Test
  void compare_folderOfSomethingElse_isLeftAlone() throws IOException {
    Path folder = temporary.resolve("foreign");
    Path foreign = Files.createDirectories(folder.resolve("small"));
    Files.writeString(foreign.resolve("letter.txt"), "mine");
    for (String fresh : new String[] {"--workers=1", "--fresh", "--join"}) {
      Program program = Program.run("compare", file, fresh, "--out", folder);
      assertThat(program.exit()).isEqualTo(2);
      assertThat(program.err()).contains("is not the folder of a study; it is left as it is.");
    }
    assertThat(foreign.resolve("letter.txt")).hasContent("mine");
  }

  @Test
  void compare_agentThatDoesNotFit_isRefusedBeforeAFolderIsMade() throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("misfit"));
    Path misfit =
        SmallStudies.write(
            folder,
            SmallStudies.CLIPPING.replace("small-ppo", "small-dqn")
                + "environments: [CartPole-v1, Pendulum-v1]\n");
    Program program = Program.run("compare", misfit, "--out", folder.resolve("out"));
    assertThat(program.exit()).as(program.err()).isEqualTo(2);
    assertThat(program.err()).contains("The run 'off, Pendulum-v1, seed 1' cannot be trained:");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void main_sameStudy_leavesTheSameFiles() throws IOException {
    Path other = temporary.resolve("by main");
    StudyMain.main(new String[] {file.toString(), other.toString()});
    List<Path> ours = files(study);
    assertThat(files(other.resolve("small"))).isEqualTo(ours).hasSizeGreaterThan(80);
    for (Path each : ours) {
      // Times, processes and machines; the pages show times.
      if (!each.toString().matches(".*(provenance|resources|summary)\\.json|.*\\.html|timing\\.csv")
          && !each.toString().matches(".*(metrics\\.jsonl|\\.ckpt|EVENTS)")) {
        assertThat(other.resolve("small").resolve(each))
            .hasSameBinaryContentAs(study.resolve(each));
      }
    }
  }

  /** The files of a study, by their names in it; those of TensorBoard have the time in theirs. */
  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(
              file ->
                  Path.of(root.relativize(file).toString().replaceAll("events\\.out.*", "EVENTS")))
          .sorted()
          .toList();
    }
  }

  @Test
  void compare_otherVersion_isRefused() throws IOException {
    Path folder = temporary.resolve("other-version");
    Path copy = Files.createDirectories(folder.resolve("small"));
    for (String name : List.of("study.yaml", "study.lock")) {
      Files.copy(study.resolve(name), copy.resolve(name));
    }
    Files.writeString(copy.resolve("provenance.json"), "{\"rein4j\": \"0.0.1\"}");
    for (String join : new String[] {"--workers=1", "--join"}) {
      Program program = Program.run("compare", file, join, "--out", folder);
      assertThat(program.exit()).isEqualTo(2);
      assertThat(program.err()).contains("is from version 0.0.1 of Rein4J");
    }
    assertThat(copy.resolve("runs")).doesNotExist();
    assertThat(copy.resolve("joined")).doesNotExist();
  }

  @Test
  void compare_joinWithOptionsThatContradictIt_isRefused() {
    assertThat(Program.run("compare", file, "--join", "--fresh", "--out", out).err())
        .contains("'--fresh' would delete what other processes are training");
    assertThat(Program.run("compare", file, "--silent-after", 9, "--out", out).err())
        .contains("'--silent-after' says when the runs of another process are taken over");
    Program none = Program.run("compare", file, "--join", "--silent-after", 0, "--out", out);
    assertThat(none.err()).contains("'--silent-after' must be 1 second or longer, but is 0.");
    assertThat(none.exit()).isEqualTo(2);
    assertThat(study.resolve("joined")).doesNotExist();
  }

  @Test
  void compare_onWithWhatContradictsIt_isRefused() {
    assertThat(Program.run("compare", file, "--on", "yarn", "--join", "--out", out).err())
        .contains("'--on' has Spark share out the runs, and '--join' has processes do it");
    assertThat(Program.run("compare", file, "--store", "file:///tmp/x", "--out", out).err())
        .contains("'--store' is for training on Spark, which '--on' asks for");
    assertThat(Program.run("compare", file, "--spark-conf", "a=b", "--out", out).err())
        .contains("'--spark-conf' is for training on Spark, which '--on' asks for");
    Program none = Program.run("compare", file, "--on", "mesos://host:5050", "--out", out);
    assertThat(none.err()).contains("'--on' names a Spark cluster", "'mesos://host:5050'");
    assertThat(none.exit()).isEqualTo(2);
  }

  @Test
  void compare_runsLeftInAStoreThatIsNotNamed_isRefused() throws IOException {
    Path left = Files.createDirectories(out.resolve("left").resolve(study.getFileName()));
    Path identity = Files.writeString(left.resolve("store.id"), "a-study");
    for (List<String> where :
        List.of(List.of("--workers=1"), List.of("--join"), List.of("--on", "local[1]"))) {
      List<Object> arguments = new ArrayList<>(List.of("compare", file, "--out", left.getParent()));
      arguments.addAll(where);
      Program program = Program.run(arguments.toArray());
      assertThat(program.err())
          .contains("are in the store that an earlier call named", "'--store'", identity.toString())
          .contains("--fresh");
      assertThat(program.exit()).isEqualTo(2);
    }
    assertThat(left).isDirectoryContaining("glob:**store.id");
  }

  @Test
  void clear_studyWhoseRunsWereInAStore_isAnotherOneToIt() throws IOException {
    StudyFolder folder =
        new StudyFolder(
            Catalog.standard(), StudyFolder.Kind.STUDY, Files.createDirectory(out.resolve("old")));
    Files.writeString(folder.storeIdentity(), "a-study");
    folder.clear();

    assertThat(folder.root()).isEmptyDirectory();
  }

  @Test
  void compare_joinWhileAProcessWorksAlone_isRefused() throws IOException {
    new StudyFolder(Catalog.standard(), StudyFolder.Kind.STUDY, study)
        .exclusively(
            () -> {
              Program program = Program.run("compare", file, "--join", "--out", out);
              assertThat(program.exit()).isEqualTo(2);
              assertThat(program.err())
                  .contains("another process, which was called without '--join', is running it");
            });
    assertThat(study.resolve("joined")).doesNotExist();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void compare_joinInAFolderWithoutPermission_isRefused() throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("forbidden"));
    assertThat(folder.toFile().setWritable(false)).isTrue();
    assumeThat(Files.isWritable(folder)).as("a user whom permissions bind").isFalse();
    Program program = Program.run("compare", file, "--join", "--out", folder);
    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.err()).contains("Permission denied");
  }
}
