package io.rein4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is trained on Spark besides a study of the program's own parts. */
@Tag("long")
class SparkProgramsTest {

  private static final Path CHECKOUT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final Path PLUGIN = CHECKOUT.resolve("src/examples/plugin");

  @TempDir private Path folder;

  /** Runs the program here and on Spark, and asserts that both leave the same records. */
  private String runTwice(String cluster, String batch, String... arguments) throws Exception {
    List<String> here = new ArrayList<>(List.of(arguments));
    here.addAll(List.of("--out", folder.resolve("local").toString()));
    TestProgram.run(folder, 0, here.toArray(String[]::new));
    List<String> there = new ArrayList<>(List.of(arguments));
    there.addAll(List.of("--on", cluster, "--out", folder.resolve("spark").toString()));
    String output = TestProgram.run(folder, 0, there.toArray(String[]::new));
    Path runs = folder.resolve("local").resolve(batch).resolve("runs");
    try (Stream<Path> records = Files.find(runs, 2, (file, is) -> file.endsWith("episodes.csv"))) {
      List<Path> all = records.toList();
      assertThat(all).isNotEmpty();
      for (Path record : all) {
        assertThat(folder.resolve("spark").resolve(folder.resolve("local").relativize(record)))
            .hasSameBinaryContentAs(record);
      }
    }
    return output;
  }

  @Test
  void bench_suiteOnASingleProcess_givesTheRecordsOfALocalOne() throws Exception {
    Path suite =
        Files.writeString(
            folder.resolve("suite.yaml"),
            """
            name: suite
            seeds: 2
            evaluation-episodes: 5
            set: {training.steps: 2_048, evaluation.every: 2_048, checkpoint.every: 2_048}
            entries:
              - config: %s
            """
                .formatted(CHECKOUT.resolve("configs/zoo/ppo-cartpole.yaml")));

    assertThat(runTwice("local[2]", "suite", "bench", suite.toString()))
        .contains("2 of 2 runs done, 0 failed");
    assertThat(folder.resolve("spark/suite/suite.csv")).exists();
  }

  @Test
  void compare_environmentAndRuleOfAPlugin_areOnTheWorkers() throws Exception {
    Path study =
        Files.writeString(
            folder.resolve("study.yaml"),
            """
            name: docking
            base: %s
            set: {training.steps: 2_048, evaluation.every: 2_048}
            vary:
              agent.clipping:
                off: {rules: []}
                ema-norm: {rules: [{type: ema-norm, factor: 1.2}]}
            seeds: 2
            """
                .formatted(PLUGIN.resolve("docking.yaml")));

    assertThat(
            runTwice(
                "local-cluster[1,1,1024]",
                "docking",
                "--plugins",
                plugin().toString(),
                "compare",
                study.toString()))
        .contains("4 of 4 runs done, 0 failed");
  }

  /** The plugin of the examples as a jar. */
  private Path plugin() throws IOException {
    Path classes = Files.createDirectory(folder.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-cp",
                files(CHECKOUT.resolve("src/target/lib")).stream()
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator)),
                "-d",
                classes.toString()));
    Path sources = PLUGIN.resolve("src/main/java");
    for (Path source : files(sources)) {
      arguments.add(source.toString());
    }
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new)))
        .isZero();
    Path jar = folder.resolve("docking.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Path root : List.of(classes, PLUGIN.resolve("src/main/resources"))) {
        for (Path file : files(root)) {
          zip.putNextEntry(new ZipEntry(root.relativize(file).toString()));
          Files.copy(file, zip);
          zip.closeEntry();
        }
      }
    }
    return jar;
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** Later runs depend on the results of earlier ones, and start from the weights of one. */
  @Test
  void run_studyThatAddsRunsAsResultsCome_givesTheBytesOfALocalOne() throws Exception {
    Path here = Files.createDirectory(folder.resolve("here"));
    Path there = Files.createDirectory(folder.resolve("there"));
    List<Path> classes = List.of(Path.of("target", "test-classes").toAbsolutePath());
    String main = AdaptiveStudy.class.getName();
    for (Path study : List.of(here, there)) {
      String cluster = study.equals(here) ? "none" : "local[2]";
      try (TestProgram program =
          TestProgram.startMain(folder, classes, main, study.toString(), cluster)) {
        program.await(0, 600);
      }
    }

    // Four runs, and two more of the better level.
    assertThat(files(here.resolve("runs")).stream().filter(file -> file.endsWith("episodes.csv")))
        .hasSize(6);
    for (Path file : files(here.resolve("runs"))) {
      if (file.toString().endsWith("s.csv")) {
        assertThat(there.resolve(here.relativize(file))).hasSameBinaryContentAs(file);
      }
    }
  }

  /**
   * A network of DL4J, whose file goes to the workers, too. It is what the toJson() of DL4J's
   * MultiLayerConfiguration wrote of a DenseLayer (4, 8, tanh) and an OutputLayer (8, 2, identity,
   * MSE).
   */
  @Test
  void compare_networkOfDl4jFromAFile_isOnTheWorkers() throws Exception {
    try (InputStream network =
        Objects.requireNonNull(SparkProgramsTest.class.getResourceAsStream("network.json"))) {
      Files.copy(network, folder.resolve("network.json"));
    }
    Path study =
        Files.writeString(
            folder.resolve("study.yaml"),
            """
            name: dl4j
            base: %s
            set:
              agent.network: {dl4j: network.json}
              training.steps: 600
              evaluation: {every: 600, episodes: 2}
            vary:
              agent.clipping:
                off: {rules: []}
                norm-1: {rules: [{type: global-norm, threshold: 1}]}
            seeds: 2
            """
                .formatted(CHECKOUT.resolve("configs/cartpole-dqn.yaml")));

    assertThat(runTwice("local-cluster[1,1,1024]", "dl4j", "compare", study.toString()))
        .contains("4 of 4 runs done, 0 failed");
  }
}
