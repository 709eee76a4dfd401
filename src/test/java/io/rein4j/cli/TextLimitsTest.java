package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts beyond what is read, and shapes beyond what their values fill. */
class TextLimitsTest {

  private static final String DEEP = "[".repeat(1100);
  private static final String NUMBER = "1".repeat(1100);

  @TempDir private Path directory;

  @Test
  void yaml_deeperThanIsRead_isToldWithItsLine() throws IOException {
    Path deep = write("deep.yaml", "name: x\nk: " + DEEP);
    Path config = write("config.yaml", SmallRuns.DQN);
    Path gradient = write("g.json", "{}");

    assertWrong(Program.run("train", deep), deep + ":2:", "1,000 levels deep");
    assertWrong(Program.run("compare", deep), deep + ":2:", "1,000 levels deep");
    assertWrong(Program.run("bench", deep), deep + ":2:", "1,000 levels deep");
    assertWrong(Program.run("clip", "--rule", deep, gradient), deep + ":2:", "1,000 levels deep");
    assertWrong(
        Program.run("train", config, "--set", "seed=" + DEEP), "--set seed=[[[", "levels deep");
    assertThat(Program.run("train", config, "--set", "seed=" + DEEP).err().length())
        .isLessThan(400);
    assertWrong(
        Program.run("train", config, "--set", "a" + ".a".repeat(20_000) + "=1"),
        "a path and a value are expected");
  }

  @Test
  void json_deeperOrLongerThanIsRead_isToldWithItsLine() throws IOException {
    Path rule = write("rule.yaml", "rules: []");
    for (String json : new String[] {DEEP, "[" + NUMBER + "]"}) {
      String what = json.equals(DEEP) ? "1,000 levels deep" : "more than 1,000 digits";
      Path gradient = write("g.json", "\n{\"parameters\": " + json);
      Path actions = write("a.json", "\n" + json);

      assertWrong(Program.run("clip", "--rule", rule, gradient), gradient + ":2:", what);
      assertWrong(
          Program.run("env", "rollout", "CartPole-v1", "--seed", "1", "--actions", actions),
          actions + ":2:",
          what);
    }
  }

  @Test
  void actions_somethingBehindThem_isToldInOurWords() throws IOException {
    Path actions = write("a.json", "[0]-1");

    Program program =
        Program.run("env", "rollout", "CartPole-v1", "--seed", "1", "--actions", actions);

    assertWrong(program, actions + ":1:", "there is more after the value.");
    assertThat(program.err()).doesNotContain("jackson", "FAIL_ON");
  }

  @Test
  void clip_shapeThatItsValuesDoNotFill_isRefusedBeforeAnythingIsAllocated() throws IOException {
    Path rule = write("rule.yaml", "rules: []");
    String values = "\"values\": [1]}]}";
    for (String shape :
        new String[] {"65536, 65536", "2147483647", "2147483647, 2147483647, 2147483647"}) {
      Path gradient =
          write(
              "g.json",
              "{\"parameters\": [{\"name\": \"w\", \"shape\": [" + shape + "], " + values);

      assertWrong(
          Program.run("clip", "--rule", rule, gradient), gradient + ":1:1", "its values are 1.");
    }
  }

  @Test
  void clip_wrongAfterAGoodGradient_endsTheGoodOnesLine() throws IOException {
    Path rule = write("rule.yaml", "rules: []");
    String good = "{\"parameters\": [{\"name\": \"w\", \"shape\": [1], \"values\": [1]}]}";
    Path gradients = write("g.json", good + "\n" + good + "\n{");

    Program program = Program.run("clip", "--rule", rule, gradients);

    assertWrong(program, gradients + ":3:");
    assertThat(program.out()).endsWith("}\n").hasLineCount(2);
    assertThat(Program.run("clip", "--rule", rule, write("h.json", "{")).out()).isEmpty();
  }

  @Test
  void config_longValues_areQuotedInPart() throws IOException {
    String text = "a".repeat(5000);
    String key = "a".repeat(900);
    String config = "name: x\nenv: {id: CartPole-v1}\nagent: {type: ppo}\ntraining: {steps: 5}\n";
    for (String line :
        new String[] {
          "seed: " + text,
          key + ": 1",
          "checkpoint: {keep: " + "9".repeat(5000) + "}",
          "checkpoint: {" + key + ": 1}"
        }) {
      Program program = Program.run("train", write("long.yaml", config + line));

      assertWrong(program, "characters left out]");
      assertThat(program.err().length()).isLessThan(1000);
    }
    for (String set :
        new String[] {"name=-" + text, "env.id=" + text, "agent.type=" + text, text + "=1"}) {
      Program program = Program.run("train", write("long.yaml", config), "--set", set);

      assertThat(program.exit()).isEqualTo(2);
      assertThat(program.err().length()).as(program.err()).isLessThan(1500);
    }
  }

  @Test
  void train_warmupBeyondTraining_saysSoBeforeAndAfter() throws IOException {
    Path config =
        write(
            "dqn.yaml",
            """
            name: never
            env: {id: CartPole-v1}
            agent: {type: dqn, batch-size: 16, replay: {capacity: 100, warmup: 5000}}
            training: {steps: 60}
            evaluation: {episodes: 1}
            """);

    Program program = Program.run("train", config, "--out", directory);

    assertThat(program.exit()).isZero();
    assertThat(program.err()).startsWith("rein4j: Nothing will be learned: learning starts after");
    assertThat(program.out()).contains("No update was made, so nothing was learned.");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static void assertWrong(Program program, String... parts) {
    assertThat(program.exit()).as(program.err()).isEqualTo(2);
    assertThat(program.err()).startsWith("rein4j: ").contains(parts).doesNotContain("defect");
  }
}
