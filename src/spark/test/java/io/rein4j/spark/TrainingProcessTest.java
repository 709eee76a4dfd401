package io.rein4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.spark.TrainingProcess.Said;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingProcessTest {

  @TempDir private Path folder;

  @Test
  void start_executorWithPluginsOfItsOwn_hasOnlyThoseThatTheProgramNames() throws Exception {
    // As if the executor had it.
    Map<String, String> environment = Map.of("REIN4J_PLUGINS", "/somewhere");
    try (TrainingProcess process =
        TrainingProcess.start(TestWorker.program(environment, 1), folder, folder)) {
      assertThat(process.poll(60_000)).isEqualTo(new Said("ready", "null"));
      assertThat(process.isReady()).isTrue();
    }
  }
}
