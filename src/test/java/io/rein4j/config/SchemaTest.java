package io.rein4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.rein4j.catalog.Catalog;
import io.rein4j.nn.HiddenLayerSettings;
import io.rein4j.nn.HiddenStack;
import io.rein4j.nn.Layer;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.Bare;
import io.rein4j.settings.Describe;
import io.rein4j.settings.TypeName;
import io.rein4j.study.plan.StudyPlan;
import io.rein4j.study.plan.SuitePlan;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunConfigs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {

  private static final Path CONFIGS = Path.of("..", "configs");
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final JsonSchema SAMPLE =
      FACTORY.getSchema(Sample.FORMAT.schema("Sample", Sample.Config.class));

  @ParameterizedTest
  @MethodSource("kinds")
  void schema_asCommitted_isThatOfTheRecords(Kind kind) throws IOException {
    if (Boolean.getBoolean("rein4j.update")) {
      Files.writeString(kind.committed(), kind.schema().get());
    }
    assertThat(kind.committed())
        .as("mvn test -Drein4j.update=true writes it anew")
        .hasContent(kind.schema().get());
  }

  /** Shipped YAML files, described by a schema beside them or above. */
  private record Kind(String file, Supplier<String> schema, List<String> folders) {

    Path committed() {
      return CONFIGS.resolve(file);
    }

    /** The files, each with the way from it to the schema. */
    Map<Path, Path> shipped() throws IOException {
      Map<Path, Path> files = new TreeMap<>();
      for (String name : folders) {
        Path folder = CONFIGS.resolve(name);
        try (Stream<Path> list = Files.list(folder)) {
          list.filter(each -> each.toString().endsWith(".yaml"))
              .forEach(each -> files.put(each, folder.relativize(committed())));
        }
      }
      return files;
    }

    @Override
    public String toString() {
      return file;
    }
  }

  private static final Kind RUN =
      new Kind(
          "schema.json",
          () -> RunConfigs.schema(Catalog.standard()),
          List.of("", "atari", "rl4j", "zoo"));

  static List<Kind> kinds() {
    return List.of(
        RUN,
        new Kind(
            "study-schema.json", () -> StudyPlan.schema(Catalog.standard()), List.of("studies")),
        new Kind(
            "suite-schema.json", () -> SuitePlan.schema(Catalog.standard()), List.of("suites")));
  }

  @TestFactory
  Stream<DynamicTest> shippedFile_always_isValidAndNamesItsSchemaForEditors() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Kind kind : kinds()) {
      JsonSchema schema = FACTORY.getSchema(kind.schema().get());
      for (Map.Entry<Path, Path> shipped : kind.shipped().entrySet()) {
        Path file = shipped.getKey();
        tests.add(
            dynamicTest(
                file.getFileName().toString(),
                () -> {
                  String yaml = Files.readString(file);
                  assertThat(validate(schema, yaml)).isEmpty();
                  assertThat(yaml)
                      .startsWith(
                          "# yaml-language-server: $schema=%s\n".formatted(shipped.getValue()));
                }));
      }
    }
    assertThat(tests).hasSizeGreaterThan(40);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> shippedConfig_always_reads() throws IOException {
    return RUN.shipped().keySet().stream()
        .map(
            file ->
                dynamicTest(
                    file.getFileName().toString(),
                    () -> {
                      RunConfig config = RunConfigs.read(Catalog.standard(), file, List.of());
                      assertThat(config.name() + ".yaml").isEqualTo(file.getFileName().toString());
                    }));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "seeds: 3                                                 | true",
        "seeds: [1, 2, 30]                                        | true",
        "seeds: many                                              | false",
        "environments: [CartPole-v1, {id: Acrobot-v1, base: b}]   | true",
        "environments: [{name: lake}]                             | false",
        "environments: CartPole-v1                                | false",
        "scores: {CartPole-v1: {random: measure, reference: 500}} | true",
        "scores: {CartPole-v1: {random: 22, reference: high}}     | false",
        "analysis: {replicates: 500}                              | true",
        "analysis: {replicate: 500}                               | false",
        "baseline: 0.5                                            | true",
        "base: {name: whole}                                      | true",
        "base: [a.yaml]                                           | false",
      })
  void validate_keyOfAStudy_isValidAsItReads(String key, boolean valid) throws IOException {
    JsonSchema schema = FACTORY.getSchema(StudyPlan.schema(Catalog.standard()));
    String study = "name: a\nvary: {agent.epochs: [1, 2]}\n";
    String rest = key.startsWith("seeds") ? "" : "seeds: 2\n";
    assertThat(validate(schema, study + rest + key).isEmpty()).isEqualTo(valid);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void schema_itself_isValid(Kind kind) throws IOException {
    JsonSchema meta =
        FACTORY.getSchema(java.net.URI.create("https://json-schema.org/draft/2020-12/schema"));
    ObjectMapper json = new ObjectMapper();
    assertThat(meta.validate(json.readTree(kind.schema().get()))).isEmpty();
    assertThat(meta.validate(json.readTree(Sample.FORMAT.schema("Sample", Sample.Config.class))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{type: dqn}",
        "{type: ppo, epochs: 1_0, optimizer: {beta1: 1e-3}}",
        "{type: dqn, optimizer: {type: sgd, learning-rate: 1e-3}}",
        "{type: dqn, optimizer: {learning-rate: {type: linear, from: 1}}}",
        "{type: dqn, optimizer: {learning-rate: {value: 1}}}",
        "{type: dqn, clipping: {rules: [{type: global-norm, threshold: 5, norm-type: inf}]}}",
        "{type: dqn, clipping: {rules: [], non-finite: zero-out}, target-kl: null, batch-size:"
            + " 100_000}",
        "{type: dqn, hidden: [1, 2], double-q: false, model: x, target-kl: .5}",
        "{type: dqn, hidden: [1, {units: 2, dropout: 0.5}]}",
      })
  void validate_configThatReads_hasNoErrors(String agent) throws IOException {
    assertThat(validate(SAMPLE, withAgent(agent))).isEmpty();
    assertThat(reads(withAgent(agent))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{type: dqm}",
        "{batch-size: 3}",
        "{type: dqn, batchsize: 3}",
        "{type: dqn, batch-size: many}",
        "{type: dqn, batch-size: null}",
        "{type: dqn, optimizer: {type: sgd, beta1: 1}}",
        "{type: dqn, optimizer: {learning-rate: fast}}",
        "{type: dqn, optimizer: {learning-rate: {type: linear}}}",
        "{type: dqn, clipping: {rules: [{type: global-norm}]}}",
        "{type: dqn, clipping: {rules: [{threshold: 1}]}}",
        "{type: dqn, clipping: {rules: {type: value}}}",
        "{type: dqn, clipping: {non-finite: nothing}}",
        "{type: dqn, hidden: [big]}",
        "{type: dqn, hidden: [{dropout: 0.5}]}",
      })
  void validate_configThatDoesNotRead_hasErrors(String agent) throws IOException {
    assertThat(validate(SAMPLE, withAgent(agent))).isNotEmpty();
    assertThat(reads(withAgent(agent))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "critic-optimizer: {learning-rate: 1e-3}                      | true",
        "critic-optimizer: {momentum: 0.9}, optimizer: {type: sgd}    | true",
        "critic-optimizer: {type: adam, epsilon: 1e-5}                | true",
        "critic-optimizer: null, critic-clipping: {non-finite: fail}  | true",
        "critic-optimizer: {type: sgd, beta1: 0.5}                    | false",
        "critic-optimizer: {learning-speed: 1}                        | false",
        "critic-clipping: {rule: []}                                  | false"
      })
  void validate_sectionThatStartsFromAnother_needsNoType(String keys, boolean valid)
      throws IOException {
    JsonSchema schema = FACTORY.getSchema(RunConfigs.schema(Catalog.standard()));

    assertThat(validate(schema, withAgent("{type: ppo, %s}".formatted(keys))).isEmpty())
        .isEqualTo(valid);
  }

  /** A schedule around another one. */
  @TypeName("delayed")
  @Describe("The schedule that begins late.")
  public record Delayed(
      @Describe("the share of training until it begins") double by,
      @Describe("what it is from then on") Schedule then)
      implements Schedule {

    @Override
    public double at(double progress) {
      return then.at(Math.max(0, progress - by));
    }
  }

  /** A layer of layers, each of which may say what stands for it while it is off. */
  @TypeName("chain")
  @Describe("The layer that is several in a row.")
  public record Chain(
      @Bare @Describe("the layers, the first one first") List<HiddenLayerSettings> layers,
      @Describe("what is known of it") @Nullable Note note)
      implements HiddenLayerSettings {

    @Override
    public List<Layer> layers(HiddenStack network, String prefix, int number, int inputs) {
      return List.of();
    }

    @Override
    public boolean hasDropout(HiddenStack network) {
      return false;
    }
  }

  /** A note with notes on it. */
  public record Note(
      @Bare @Describe("the text") String text,
      @Describe("notes on it") @Nullable List<Note> notes) {}

  @Test
  void schema_settingsThatHoldTheirOwnKind_endsAndAllowsThem() throws IOException {
    Catalog catalog =
        Catalog.standard()
            .with(
                c ->
                    c.types(Schedule.class, Delayed.class)
                        .types(HiddenLayerSettings.class, Chain.class));
    String text = RunConfigs.schema(catalog);
    JsonSchema schema = FACTORY.getSchema(text);
    String rate = "learning-rate: {type: delayed, by: 0.1, then: %s}";
    String twice = rate.formatted("{type: delayed, by: 0.2, then: 1e-3}");

    assertThat(validate(schema, withAgent("{type: ppo, optimizer: {%s}}".formatted(twice))))
        .isEmpty();
    assertThat(
            validate(
                schema,
                withAgent(
                    "{type: ppo, optimizer: {%s}}".formatted(rate.formatted("{type: delayed}")))))
        .isNotEmpty();
    String layers = "{type: ppo, network: {type: layers, layers: [{chain: %s}]}}";
    for (String chain :
        List.of(
            "[{dense: 8}, {chain: [{dense: 4}]}]",
            "{layers: [{dense: 8}], note: {text: a, notes: [b, {text: c, notes: [d]}]}}")) {
      assertThat(validate(schema, withAgent(layers.formatted(chain)))).isEmpty();
    }
    assertThat(validate(schema, withAgent(layers.formatted("[{chain: [{dens: 4}]}]"))))
        .isNotEmpty();
    assertThat(SettingsPaths.of(RunConfig.class, new SettingsTypes(catalog)))
        .containsKey("agent.optimizer.learning-rate.then.until")
        .doesNotContainKey("agent.optimizer.learning-rate.then.then");
  }

  @Test
  void schema_ofAKey_hasDescriptionAndDefault() throws IOException {
    JsonNode schema =
        new ObjectMapper().readTree(Sample.FORMAT.schema("Sample", Sample.Config.class));
    JsonNode dqn = schema.at("/$defs/agent.dqn/properties");
    assertThat(dqn.at("/type/const").asText()).isEqualTo("dqn");
    assertThat(dqn.at("/type/description").asText()).isEqualTo("Deep Q-learning.");
    assertThat(dqn.at("/batch-size/description").asText())
        .isEqualTo("transitions in one update, ≥ 1");
    assertThat(dqn.at("/batch-size/default").intValue()).isEqualTo(64);
    assertThat(dqn.at("/optimizer/default/learning-rate").doubleValue()).isEqualTo(2.3e-3);
    assertThat(schema.at("/$defs/schedule.linear/required").toString())
        .isEqualTo("[\"type\",\"from\"]");
    assertThat(schema.at("/required").toString())
        .isEqualTo("[\"name\",\"env\",\"agent\",\"training\"]");
  }

  @Test
  void schema_ofAStudy_listsThePathsOfConfigsAndAllowsOthers() throws IOException {
    JsonNode schema = new ObjectMapper().readTree(StudyPlan.schema(Catalog.standard()));
    JsonNode paths = schema.at("/$defs/paths/properties");
    for (String key : List.of("set", "vary")) {
      assertThat(schema.at("/properties/" + key + "/allOf/0/$ref").asText())
          .isEqualTo("#/$defs/paths");
    }
    assertThat(paths.at("/training.log-every/description").asText())
        .isEqualTo("environment steps from one log point to the next, ≥ 1");
    assertThat(paths.at("/agent.type/description").asText()).startsWith("one of a2c, dqn, ");
    assertThat(paths.fieldNames())
        .toIterable()
        .contains("agent", "agent.ratio-clip.until", "agent.replay.capacity", "env.gym.python")
        .doesNotHaveDuplicates();
    for (Path file :
        new Kind("", () -> StudyPlan.schema(Catalog.standard()), List.of("studies"))
            .shipped()
            .keySet()) {
      JsonNode study = new YAMLMapper().readTree(file.toFile());
      for (String key : List.of("set", "vary")) {
        // A path into a list has an index.
        assertThat(study.path(key).fieldNames())
            .toIterable()
            .filteredOn(path -> !path.matches(".*\\.\\d.*"))
            .allSatisfy(path -> assertThat(paths.has(path)).as(path).isTrue());
      }
    }
    String study =
        "{name: a, base: a.yaml, seeds: 2, vary: {agent.clipping.rules.0.threshold: %s}}";
    assertThat(
            validate(
                FACTORY.getSchema(StudyPlan.schema(Catalog.standard())), study.formatted("[1, 2]")))
        .isEmpty();
    assertThat(
            validate(FACTORY.getSchema(StudyPlan.schema(Catalog.standard())), study.formatted("1")))
        .isNotEmpty();
  }

  private static String withAgent(String agent) {
    return "name: a\nenv: {id: CartPole-v1}\ntraining: {steps: 1}\nagent: " + agent;
  }

  private static boolean reads(String yaml) {
    try {
      new SettingsBinder(Sample.TYPES)
          .bind(Sample.Config.class, YamlTree.ofValue(yaml, new Place("here", Path.of(""))));
      return true;
    } catch (ConfigException e) {
      return false;
    }
  }

  private static Set<ValidationMessage> validate(JsonSchema schema, String yaml)
      throws IOException {
    return schema.validate(new YAMLMapper().readTree(yaml));
  }
}
