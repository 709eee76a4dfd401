package io.rein4j.config;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.catalog.Catalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way in which a file can be wrong, with the whole sentence that says so. */
class ConfigErrorsTest {

  private static final String DQN_KEYS =
      "The keys are type, optimizer, clipping, batch-size, hidden, double-q, target-kl, model.";
  private static final String OPTIONS =
      " (options: the environment's own options, by kebab-case name, such as map-name; for an"
          + " environment in Python, map_name works too)";
  private static final String KEYS = "he keys are name, seed, env, agent, training, evaluation.";

  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void nameFile() {
    file = folder.resolve("x.yaml");
  }

  @Test
  void read_misspeltKey_namesItsPlaceAndTheNearestKey() {
    assertError(
        """
        name: a
        env: {id: CartPole-v1}
        agent:
          type: dqn
          batchsize: 3
        training: {steps: 1}
        """,
        ":5:3: there is no key 'batchsize' in agent of type 'dqn'; did you mean 'batch-size'? "
            + DQN_KEYS);
    assertError(
        "name: a\nsed: 1",
        ":2:1: there is no key 'sed' at the top level; did you mean 'seed'? T" + KEYS);
  }

  @Test
  void read_unknownKeyLikeNoOther_listsTheKeys() {
    assertError("foobar: 1", ":1:1: there is no key 'foobar' at the top level; t" + KEYS);
    assertError(
        "name: a\nenv: {id: CartPole-v1, wrappers: [{type: time-limit, max-episode-steps: 3, 3: 4}]}",
        ":2:76: there is no key '3' in env.wrappers.0 of type 'time-limit'; the keys are type, max-episode-steps.");
  }

  @Test
  void read_wrapperWithAKeyOfAnotherDistribution_namesItsPlaceAndMeaning() {
    assertError(
        """
        name: a
        env:
          id: CartPole-v1
          wrappers:
            - {type: reward-noise, distribution: student-t, degrees-of-freedom: 2, scale: 1}
            - {type: reward-noise, distribution: flipped, probability: 0.1, delay: 4}
        """,
        ":6:76: the key 'delay' does not belong to reward noise of the distribution 'flipped',"
            + " whose keys are: probability. (delay: for delayed: the number of steps from earning a"
            + " reward to getting it, 1 to 1,000,000)");
  }

  @Test
  void read_duplicateKey_namesBothPlaces() {
    assertError(
        "name: a\nseed: 1\nname: b", ":3:1: the key 'name' is already given at " + file + ":1:1.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "batch-size: many|batch-size must be a whole number, but is the text 'many'.",
        "batch-size: '3'|batch-size must be a whole number, but is the text '3'.",
        "batch-size: 1.5|batch-size must be a whole number of 32 bits, but is 1.5.",
        "batch-size: 3_000_000_000|batch-size must be a whole number of 32 bits, but is 3_000_000_000.",
        "batch-size: 1e999999999999|batch-size must be a whole number of 32 bits, but is 1e999999999999.",
        "batch-size: ~|batch-size must be a whole number, but is empty.",
        "batch-size: [3]|batch-size must be a whole number, but is a list.",
        "batch-size: {of: 3}|batch-size must be a whole number, but is a section of keys.",
        "batch-size: true|batch-size must be a whole number, but is true.",
        "batch-size: 12:30|batch-size must be a whole number, but is the text '12:30'.",
        "batch-size: 0x10|batch-size must be a whole number, but is the text '0x10'.",
      })
  void read_notAWholeNumber_saysWhatItIs(String written, String error) {
    assertError(
        "agent: {type: dqn, " + written + "}",
        ":1:32: agent." + error + " (batch-size: transitions in one update, ≥ 1)");
  }

  @Test
  void read_wrongType_saysWhatIsWanted() {
    assertError(
        "seed: 1e30",
        ":1:7: seed must be a whole number of 64 bits, but is 1e30."
            + " (seed: where randomness starts)");
    assertError(
        "name: 12",
        ":1:7: name must be text (a number or a word such as true needs quotes to be text), but is 12."
            + " (name: what it is called)");
    for (String word : List.of("on", "off", "yes", "no", "y", "'true'")) {
      assertError(
          "agent: {type: dqn, double-q: " + word + "}",
          ":1:30: agent.double-q must be true or false, but is the text '"
              + word.replace("'", "")
              + "'. (double-q: whether the online network chooses the target's action)");
    }
    assertError(
        "agent: {type: dqn, clipping: {rules: {type: value}}}",
        ":1:38: agent.clipping.rules must be a list, but is a section of keys."
            + " (rules: applied one after another)");
    assertError(
        "agent: {type: dqn, clipping: {rules: [~]}}",
        ":1:39: agent.clipping.rules.0 must be a section with the key 'type', but is empty."
            + " (rules: applied one after another)");
    assertError(
        "agent: {type: dqn, hidden: [64, big]}",
        ":1:33: agent.hidden.1 must be a whole number or a section of keys, but is the text"
            + " 'big'. (hidden: the hidden layers)");
    assertError(
        "agent: {type: dqn, clipping: 5}",
        ":1:30: agent.clipping must be a section of keys, but is 5."
            + " (clipping: what happens to a gradient)");
    assertError(
        "agent: {type: dqn, optimizer: {learning-rate: fast}}",
        ":1:47: agent.optimizer.learning-rate must be a finite number or a section with the key 'type',"
            + " but is the text 'fast'. (learning-rate: the step size over training)");
    assertError(
        "agent: {type: dqn, target-kl: 1e999}",
        ":1:31: agent.target-kl must be inf or a number of size up to 1.7976931348623157E308, but is"
            + " 1e999. (target-kl: the divergence at which to stop)");
    assertError(
        "agent: {type: dqn, model: 5}",
        ":1:27: agent.model must be a path, but is 5. (model: a file to start from)");
    assertError(
        "env: {id: CartPole-v1, options: 5}",
        ":1:33: env.options must be a section of keys, but is 5." + OPTIONS);
    assertError(
        "env: {id: CartPole-v1, options: {a: 99999999999999999999}}",
        ":1:37: env.options.a must be text, true, false, a list, a section of keys or a number that"
            + " fits in 64 bits, but is 99999999999999999999."
            + OPTIONS);
  }

  @Test
  void read_unknownWord_namesTheNearest() {
    assertError(
        "agent: {type: dqn, clipping: {non-finite: zero_out}}",
        ":1:43: agent.clipping.non-finite must be one of fail, skip, zero-out, but is the text"
            + " 'zero_out'; did you mean 'zero-out'? (non-finite: what to do with NaN and infinity)");
    assertError(
        "agent: {type: dqn, clipping: {non-finite: 3}}",
        ":1:43: agent.clipping.non-finite must be one of fail, skip, zero-out, but is 3."
            + " (non-finite: what to do with NaN and infinity)");
  }

  @Test
  void read_octalNumber_isRefused() {
    for (String octal : List.of("010", "-07", "0o17", "00")) {
      assertError(
          "agent: {type: dqn, batch-size: " + octal + "}",
          ":1:32: "
              + octal
              + " could be meant as an octal number; write it without the leading zero, or as '"
              + octal
              + "' if it is text.");
    }
  }

  @Test
  void read_valueOutOfRange_quotesTheRecordAtTheKey() {
    assertError(
        "agent: {type: dqn, batch-size: 0}",
        ":1:32: the batch-size must be ≥ 1, but is 0. (batch-size: transitions in one update, ≥ 1)");
    assertError(
        "agent: {type: dqn, clipping: {rules: [{type: global-norm, threshold: -1}]}}",
        ":1:70: a rule's threshold must be finite and > 0, but is -1.0."
            + " (threshold: the largest norm, finite and > 0)");
    assertError(
        "agent: {type: dqn, optimizer: {beta1: 2}}",
        ":1:39: Adam's 'beta1' must be in [0, 1), but is 2.0."
            + " (beta1: the decay of the first moment, in [0, 1))");
    assertError(
        "agent: {type: dqn, optimizer: {learning-rate: inf}}",
        ":1:47: agent.optimizer.learning-rate must be a finite number or a section with the key 'type',"
            + " but is inf. (learning-rate: the step size over training)");
    assertError(
        "agent: {type: dqn, optimizer: {learning-rate: {type: linear, from: -inf}}}",
        ":1:68: a schedule's 'from' must be finite, but is -Infinity."
            + " (from: the value at the start of training)");
    assertError(
        "env: {id: CartPole-v1, options: {a_b: 1}}",
        ":1:33: the names in 'options' are kebab-case, such as map-name, but one is 'a_b'."
            + OPTIONS);
    assertError(
        "env: {id: 'gym:A-v0', options: {use-gui: true, use_gui: false}}",
        ":1:32: the names 'use-gui' and 'use_gui' in 'options' are the same argument of the"
            + " environment."
            + OPTIONS);
    assertError(
        "env: {id: 'gym:A-v0', options: {'a b': true}}",
        ":1:32: the names in 'options' are those of the environment's arguments, such as"
            + " render_mode or render-mode, but one is 'a b'."
            + OPTIONS);
    assertError(
        "env: {id: CartPole-v1, reset-options: {level: 1}}",
        ":1:39: 'reset-options' are for environments in Python, whose 'id' begins with 'gym:', or on"
            + " a 'server'; the resets of 'CartPole-v1' take none."
            + " (reset-options: the options that an environment in Python or on a server is given at"
            + " every reset, by the names that it expects)");
  }

  @Test
  void read_valuesThatDoNotGoTogether_blamesTheFirstKeyThatIsGivenWhateverTheSentenceNames() {
    String sentence = "an 'optimizer' of type sgd takes at most 100 'epochs', but they are 200.";
    assertError(
        "agent: {type: ppo, optimizer: {type: sgd}, epochs: 200}",
        ":1:52: " + sentence + " (epochs: passes over a rollout)");
    assertError(
        "agent: {type: ppo, 'epochs': 200, optimizer: {type: sgd}}",
        ":1:30: " + sentence + " (epochs: passes over a rollout)");
  }

  @Test
  void read_valueOutOfRangeThatNoKeyIsBlamedFor_isReportedAtItsSection() {
    assertError(
        "agent: {type: dqn, clipping: {rules: [{type: band, low: 3, high: 2}]}}",
        ":1:39: the low end of a band must be below its high end, but 3.0 is not below 2.0."
            + " (rules: applied one after another)");
  }

  @Test
  void read_requiredKeyMissing_saysWhatItMeans() {
    assertError(
        "env: {}", ":1:6: env needs the key 'id'. (id: the environment's id, such as CartPole-v1)");
    assertErrorOfText(
        "name: a\nenv: {id: CartPole-v1}\nagent: {type: dqn}",
        ":1:1: the config needs the key 'training'. (training: how long it learns)");
    assertError(
        "agent: {type: dqn, clipping: {rules: [{type: value}]}}",
        ":1:39: agent.clipping.rules.0 needs the key 'threshold'. (threshold: the largest magnitude)");
    assertError(
        "agent: {batch-size: 3}",
        ":1:8: agent needs the key 'type'; the types of agent are dqn, ppo.");
  }

  @Test
  void read_unknownType_namesTheNearest() {
    assertError(
        "agent: {type: dqm}",
        ":1:15: there is no agent of type 'dqm'; did you mean 'dqn'? The types are dqn, ppo.");
    assertError(
        "agent: {type: dqn, optimizer: {type: lbfgs}}",
        ":1:38: there is no optimizer of type 'lbfgs'; the types are adam, sgd.");
    assertError(
        "agent: {type: [dqn]}",
        ":1:15: agent.type must be text (a number or a word such as true needs quotes to be text), but"
            + " is a list. (agent: what learns, and how)");
  }

  @Test
  void read_fileWithoutAConfig_saysWhatItIs() throws IOException {
    assertWholeError("There is no file '" + file + "'.");
    assertErrorOfText("", " is empty; a config is a section of keys.");
    assertErrorOfText("# only a comment\n", " is empty; a config is a section of keys.");
    assertErrorOfText("---\n", ":2:1: the config must be a section of keys, but is empty.");
    assertErrorOfText("- a\n", ":1:1: the config must be a section of keys, but is a list.");
    assertErrorOfText(
        "cartpole", ":1:1: the config must be a section of keys, but is the text 'cartpole'.");
    assertErrorOfText(
        completed("seed: 1") + "---\nname: b",
        ":7:1: a second document begins here; a config is one document.");
    Files.write(file, new byte[] {'n', '\n', 'a', (byte) 0xFC});
    assertWholeError(file + ":2:2: this is not a text in UTF-8.");
    Files.delete(file);
    Files.createDirectory(file);
    assertWholeError(file + " is a directory; a config is a file.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name: &x a|:1:7: anchors (&name) and aliases (*name) are not supported; write the value out.",
        "name: *x|:1:7: anchors (&name) and aliases (*name) are not supported; write the value out.",
        "env: &x {id: CartPole-v1}|:1:6: anchors (&name) and aliases (*name) are not supported; write the value out.",
        "name: !!str a|:1:7: tags (!name) are not supported; the key decides the type of its value.",
        "env: !e {id: CartPole-v1}|:1:6: tags (!name) are not supported; the key decides the type of its value.",
        "name: a: b|:1:8: this is not YAML: mapping values are not allowed here.",
        "name: [a|:1:9: this is not YAML: expected ',' or ']', but got <stream end>.",
        "name: 'a|:1:9: this is not YAML: found unexpected end of stream.",
        "? [a]|:1:4: a key has to be a single word or text.",
      })
  void read_yamlThatIsNotSupported_isRefused(String text, String error) {
    if (error.contains("not YAML")) {
      assertErrorOfText(text, error);
    } else {
      assertError(text, error);
    }
  }

  @Test
  void read_tabsAsIndentation_areRefused() {
    assertError(
        "env:\n\tid: CartPole-v1",
        ":2:1: this is not YAML: found character '\\t(TAB)' that cannot start any token. (Do not use"
            + " \\t(TAB) for indentation).");
  }

  @Test
  void read_controlCharacter_isRefused() {
    assertError("name: a\n# \u0007\n", ":2:3: the character U+0007 is not text.");
  }

  @Test
  void read_byteOrderMark_isIgnored() {
    assertError(
        "\uFEFFsed: 1",
        ":1:1: there is no key 'sed' at the top level; did you mean 'seed'? T" + KEYS);
  }

  @Test
  void read_recordWithABareKey_namesThePlaceOfTheKey() {
    assertDqnError("hidden: [64, 0]", ":3:33: 'units' must be ≥ 1, but is 0. (units: its width)");
    assertDqnError(
        "hidden: [{width: 64}]",
        ":3:30: there is no key 'width' in agent.hidden.0; the keys are units, dropout.");
  }

  @Test
  void read_severalErrors_areToldAtOnceInTheOrderOfTheFile() {
    assertErrors(
        """
        sed: 1
        name: ''
        env: {id: CartPole-v1, count: many, wrappers: [{type: time-limit}, {type: frame}, 3]}
        agent:
          type: dqn
          batchsize: 010
          batch-size: 0
          optimizer: {beta1: 2, learning-rate: fast}
          clipping: {rules: [{type: value}], non-finite: &x fail}
          hidden: [64, big, 0]
        training: {steps: 0, log-every: 0}
        """,
        List.of("agent.hidden.1=x y", "agent.target-kl=tiny", "seed", "seed=["),
        ":6:14: 010 could be meant",
        ":9:50: anchors (&name)",
        "--set seed: a path and a value are expected",
        "--set seed=[: this is not YAML");
    assertErrors(
        """
        sed: 1
        name: ''
        env: {id: CartPole-v1, count: many, wrappers: [{type: time-limit}, {type: frame}, 3]}
        agent:
          type: dqn
          batchsize: 10
          batch-size: 0
          optimizer: {beta1: 2, learning-rate: fast}
          clipping: {rules: [{type: value}], non-finite: &x fail}
          hidden: [64, big, 0]
        training: {steps: 0, log-every: 0}
        """,
        List.of("agent.target-kl=tiny"),
        ":1:1: there is no key 'sed'",
        ":3:31: env.count must be a whole number",
        ":3:48: env.wrappers.0 needs the key 'max-episode-steps'",
        ":3:75: there is no wrapper of type 'frame'",
        ":3:83: env.wrappers.2 must be a section",
        ":6:3: there is no key 'batchsize'",
        ":7:15: the batch-size must be ≥ 1",
        ":8:22: Adam's 'beta1' must be in [0, 1)",
        ":8:40: agent.optimizer.learning-rate must be a finite number",
        ":9:22: agent.clipping.rules.0 needs the key 'threshold'",
        ":9:50: anchors (&name)",
        ":10:16: agent.hidden.1 must be a whole number",
        ":10:21: 'units' must be ≥ 1",
        ":11:19: Training's 'steps' must be ≥ 1",
        ":11:33: Training's 'log-every' must be ≥ 1",
        "--set agent.target-kl=tiny: agent.target-kl must be a number");
  }

  @Test
  void read_missingKeysOfASection_areAllTold() {
    assertErrors(
        "seed: -1\n",
        List.of(),
        ":1:1: the config needs the key 'name'.",
        ":1:1: the config needs the key 'env'.",
        ":1:1: the config needs the key 'agent'.",
        ":1:1: the config needs the key 'training'.");
  }

  @Test
  void read_whatMayFollowFromAnotherError_isNotTold() {
    String rest = "name: a\nenv: {id: CartPole-v1}\n";
    assertErrors(
        rest + "agent: {type: dqn}\ntraining: {step: 1}\n",
        List.of(),
        ":4:12: there is no key 'step'");
    assertErrors(
        rest + "agent: {type: ppo, epochs: many, optimizer: {type: sgd}}\ntraining: {steps: 1}\n",
        List.of(),
        ":3:28: agent.epochs must be a whole number");
    assertErrors(
        rest
            + "agent: {type: ppo, epoch: 1, epochs: 200, optimizer: {type: sgd}}\ntraining: {steps: 1}\n",
        List.of(),
        ":3:20: there is no key 'epoch'");
    assertErrors(
        "name: a\nenv: {id: Mine-v0, server: nowhere, count: 0}\nagent: {type: ppo}\ntraining: {steps: 1}\n",
        List.of(),
        ":2:28: a 'server' is an address",
        ":2:44: the 'count' of environments");
    assertErrors(
        "name: a\nenv: {id: Mine-v0, sever: 'http://127.0.0.1:1'}\nagent: {type: ppo}\ntraining: {steps: 1}\n",
        List.of(),
        ":2:20: there is no key 'sever'");
    assertErrors(
        rest + "agent: {type: dqn}\ntraining: {steps: 1}\n",
        List.of("agent.hidden.0.units=["),
        "--set agent.hidden.0.units=[: this is not YAML");
  }

  @Test
  void read_errorBesideAKeyThatCannotHaveMeantItsCause_isTold() {
    assertErrors(
        "name: a\nenv: {id: CartPol-v1, wrapers: []}\nagent: {type: ppo}\ntraining: {steps: 1}\n",
        List.of(),
        ":2:11: there is no environment with the id 'CartPol-v1'",
        ":2:23: there is no key 'wrapers'");
  }

  /** Names keep their capitals. */
  @Test
  void read_sentencesOfSettings_goOnBehindTheirPlaceInSmallLetters() {
    assertThat(Problem.at(new Place("x", 1, 2, Path.of("")), "There is no A.").toString())
        .isEqualTo("x:1:2: there is no A.");
    assertThat(Problem.at(new Place("x", 1, 2, Path.of("")), "CartPole-v1 has none.").toString())
        .isEqualTo("x:1:2: CartPole-v1 has none.");
    assertThat(Problem.at(null, "There is no A.").toString()).isEqualTo("There is no A.");
  }

  @Test
  void read_moreErrorsThanAScreenHolds_countsTheRest() {
    String keys = IntStream.range(0, 25).mapToObj("x%s: 1\n"::formatted).collect(joining());
    assertErrors(
        keys,
        List.of(),
        ":1:1: ",
        ":2:1: ",
        ":3:1: ",
        ":4:1: ",
        ":5:1: ",
        ":6:1: ",
        ":7:1: ",
        ":8:1: ",
        ":9:1: ",
        ":10:1: ",
        ":11:1: ",
        ":12:1: ",
        ":13:1: ",
        ":14:1: ",
        ":15:1: ",
        ":16:1: ",
        ":17:1: ",
        ":18:1: ",
        ":19:1: ",
        ":20:1: ",
        "and 5 more.");
  }

  /** The beginnings of all sentences, of those in the file without its name. */
  private void assertErrors(String yaml, List<String> sets, String... beginnings) {
    write(yaml);
    assertThatThrownBy(() -> Sample.FORMAT.read(Sample.Config.class, file, sets))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e -> {
              assertThat(e.sentences()).as("%s", e.sentences()).hasSameSizeAs(beginnings);
              for (int i = 0; i < beginnings.length; i++) {
                assertThat(e.sentences().get(i))
                    .startsWith((beginnings[i].startsWith(":") ? file : "") + beginnings[i]);
              }
              assertThat(e).hasMessage(String.join(" ", e.sentences()));
            });
  }

  private void assertDqnError(String keys, String error) {
    assertError("name: a\nenv: {id: CartPole-v1}\nagent: {type: dqn, " + keys + "}\n", error);
  }

  @Test
  void read_noAgentRegistered_saysSo() {
    assertThatThrownBy(
            () ->
                new SettingsBinder(new SettingsTypes(Catalog.of()))
                    .bind(
                        Sample.Rule.class,
                        YamlTree.ofValue("{type: a}", new Place("here", folder))))
        .isInstanceOf(ConfigException.class)
        .hasMessage("here: there is no clipping rule of type 'a'; there are no types yet.");
  }

  /** What a text is told that has everything else that a config needs. */
  private void assertError(String yaml, String error) {
    assertErrorOfText(completed(yaml), error);
  }

  private static String completed(String yaml) {
    StringBuilder whole = new StringBuilder(yaml.stripTrailing());
    for (String line :
        List.of(
            "name: a", "env: {id: CartPole-v1}", "agent: {type: ppo}", "training: {steps: 1}")) {
      String key = line.substring(0, line.indexOf(':') + 1);
      if (yaml.lines().noneMatch(written -> written.startsWith(key))) {
        whole.append('\n').append(line);
      }
    }
    return whole.append('\n').toString();
  }

  private void assertErrorOfText(String yaml, String error) {
    write(yaml);
    assertWholeError(file + error);
  }

  private void write(String yaml) {
    try {
      Files.writeString(file, yaml, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void assertWholeError(String error) {
    assertThatThrownBy(() -> Sample.FORMAT.read(Sample.Config.class, file, List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(error);
    assertThat(error).matches("(?s).*[.?)]");
  }
}
