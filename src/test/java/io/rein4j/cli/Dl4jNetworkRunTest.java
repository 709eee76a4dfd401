package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Runs whose network is DL4J's. */
class Dl4jNetworkRunTest {

  @TempDir Path temporary;

  private Path network(int inputs, int outputs) throws IOException {
    return Files.writeString(
        temporary.resolve("conf.json"),
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(new DenseLayer.Builder().nIn(inputs).nOut(8).activation(Activation.TANH).build())
            .layer(
                new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                    .nIn(8)
                    .nOut(outputs)
                    .activation(Activation.IDENTITY)
                    .build())
            .build()
            .toJson());
  }

  private Program train(String network) throws IOException {
    Path config =
        Files.writeString(
            temporary.resolve("config.yaml"),
            SmallRuns.DQN
                .replace("network: {hidden: [16]}", "network: " + network)
                .replace("steps: 1000", "steps: 120"));
    return Program.run("train", config, "--out", temporary.resolve("runs"));
  }

  @Test
  void train_withADl4jNetwork_isARunLikeAnyOther() throws IOException {
    network(4, 2);

    Program program = train("{dl4j: conf.json}");

    assertThat(program.err()).isEmpty();
    assertThat(program.exit()).isZero();
    try (Stream<Path> runs = Files.list(temporary.resolve("runs"))) {
      Path run = runs.findFirst().orElseThrow();
      assertThat(run.resolve("config.yaml"))
          .content()
          .contains("type: dl4j", "dl4j: " + temporary.resolve("conf.json"));
      assertThat(Program.run("eval", run, "--episodes", "2").exit()).isZero();
      Program export = Program.run("export", run, "--format", "onnx");
      assertThat(export.exit()).isEqualTo(2);
      assertThat(export.err()).contains("Networks of fully connected layers can be exported");
    }
  }

  @Test
  void train_withANetworkThatDoesNotFit_isASentenceAndTwo() throws IOException {
    network(4, 3);
    Program outputs = train("{dl4j: conf.json}");
    Program none = train("{dl4j: config.yaml}");
    Program both = train("{dl4j: conf.json, hidden: [3]}");

    assertThat(outputs.exit()).isEqualTo(2);
    assertThat(outputs.err()).contains("has 3 outputs, but 2 are needed");
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("is no DL4J model file");
    assertThat(both.exit()).isEqualTo(2);
    assertThat(both.err()).contains("hidden");
  }
}
