package io.rein4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Studies on a cluster whose processes die, hang or run out of disk at random moments. {@code
 * -Drein4j.faults.seed=N} repeats the moments.
 */
@Tag("long")
class SparkFaultsTest {

  private static final int MOMENTS = 5;
  private static final int SEEDS = 4;
  private static final int STEPS = 40_960;
  private static final int CHECKPOINTS = 4_096;

  /** Addresses of a network of this machine's own. */
  private static final String HERE = "10.231.0.1";

  private static final String THERE = "10.231.0.2";

  @TempDir private Path folder;
  private final long seed = Long.getLong("rein4j.faults.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private String study = "";

  @BeforeEach
  void trainLocally() throws IOException, InterruptedException {
    System.out.println("-Drein4j.faults.seed=" + seed);
    study = TestProgram.study(folder, SEEDS, STEPS, CHECKPOINTS).toString();
    TestProgram.run(folder, 0, "compare", study, "--out", folder.resolve("local").toString());
  }

  private TestProgram start(TestCluster cluster, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "compare",
                study,
                "--on",
                cluster.url(),
                "--out",
                folder.resolve("spark").toString()));
    arguments.addAll(List.of(more));
    return TestProgram.start(folder, arguments.toArray(String[]::new));
  }

  private void assertSame() throws IOException {
    TestProgram.assertSame(folder.resolve("spark/study"), folder.resolve("local/study"));
  }

  /** Waits until runs are trained, and then for a random time. */
  private void awaitMoment(TestCluster cluster, TestProgram program)
      throws IOException, InterruptedException {
    while (program.isAlive() && training(cluster).isEmpty()) {
      Thread.sleep(100);
    }
    Thread.sleep(1_000 + random.nextInt(4_000));
  }

  private static List<ProcessHandle> training(TestCluster cluster) {
    return cluster.workers().stream()
        .flatMap(
            worker -> TestCluster.descendants(worker.toHandle(), "io.rein4j.cli.Main").stream())
        .toList();
  }

  @Test
  void compare_executorsThatAreKilled_givesTheSameBytes() throws Exception {
    try (TestCluster cluster = new TestCluster(folder)) {
      cluster.addWorker();
      cluster.addWorker();
      try (TestProgram program = start(cluster)) {
        int killed = 0;
        for (int i = 0; i < MOMENTS && program.isAlive(); i++) {
          awaitMoment(cluster, program);
          List<Process> workers = cluster.workers();
          List<ProcessHandle> executors =
              TestCluster.executors(workers.get(random.nextInt(workers.size())));
          if (!executors.isEmpty() && program.isAlive()) {
            executors.get(0).destroyForcibly();
            killed++;
          }
        }
        String output = program.await(0, 600);
        assertThat(killed).isPositive();
        assertThat(output).contains("8 of 8 runs done, 0 failed", "Command exited with code 137");
      }
    }
    assertSame();
  }

  @Test
  void compare_workersThatAreKilled_givesTheSameBytes() throws Exception {
    try (TestCluster cluster = new TestCluster(folder)) {
      cluster.addWorker();
      cluster.addWorker();
      try (TestProgram program = start(cluster)) {
        for (int i = 0; i < MOMENTS && program.isAlive(); i++) {
          awaitMoment(cluster, program);
          List<Process> workers = cluster.workers();
          Process worker = workers.get(random.nextInt(workers.size()));
          worker.destroyForcibly();
          worker.waitFor();
          cluster.addWorker();
        }
        assertThat(program.await(0, 600)).contains("8 of 8 runs done, 0 failed", "is gone");
      }
    }
    assertSame();
  }

  @Test
  void compare_driverThatIsKilled_continuesWhenCalledAgain() throws Exception {
    try (TestCluster cluster = new TestCluster(folder)) {
      cluster.addWorker();
      cluster.addWorker();
      for (int i = 0; i < MOMENTS; i++) {
        try (TestProgram program = start(cluster)) {
          awaitMoment(cluster, program);
          for (ProcessHandle driver :
              TestCluster.descendants(program.handle(), "org.apache.spark.deploy.SparkSubmit")) {
            driver.destroyForcibly();
          }
          if (program.isAlive() || !program.output().contains("8 of 8 runs done")) {
            assertThat(program.await(1, 60)).contains("Spark's driver died");
          }
        }
      }
      try (TestProgram program = start(cluster)) {
        assertThat(program.await(0, 600)).contains("8 of 8 runs done, 0 failed");
      }
    }
    assertSame();
  }

  @Test
  void compare_programThatIsKilled_continuesFromTheStoreWhenCalledAgain() throws Exception {
    String store = folder.resolve("store").toUri().toString();
    try (TestCluster cluster = new TestCluster(folder)) {
      cluster.addWorker();
      cluster.addWorker();
      for (int i = 0; i < MOMENTS; i++) {
        try (TestProgram program = start(cluster, "--store", store)) {
          awaitMoment(cluster, program);
          program.handle().destroyForcibly();
        }
        Thread.sleep(1_000);
      }
      // Executors have seen by then that there is no driver any more.
      Thread.sleep(5_000);
      List<String> planted = plant(folder.resolve("store/study"));
      assertThat(planted).isNotEmpty();
      try (TestProgram program = start(cluster, "--store", store)) {
        assertThat(program.await(0, 600)).contains("8 of 8 runs done, 0 failed");
      }
      // What only the store had of a run is in its folder: it was gone on with from there.
      for (String run : planted) {
        assertThat(folder.resolve("spark/study/runs").resolve(run))
            .isDirectoryContaining("glob:**planted.log");
      }
    }
    assertSame();
  }

  /** Adds a file to each run of a store that can be gone on from, and returns their names. */
  private static List<String> plant(Path store) throws IOException {
    List<String> planted = new ArrayList<>();
    try (Stream<Path> wholes = Files.walk(store)) {
      for (Path whole : wholes.filter(file -> file.toString().endsWith(".whole")).toList()) {
        long number = Long.parseLong(whole.getFileName().toString().replace(".whole", ""));
        byte[] text = "planted\n".getBytes(StandardCharsets.UTF_8);
        // Behind the last piece, and before the mark.
        Files.write(
            whole.resolveSibling(String.format(Locale.ROOT, "%010da.piece", number - 1)),
            Wire.bytes(new Question.Piece(0, "planted.log", 0, text, false, true)));
        planted.add(store.relativize(whole).getName(0).toString());
      }
    }
    return planted.stream().distinct().toList();
  }

  @Test
  void compare_runsThatHang_areGivenToOthers() throws Exception {
    try (TestCluster cluster = new TestCluster(folder)) {
      cluster.addWorker();
      cluster.addWorker();
      try (TestProgram program = start(cluster, "--silent-after", "5")) {
        for (int i = 0; i < MOMENTS && program.isAlive(); i++) {
          awaitMoment(cluster, program);
          List<ProcessHandle> training = training(cluster);
          if (!training.isEmpty()) {
            ProcessHandle hung = training.get(random.nextInt(training.size()));
            new ProcessBuilder("kill", "-STOP", Long.toString(hung.pid())).start().waitFor();
          }
          Thread.sleep(6_000);
        }
        assertThat(program.await(0, 600))
            .contains("8 of 8 runs done, 0 failed", "it gave no sign of life for");
      }
    }
    assertSame();
  }

  @Test
  void compare_workerWhoseDiskIsFull_getsNoMoreRuns() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        succeeds("mount", "-t", "tmpfs", "-o", "size=500m", "tmpfs", disk.toString()),
        "Only root can mount a small disk.");
    try (TestCluster cluster = new TestCluster(folder)) {
      cluster.addWorker();
      cluster.addWorker(disk.resolve("work"));
      try (TestProgram program = start(cluster)) {
        awaitMoment(cluster, program);
        // It fails, as the disk is full then.
        succeeds("dd", "if=/dev/zero", "of=" + disk.resolve("full"), "bs=1M");
        assertThat(program.await(0, 600))
            .contains("8 of 8 runs done, 0 failed", "is full", "gets no more runs");
      }
    } finally {
      succeeds("umount", "-l", disk.toString());
    }
    assertSame();
  }

  @Test
  void compare_networkOfAWorkerThatIsCutForAWhile_givesTheSameBytes() throws Exception {
    String space = "rein4j" + ProcessHandle.current().pid();
    String here = space + "h";
    assumeTrue(succeeds("ip", "netns", "add", space), "Only root can make a network of its own.");
    try {
      List<String> inside = List.of("ip", "netns", "exec", space);
      require("ip", "link", "add", here, "type", "veth", "peer", "name", "there", "netns", space);
      require("ip", "address", "add", HERE + "/24", "dev", here);
      require("ip", "link", "set", here, "up");
      require("ip", "-n", space, "address", "add", THERE + "/24", "dev", "there");
      require("ip", "-n", space, "link", "set", "there", "up");
      require("ip", "-n", space, "link", "set", "lo", "up");
      try (TestCluster cluster = new TestCluster(folder, HERE)) {
        cluster.addWorker(folder.resolve("near"), HERE, List.of());
        cluster.addWorker(folder.resolve("far"), THERE, inside);
        try (TestProgram program =
            start(
                cluster,
                "--spark-conf",
                "spark.driver.host=" + HERE,
                "--spark-conf",
                "spark.driver.bindAddress=" + HERE)) {
          awaitMoment(cluster, program);
          require("ip", "link", "set", here, "down");
          Thread.sleep(30_000);
          require("ip", "link", "set", here, "up");
          assertThat(program.await(0, 600))
              .contains("8 of 8 runs done, 0 failed", "has not been heard for", "is heard again");
        }
      }
    } finally {
      succeeds("ip", "netns", "delete", space);
      succeeds("ip", "link", "delete", here);
    }
    assertSame();
  }

  private static void require(String... command) throws IOException, InterruptedException {
    assertThat(succeeds(command)).as(String.join(" ", command)).isTrue();
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
