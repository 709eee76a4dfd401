package io.rein4j.spark;

import io.rein4j.spark.RunSpec.WorkerProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A program that speaks as one that trains runs, and is done with each at once. */
final class TestWorker {

  private static final Path CLASSES = Path.of("target", "test-classes").toAbsolutePath();

  private TestWorker() {}

  public static void main(String[] args) throws IOException {
    System.out.println("rein4j-worker ready " + System.getenv("REIN4J_PLUGINS"));
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
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
}
