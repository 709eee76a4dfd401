package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.record.CsvTable;
import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Runs whose network is DL4J's. */
class Dl4jNetworkRunTest {

  /** Models that Keras has written; the module of agents has what they compute. */
  private static final Path KERAS = Path.of("../agents/src/test/resources/io/rein4j/dl4j");

  @TempDir Path temporary;

  private Path network(int inputs, int outputs) throws IOException {
    return network(inputs, outputs, Activation.TANH);
  }

  private Path network(int inputs, int outputs, Activation hidden) throws IOException {
    return Files.writeString(
        temporary.resolve("conf.json"),
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(
                new DenseLayer.Builder()
                    .name("hidden")
                    .nIn(inputs)
                    .nOut(8)
                    .activation(hidden)
                    .build())
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
      for (String format : List.of("onnx", "dl4j")) {
        Program export = Program.run("export", run, "--format", format);
        assertThat(export.err()).isEmpty();
        assertThat(export.exit()).isZero();
      }
      assertThat(run.resolve("model.onnx")).isNotEmptyFile();
      assertThat(ModelSerializer.restoreComputationGraph(run.resolve("model.zip").toFile()))
          .extracting(ComputationGraph::numParams)
          .isEqualTo(58L);
    }
  }

  @Test
  void export_ofALayerThatOnnxCannotHold_namesItAndIsTwo() throws IOException {
    network(4, 2, Activation.SIGMOID);
    assertThat(train("{dl4j: conf.json}").exit()).isZero();
    Path run = onlyFolder(temporary.resolve("runs"));

    Program onnx = Program.run("export", run, "--format", "onnx");
    Program dl4j = Program.run("export", run, "--format", "dl4j");

    assertThat(onnx.exit()).isEqualTo(2);
    assertThat(onnx.err())
        .isEqualTo(
            "rein4j: The layer 'hidden' of the agent's DL4J network has sigmoid, which only DL4J's"
                + " own format can hold: export it with --format dl4j.\n");
    assertThat(run.resolve("model.onnx")).doesNotExist();
    assertThat(dl4j.exit()).isZero();
  }

  @Test
  void train_withANetworkThatDoesNotFit_isASentenceAndTwo() throws IOException {
    network(4, 3);
    assertRefused("{dl4j: conf.json}", "has 3 outputs, but 2 are needed");
    network(5, 2);
    assertRefused("{dl4j: conf.json}", "does not take observations of shape [4]");
    assertRefused("{dl4j: config.yaml}", "is no DL4J model file");
    assertRefused("{dl4j: none.h5}", "There is no DL4J file");
    assertRefused("{dl4j: conf.json, hidden: [3]}", "hidden");
    Files.writeString(temporary.resolve("text.h5"), "text");
    assertRefused("{dl4j: text.h5}", "is no Keras model in HDF5");
    assertRefused(
        "{dl4j: %s}".formatted(KERAS.resolve("sequential.h5").toAbsolutePath()), "of shape [4]");
    assertRefused(
        "{dl4j: %s}".formatted(KERAS.resolve("dropout.h5").toAbsolutePath()), "The layer 'drop'");
  }

  private void assertRefused(String network, String sentence) throws IOException {
    Program program = train(network);
    assertThat(program.exit()).as(program.err()).isEqualTo(2);
    assertThat(program.err()).startsWith("rein4j: ").contains(sentence);
    assertThat(program.err().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo", "critic"})
  void resume_withANetworkOfKeras_endsAsIfNothingHadHappened(String agent) throws IOException {
    network(4, 1);
    String network =
        "network: {dl4j: %s, critic: conf.json}"
            .formatted(KERAS.resolve("functional.h5").toAbsolutePath());
    Path config =
        Files.writeString(
            temporary.resolve("config.yaml"),
            SmallRuns.yaml(agent)
                .replace("network: {hidden: [16]}", network)
                .replaceFirst("steps: .000", "steps: 700")
                .replaceFirst("count: .", "count: 2"));
    Program whole = Program.run("train", config, "--out", temporary.resolve("runs"));
    assertThat(whole.err()).isEmpty();
    Path run = onlyFolder(temporary.resolve("runs"));
    assertThat(CsvTable.read(run.resolve("updates.csv")).columns().contains("updates/path:critic"))
        .isEqualTo(agent.equals("critic"));
    byte[] episodes = Files.readAllBytes(run.resolve("episodes.csv"));
    byte[] state = SmallRuns.agentState(run);
    List<Path> checkpoints;
    try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
      checkpoints = files.filter(file -> !file.toString().contains("best")).sorted().toList();
    }
    Files.delete(checkpoints.get(checkpoints.size() - 1));
    Files.delete(run.resolve("summary.json"));

    Program resumed = Program.run("train", "--resume", run);

    assertThat(resumed.err()).isEmpty();
    assertThat(resumed.out()).contains("700");
    assertThat(run.resolve("episodes.csv")).hasBinaryContent(episodes);
    assertThat(SmallRuns.agentState(run)).isEqualTo(state);
  }

  private static Path onlyFolder(Path runs) throws IOException {
    try (Stream<Path> folders = Files.list(runs)) {
      List<Path> all = folders.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }
}
