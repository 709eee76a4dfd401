package io.rein4j.spark;

import io.rein4j.spark.RunSpec.WorkerProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program that speaks as one that trains runs, and is done with each at once, or, if it is asked
 * to, a while after it has written a checkpoint.
 */
final class TestWorker {

  private static final Path CLASSES = Path.of("target", "test-classes").toAbsolutePath();

  private static final String CHECKPOINT = "checkpoint";
  private static final long MILLIS_AFTER_CHECKPOINT = 2_000;

  private TestWorker() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    System.out.println("rein4j-worker ready " + System.getenv("REIN4J_PLUGINS"));
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (args.length > 0 && args[0].equals(CHECKPOINT)) {
          Path run = Path.of(URI.create(line));
          Files.writeString(run.resolve("checkpoints").resolve("1.ckpt"), "weights");
          Thread.sleep(MILLIS_AFTER_CHECKPOINT);
        }
        System.out.println("rein4j-worker done " + ProcessHandle.current().pid());
      }
    }
  }

  static WorkerProgram program(Map<String, String> environment, int runsEach) {
    return new WorkerProgram(
        List.of(CLASSES.toString()),
        List.of(),
        List.of(TestWorker.class.getName()),
        environment,
        "64m",
        600,
        runsEach);
  }

  /** A program that writes a checkpoint, and is not done before the next sign. */
  static WorkerProgram writingACheckpoint(long silentSeconds) {
    return new WorkerProgram(
        List.of(CLASSES.toString()),
        List.of(),
        List.of(TestWorker.class.getName(), CHECKPOINT),
        Map.of(),
        "64m",
        silentSeconds,
        1);
  }
}
