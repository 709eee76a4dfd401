package io.rein4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.spark.RunSpec.WorkerProgram;
import io.rein4j.spark.TrainingProcess.Said;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingProcessTest {

  @TempDir private Path folder;

  @Test
  void start_executorWithPluginsOfItsOwn_hasOnlyThoseThatTheProgramNames() throws Exception {
    Path program =
        Files.writeString(
            folder.resolve("Plugins.java"),
            """
            class Plugins {
              public static void main(String[] args) {
                System.out.println("rein4j-worker ready " + System.getenv("REIN4J_PLUGINS"));
              }
            }
            """);
    WorkerProgram started =
        new WorkerProgram(
            Map.of(),
            List.of(program.getFileName().toString()),
            List.of(),
            List.of(program.toString()),
            // As if the executor had it.
            Map.of("REIN4J_PLUGINS", "/somewhere"),
            "256m",
            600);
    try (TrainingProcess process = TrainingProcess.start(started, folder, folder)) {
      assertThat(process.poll(60_000)).isEqualTo(new Said("ready", "null"));
    }
  }
}
