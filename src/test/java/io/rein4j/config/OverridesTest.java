package io.rein4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.schedule.Constant;
import io.rein4j.schedule.Linear;
import io.rein4j.train.EvaluationSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverridesTest {

  /** What a config needs besides an agent. */
  private static final String REST = "name: a\nenv: {id: CartPole-v1}\ntraining: {steps: 3}\n";

  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void writeConfig() throws IOException {
    file = folder.resolve("x.yaml");
    Files.writeString(
        file,
        """
        name: a
        env: {id: CartPole-v1}
        agent:
          type: dqn
          optimizer: {learning-rate: 1e-3}
        training: {steps: 3}
        """);
  }

  @Test
  void set_valueOfTheFile_replacesIt() {
    assertThat(read("training.steps=50_000").training().steps()).isEqualTo(50_000);
    assertThat(read("name='12'").name()).isEqualTo("12");
    assertThat(read("seed=1", "seed=2").seed()).isEqualTo(2);
  }

  @Test
  void set_keyThatTheFileLeavesOut_replacesTheDefault() {
    assertThat(dqn("agent.target-kl=1e-2").targetKl()).isEqualTo(0.01);
    assertThat(dqn("agent.batch-size=8").batchSize()).isEqualTo(8);
    assertThat(read("env.options.map-name=8x8").env().options())
        .isEqualTo(Map.of("map-name", "8x8"));
    assertThat(read("evaluation.episodes=7").evaluation())
        .isEqualTo(new EvaluationSettings(EvaluationSettings.DEFAULTS.every(), 7, null));
  }

  @Test
  void set_null_emptiesAnOptionalKey() {
    assertThat(dqn("agent.target-kl=1", "agent.target-kl=null").targetKl()).isNull();
  }

  @Test
  void set_elementOfADefaultList_keepsItsOtherKeysAndElements() {
    assertThat(dqn("agent.clipping.rules.0.threshold=5").clipping().rules())
        .containsExactly(new Sample.GlobalNorm(5, 2));
    assertThat(dqn("agent.hidden.1=32").hidden())
        .containsExactly(new Sample.Layer(256, 0), new Sample.Layer(32, 0));
    assertThat(dqn("agent.hidden.1.dropout=0.5").hidden())
        .containsExactly(new Sample.Layer(256, 0), new Sample.Layer(256, 0.5));
    assertThat(dqn("agent.hidden.2=32", "agent.hidden.3=16").hidden())
        .extracting(Sample.Layer::units)
        .containsExactly(256, 256, 32, 16);
  }

  @Test
  void set_elementOfTheFilesList_keepsItsOtherKeysAndElements() {
    String rules = "agent.clipping.rules=[{type: global-norm, threshold: 3, norm-type: 1}]";
    assertThat(dqn(rules, "agent.clipping.rules.0.threshold=5").clipping().rules())
        .containsExactly(new Sample.GlobalNorm(5, 1));
    assertThat(dqn(rules, "agent.clipping.rules.1={type: value, threshold: 4}").clipping().rules())
        .containsExactly(new Sample.GlobalNorm(3, 1), new Sample.Value(4));
    assertThat(
            dqn(rules, "agent.clipping.rules.1.type=value", "agent.clipping.rules.1.threshold=4")
                .clipping()
                .rules())
        .containsExactly(new Sample.GlobalNorm(3, 1), new Sample.Value(4));
  }

  @Test
  void set_wholeSection_replacesTheFiles() {
    assertThat(dqn("agent.clipping={rules: []}").clipping())
        .isEqualTo(new Sample.Clipping(List.of(), Sample.NonFinite.SKIP));
    assertThat(dqn("agent.optimizer={beta1: 0.5}").optimizer())
        .isEqualTo(new Sample.Adam(new Constant(2.3e-3), 0.5));
  }

  @Test
  void set_otherType_startsFromItsDefaultsAndKeepsTheFilesKeys() {
    assertThat(dqn("agent.optimizer.type=sgd").optimizer())
        .isEqualTo(new Sample.Sgd(new Constant(1e-3), 0));
    assertThat(read("agent={type: ppo}").agent()).isEqualTo(Sample.Ppo.DEFAULTS);
    assertThat(
            dqn(
                    "agent.optimizer.learning-rate.type=linear",
                    "agent.optimizer.learning-rate.from=1e-2")
                .optimizer())
        .isEqualTo(new Sample.Adam(new Linear(0.01, 0, 1), 0.9));
  }

  @Test
  void set_requiredKeyThatTheFileLeavesOut_completesIt() throws IOException {
    Files.writeString(file, "agent: {type: ppo}\nenv: {}");
    assertThat(read("env.id=Acrobot-v1", "training.steps=3", "name=b").env().id())
        .isEqualTo("Acrobot-v1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "agent.batchsize=64|there is no key 'batchsize' in agent of type 'dqn'; did you mean 'batch-size'? The keys are type, optimizer, clipping, batch-size, hidden, double-q, target-kl, model.",
        "agnt.batch-size=3|there is no key 'agnt' at the top level; did you mean 'agent'? The keys are name, seed, env, agent, training, evaluation.",
        "agent.batch-size=many|agent.batch-size must be a whole number, but is the text 'many'. (batch-size: transitions in one update, ≥ 1)",
        "agent.batch-size=0|the batch-size must be ≥ 1, but is 0. (batch-size: transitions in one update, ≥ 1)",
        "agent.batch-size=010|010 could be meant as an octal number; write it without the leading zero, or as '010' if it is text.",
        "agent.type=dqm|there is no agent of type 'dqm'; did you mean 'dqn'? The types are dqn, ppo.",
        "agent.clipping.rules.2.threshold=5|agent.clipping.rules has no element 2: it has 1, and the index 1 adds one.",
        "agent.clipping.rules.x=5|agent.clipping.rules is a list, so 'x' would have to be an index.",
        "agent.clipping.rules.0.type=value|agent.clipping.rules.0 needs the key 'threshold'. (threshold: the largest magnitude)",
        "agent.clipping.rules.1.threshold=3|agent.clipping.rules.1 needs the key 'type'; the types of clipping rule are band, global-norm, value.",
        "agent.clipping.rules.1=3|agent.clipping.rules.1 must be a section with the key 'type', but is 3. (rules: applied one after another)",
        "seed.x=1|seed must be a whole number, but is a section of keys. (seed: where randomness starts)",
        "seed=|seed must be a whole number, but is empty. (seed: where randomness starts)",
        "seed=[|this is not YAML: expected the node content, but found '<stream end>'.",
        "seed|a path and a value are expected, such as agent.batch-size=64.",
        "=3|a path and a value are expected, such as agent.batch-size=64.",
        "agent..hidden=3|a path and a value are expected, such as agent.batch-size=64.",
      })
  void set_somethingInvalid_isReportedAsTheSet(String set, String error) {
    assertThatThrownBy(() -> read(set))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--set " + set + ": " + error);
  }

  @Test
  void set_typeThatLacksAKeyOfTheFile_isReportedAtTheFilesKey() throws IOException {
    Files.writeString(file, "agent:\n  type: dqn\n  hidden: [8]\n" + REST);
    assertThatThrownBy(() -> read("agent.type=ppo"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            file
                + ":3:3: there is no key 'hidden' in agent of type 'ppo';"
                + " the keys are type, epochs, optimizer.");
  }

  @Test
  void set_elementOfTheFilesListOutOfRange_isReportedAsTheSet() throws IOException {
    Files.writeString(file, "agent:\n  type: dqn\n  hidden: [8]\n" + REST);
    assertThatThrownBy(() -> read("agent.hidden.2=8"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "--set agent.hidden.2=8: agent.hidden has no element 2: it has 1, and the index 1 adds"
                + " one.");
  }

  private Sample.Config read(String... sets) {
    return Sample.FORMAT.read(Sample.Config.class, file, List.of(sets));
  }

  private Sample.Dqn dqn(String... sets) {
    return (Sample.Dqn) read(sets).agent();
  }
}
