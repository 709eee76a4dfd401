package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.rein4j.export.ModelFormat;
import io.rein4j.export.SteppedModel;
import io.rein4j.random.Pcg64;
import io.rein4j.record.JsonFiles;
import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {

  @TempDir Path temporary;

  private Path train(String agent) throws IOException {
    Path config = Files.writeString(temporary.resolve("config.yaml"), SmallRuns.yaml(agent));
    Path runs = Files.createTempDirectory(temporary, "runs");
    assertThat(Program.run("train", config, "--out", runs).exit()).isZero();
    try (Stream<Path> folders = Files.list(runs)) {
      return folders.findFirst().orElseThrow();
    }
  }

  @Test
  void export_ofARun_writesAModelInEachFormat() throws IOException {
    Path run = train("ppo");

    Program onnx = Program.run("export", run, "--format", "onnx", "--checkpoint", "best");
    Program dl4j =
        Program.run("export", run, "--format", "dl4j", "--out", temporary.resolve("out.zip"));

    assertThat(onnx.err()).isEmpty();
    assertThat(onnx.out().lines())
        .containsExactly(
            "Model: " + run.resolve("model.onnx"),
            "'action' is the greedy action, [batch] integers from 0 to 1; 'output' holds the"
                + " action values or logits from which it is taken, [batch, 2].");
    assertThat(run.resolve("model.onnx")).isNotEmptyFile();
    assertThat(dl4j.err()).isEmpty();
    MultiLayerNetwork network =
        ModelSerializer.restoreMultiLayerNetwork(temporary.resolve("out.zip").toFile());
    assertThat(network.layerInputSize(0)).isEqualTo(4);
    assertThat(network.getOutputLayer().getConfig().getLayerName()).isEqualTo("actor/output");
  }

  @Test
  void export_ofARun_saysInTheModelWhichRunItWas() throws Exception {
    Path run = train("ppo");
    String config = Files.readString(run.resolve("config.yaml"));
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(config.getBytes(StandardCharsets.UTF_8));

    assertThat(Program.run("export", run, "--format", "onnx").exit()).isZero();

    try (OrtSession session =
        OrtEnvironment.getEnvironment().createSession(run.resolve("model.onnx").toString())) {
      assertThat(session.getMetadata().getCustomMetadata())
          .containsEntry("run", "small-ppo")
          .containsEntry("seed", "1")
          .containsEntry("environment", "CartPole-v1")
          .containsEntry("step", "%s".formatted(newestStep(run)))
          .containsEntry("config_sha256", HexFormat.of().formatHex(hash))
          .containsEntry("action_space", "{\"name\":\"Discrete\",\"n\":2,\"start\":0}")
          .containsKeys("rein4j", "git_commit", "checkpoint", "observation_space");
    }
  }

  @Test
  void export_ofARunThatAnotherVersionWentOnWith_namesTheVersionThatTrainedTheCheckpoint()
      throws Exception {
    Path run = train("ppo");
    long best = JsonFiles.read(run.resolve("summary.json")).at("/best_evaluation/step").asLong();
    assertThat(best).isLessThan(newestStep(run));
    Files.writeString(
        run.resolve("provenance.json"),
        """
        {"rein4j": "1.0", "git_commit": "aaaa", "stretches": [
          {"from_step": 0, "to_step": 1000, "rein4j": "1.0", "git_commit": "aaaa"},
          {"from_step": %s, "to_step": 2000, "rein4j": "2.0", "git_commit": "bbbb"}]}
        """
            .formatted(best));

    assertThat(metadata(run, "last"))
        .containsEntry("rein4j", "2.0")
        .containsEntry("git_commit", "bbbb");
    assertThat(metadata(run, "best"))
        .containsEntry("step", "%s".formatted(best))
        .containsEntry("rein4j", "1.0")
        .containsEntry("git_commit", "aaaa");
  }

  private static Map<String, String> metadata(Path run, String checkpoint) throws Exception {
    assertThat(Program.run("export", run, "--format", "onnx", "--checkpoint", checkpoint).exit())
        .isZero();
    try (OrtSession session =
        OrtEnvironment.getEnvironment().createSession(run.resolve("model.onnx").toString())) {
      return session.getMetadata().getCustomMetadata();
    }
  }

  private static long newestStep(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
      return files
          .map(file -> file.getFileName().toString().replace(".ckpt", ""))
          .filter(name -> name.matches("\\d+"))
          .mapToLong(Long::parseLong)
          .max()
          .orElseThrow();
    }
  }

  @Test
  void export_ofARunWithAMemory_writesModelsThatAgreeStepByStep() throws Exception {
    Path run = train("lstm");

    Program onnx = Program.run("export", run, "--format", "onnx");
    Program dl4j = Program.run("export", run, "--format", "dl4j");

    assertThat(onnx.err()).isEmpty();
    assertThat(onnx.out().lines())
        .containsExactly(
            "Model: " + run.resolve("model.onnx"),
            "'action' is the greedy action, [batch] integers from 0 to 1; 'output' holds the"
                + " action values or logits from which it is taken, [batch, 2].",
            "The agent has a memory: call the model once a step, with 'h' and 'c' of [batch, 8]"
                + " zeros at an episode's first step, and then with the step before's 'next_h' and"
                + " 'next_c'.");
    assertThat(dl4j.err()).isEmpty();
    assertThat(dl4j.out()).contains("call rnnTimeStep with [batch, 2] floats once a step");
    Pcg64 random = new Pcg64(3);
    try (SteppedModel one = SteppedModel.open(ModelFormat.ONNX, run.resolve("model.onnx"));
        SteppedModel other = SteppedModel.open(ModelFormat.DL4J, run.resolve("model.zip"))) {
      for (int step = 0; step < 100; step++) {
        float[] observation = {(float) random.nextGaussian(), (float) random.nextGaussian()};
        float[] logits = one.step(observation, 1);
        assertThat(logits).hasSize(2);
        assertThat(other.step(observation, 1)).containsExactly(logits, within(1e-5f));
      }
    }
  }

  @Test
  void export_ofARunThatNormalisesObservations_doesSoInside() throws IOException {
    String wrapped =
        SmallRuns.PPO.replace(
            "count: 8}", "count: 8, wrappers: [{type: observation-normalization}%s]}");
    Path config = temporary.resolve("config.yaml");
    Path runs = Files.createTempDirectory(temporary, "runs");
    Files.writeString(config, wrapped.formatted(""));
    assertThat(Program.run("train", config, "--out", runs).exit()).isZero();
    Path run;
    try (Stream<Path> folders = Files.list(runs)) {
      run = folders.findFirst().orElseThrow();
    }

    Program dl4j = Program.run("export", run, "--format", "dl4j");

    assertThat(dl4j.err()).isEmpty();
    MultiLayerNetwork network =
        ModelSerializer.restoreMultiLayerNetwork(run.resolve("model.zip").toFile());
    assertThat(network.getLayer(0).conf().getLayer().getLayerName()).isEqualTo("scaling");
    assertThat(network.getnLayers()).isEqualTo(3);
    Files.writeString(config, wrapped.formatted(", {type: frame-stack, size: 2}"));
    Path others = Files.createTempDirectory(temporary, "runs");
    assertThat(Program.run("train", config, "--out", others).exit()).isZero();
    try (Stream<Path> folders = Files.list(others)) {
      Program stacked =
          Program.run("export", folders.findFirst().orElseThrow(), "--format", "onnx");
      assertThat(stacked.exit()).isEqualTo(2);
      assertThat(stacked.err()).contains("another comes after it");
    }
  }

  /** The JDK's own modules lie in a file system that nobody may write to, not even root. */
  @Test
  void export_readOnlyFolder_isWrongInput() {
    Path folder = Path.of(URI.create("jrt:/java.base"));
    assertThatThrownBy(() -> ExportCommand.requireWritable(folder.resolve("model.onnx")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot write the model into '%s': Permission denied.", folder);
  }

  @Test
  void export_ofWrongInput_isASentenceAndTwo() throws IOException {
    Program noRun = Program.run("export", temporary, "--format", "onnx");
    Program noFormat = Program.run("export", temporary);
    Program wrongFormat = Program.run("export", temporary, "--format", "keras");

    assertThat(noRun.exit()).isEqualTo(2);
    assertThat(noRun.err()).contains("is not a run folder");
    assertThat(noFormat.exit()).isEqualTo(2);
    assertThat(wrongFormat.exit()).isEqualTo(2);
    assertThat(wrongFormat.err()).contains("keras");
  }
}
