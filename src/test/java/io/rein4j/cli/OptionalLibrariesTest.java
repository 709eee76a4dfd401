package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program without DL4J, RL4J and what they need, which are optional. */
class OptionalLibrariesTest {

  private static final Pattern OPTIONAL =
      Pattern.compile(
          ".*/(nd4j-|deeplearning4j-|datavec-|rl4j-|jhdf|guava-1|jackson-1|protobuf-1|resources-1"
              + "|fastutil|commons-).*\\.jar");

  @TempDir private Path folder;

  private Program run(Object... args) throws IOException, InterruptedException {
    List<String> command = Program.command(args);
    int classPath = command.indexOf("-cp") + 1;
    String whole = command.get(classPath);
    String without =
        List.of(whole.split(File.pathSeparator, -1)).stream()
            .filter(entry -> !OPTIONAL.matcher(entry.replace('\\', '/')).matches())
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(without).hasSizeLessThan(whole.length());
    command.set(classPath, without);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    int exit =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    return new Program(
        exit,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private Path config(String agent) throws IOException {
    return Files.writeString(
        folder.resolve("x.yaml"),
        """
        name: x
        env: {id: CartPole-v1}
        agent: %s
        training: {steps: 256}
        evaluation: {episodes: 1}
        """
            .formatted(agent));
  }

  @Test
  void train_withoutThem_trains() throws Exception {
    Program program =
        run("train", config("{type: ppo, rollout-steps: 128, batch-size: 64}"), "--out", folder);

    assertThat(program.exit()).as(program.err()).isZero();
    assertThat(program.out()).contains("Page: ");
  }

  @Test
  void schema_withoutThem_describesTheRest() throws Exception {
    Program program = run("schema");

    assertThat(program.exit()).as(program.err()).isZero();
    assertThat(program.out()).contains("\"agent.ppo\"").doesNotContain("rl4j");
  }

  @Test
  void train_whatNeedsThem_saysWhatToAdd() throws Exception {
    Program agent = run("train", config("{type: rl4j-double-dqn}"), "--out", folder);
    Program network =
        run("train", config("{type: dqn, network: {type: dl4j, dl4j: x.json}}"), "--out", folder);

    assertThat(agent.exit()).isEqualTo(2);
    assertThat(agent.err())
        .contains("x.yaml:3:15: the agent of type 'rl4j-double-dqn' is not there; it needs RL4J")
        .contains("add org.deeplearning4j:rl4j-core and org.nd4j:nd4j-native.");
    assertThat(network.exit()).isEqualTo(2);
    assertThat(network.err())
        .contains("the network of type 'dl4j' is not there; it needs DL4J")
        .contains("add org.deeplearning4j:deeplearning4j-nn and org.nd4j:nd4j-native.");
  }
}
