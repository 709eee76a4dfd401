package io.rein4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies on a standalone cluster of real processes. */
class SparkStudyTest {

  @TempDir private Path folder;

  @Test
  void compare_onTwoWorkers_givesTheBytesOfALocalStudy() throws Exception {
    String study = TestProgram.study(folder, 2, 4_096, 2_048).toString();
    try (TestCluster cluster = new TestCluster(folder)) {
      cluster.addWorker();
      cluster.addWorker();
      TestProgram.run(folder, 0, "compare", study, "--out", folder.resolve("local").toString());
      String output =
          TestProgram.run(
              folder,
              0,
              "compare",
              study,
              "--on",
              cluster.url(),
              "--out",
              folder.resolve("spark").toString());
      assertThat(output).contains("4 of 4 runs done, 0 failed");
    }

    TestProgram.assertSame(folder.resolve("spark/study"), folder.resolve("local/study"));
  }

  @Test
  void compare_onASingleProcess_trainsAllRuns() throws Exception {
    String study = TestProgram.study(folder, 2, 2_048, 2_048).toString();

    assertThat(
            TestProgram.run(
                folder,
                0,
                "compare",
                study,
                "--on",
                "local[2]",
                "--out",
                folder.resolve("spark").toString()))
        .contains("4 of 4 runs done, 0 failed");
  }

  /** Which runs there are follows from what others have shown. */
  @Test
  void compare_choosingASettingAndAddingSeeds_givesTheBytesOfALocalStudy() throws Exception {
    String study = TestProgram.choosing(folder).toString();
    TestProgram.run(folder, 0, "compare", study, "--out", folder.resolve("local").toString());
    String output =
        TestProgram.run(
            folder,
            0,
            "compare",
            study,
            "--on",
            "local[2]",
            "--out",
            folder.resolve("spark").toString());
    assertThat(output).contains("Recommended: `").contains("was dropped after");

    TestProgram.assertSame(folder.resolve("spark/study"), folder.resolve("local/study"));
    assertThat(folder.resolve("spark/study/recommended.yaml"))
        .hasSameBinaryContentAs(folder.resolve("local/study/recommended.yaml"));
  }

  @Test
  void compare_onAClusterInsideTheDriver_leavesNothingThere() throws Exception {
    String study = TestProgram.study(folder, 2, 2_048, 2_048).toString();
    Path work = TestCluster.HOME.resolve("work");
    List<Path> before = files(work);
    TestProgram.run(
        folder,
        0,
        "compare",
        study,
        "--on",
        "local-cluster[1,1,1024]",
        "--out",
        folder.resolve("spark").toString());

    assertThat(files(work)).isEqualTo(before);
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  @Tag("long")
  void compare_sixtyRuns_givesTheBytesOfALocalStudy() throws Exception {
    String study = TestProgram.study(folder, 30, 4_096, 2_048).toString();
    try (TestCluster cluster = new TestCluster(folder)) {
      cluster.addWorker();
      cluster.addWorker();
      TestProgram.run(folder, 0, "compare", study, "--out", folder.resolve("local").toString());
      TestProgram.run(
          folder,
          0,
          "compare",
          study,
          "--on",
          cluster.url(),
          "--out",
          folder.resolve("spark").toString());
    }

    TestProgram.assertSame(folder.resolve("spark/study"), folder.resolve("local/study"));
  }

  @Test
  void compare_masterThatIsNotThere_isRefusedByName() throws Exception {
    String study = TestProgram.study(folder, 2, 4_096, 2_048).toString();
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String output =
        TestProgram.run(
            folder,
            2,
            "compare",
            study,
            "--on",
            "spark://127.0.0.1:" + port,
            "--out",
            folder.resolve("out").toString());

    assertThat(output)
        .contains("The Spark master 'spark://127.0.0.1:%s' cannot be reached".formatted(port));
    assertThat(Files.exists(folder.resolve("out"))).isFalse();
  }

  @Test
  @Tag("long")
  void compare_somethingElseThanAMaster_isRefusedByNameWithinThirtySeconds() throws Exception {
    String study = TestProgram.study(folder, 2, 4_096, 2_048).toString();
    try (ServerSocket silent = new ServerSocket(0)) {
      String master = "spark://127.0.0.1:" + silent.getLocalPort();
      Instant before = Instant.now();
      String output =
          TestProgram.run(
              folder,
              2,
              "compare",
              study,
              "--on",
              master,
              "--out",
              folder.resolve("out").toString());

      assertThat(output).contains("The Spark master '%s' has not answered".formatted(master));
      assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(40));
    }
    assertThat(Files.exists(folder.resolve("out"))).isFalse();
  }
}
