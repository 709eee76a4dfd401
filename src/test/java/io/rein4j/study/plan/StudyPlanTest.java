package io.rein4j.study.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.rein4j.agent.dqn.DqnSettings;
import io.rein4j.agent.pg.PpoSettings;
import io.rein4j.catalog.Catalog;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.config.ConfigException;
import io.rein4j.config.ConfigFormat;
import io.rein4j.config.Differences;
import io.rein4j.study.SmallStudies;
import io.rein4j.train.RunConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a study file plans: which runs, and what is wrong with it. */
class StudyPlanTest {

  private static final String GRID =
      """
      name: grid
      base: small-ppo.yaml
      set: {evaluation.every: 700}
      vary:
        agent.clipping:
          off: {rules: []}
          norm 0.5: {rules: [{type: global-norm, threshold: 0.5}]}
        agent.epochs: [1, 3]
      environments:
        - CartPole-v1
        - id: Acrobot-v1
          base: small-dqn.yaml
          set: {training.steps: 60, agent: {type: ppo, epochs: 5}}
      seeds: [4, 7]
      compare: agent.clipping
      baseline: norm 0.5
      """;

  @TempDir Path temporary;

  private StudyPlan plan(String yaml) throws IOException {
    return StudyPlan.read(Catalog.standard(), SmallStudies.write(temporary, yaml));
  }

  @Test
  void plan_twoFactors_hasEveryCellWithTheSameSeeds() throws IOException {
    StudyPlan plan = plan(GRID);
    StudyDesign design = plan.design();
    assertThat(design.levels()).containsExactly("off", "norm 0.5");
    assertThat(design.baseline()).isEqualTo("norm 0.5");
    assertThat(design.environments()).containsExactly("CartPole-v1", "Acrobot-v1");
    assertThat(design.conditions()).containsExactly("1", "3");
    assertThat(design.seeds()).containsExactly(4L, 7L);
    assertThat(design.levelValues()).containsExactly(Map.entry("norm 0.5", 0.5));
    assertThat(design.scores().get("CartPole-v1"))
        .isEqualTo(ScoreRange.known(22.197, 500).withSolved(OptionalDouble.of(475)));
    assertThat(plan.runs()).hasSize(16);
    for (Cell cell : design.cells()) {
      assertThat(plan.runs().stream().filter(run -> run.cell().equals(cell)))
          .extracting(PlannedRun::seed)
          .containsExactly(4L, 7L);
    }
  }

  @Test
  void plan_folders_areNamedAfterTheirCells() throws IOException {
    assertThat(plan(GRID).runs())
        .extracting(PlannedRun::folderName)
        .startsWith("CartPole-v1_1_off-4", "CartPole-v1_1_off-7", "CartPole-v1_1_norm-0.5-4")
        .doesNotHaveDuplicates();
  }

  @Test
  void plan_levelsWhoseNamesLookAlike_haveFoldersOfTheirOwn() throws IOException {
    StudyPlan plan =
        plan(
            """
            name: names
            base: small-ppo.yaml
            vary: {agent.clipping: {"a/b": {rules: []}, "a b": {}, "A b": {}, "..": {}}}
            seeds: 2
            """);
    assertThat(plan.runs())
        .extracting(run -> run.config().name())
        .containsOnly("CartPole-v1_a-b", "CartPole-v1_a-b_2", "CartPole-v1_A-b_3", "CartPole-v1");
  }

  @Test
  void plan_values_areLaidOverTheBaseInOrder() throws IOException {
    List<PlannedRun> runs = plan(GRID).runs();
    RunConfig cartPole = runs.get(2).config();
    assertThat(cartPole.evaluation().every()).isEqualTo(700);
    assertThat(cartPole.training().steps()).isEqualTo(2000);
    assertThat(cartPole.agent()).isInstanceOf(PpoSettings.class);
    PpoSettings ppo = (PpoSettings) cartPole.agent();
    assertThat(ppo.clipping().rules()).containsExactly(new GlobalNorm(0.5, 2));
    assertThat(ppo.epochs()).isEqualTo(1);
    RunConfig acrobot = runs.get(runs.size() - 1).config();
    assertThat(acrobot.env().id()).isEqualTo("Acrobot-v1");
    assertThat(acrobot.env().count()).as("of small-dqn.yaml").isEqualTo(3);
    assertThat(acrobot.training().steps()).isEqualTo(60);
    assertThat(((PpoSettings) acrobot.agent()).epochs()).as("the level is last").isEqualTo(3);
  }

  @Test
  void plan_logRange_hasRoundedNumbersAsNamesAndValues() throws IOException {
    StudyPlan plan =
        plan(
            """
            name: range
            base: small-dqn.yaml
            vary:
              agent.clipping.rules.0.threshold: {log-range: {from: 0.01, to: 10, count: 7}}
            seeds: 3
            """);
    assertThat(plan.design().levels())
        .containsExactly("0.01", "0.0316", "0.1", "0.316", "1", "3.16", "10");
    assertThat(plan.design().baseline()).isEqualTo("0.01");
    assertThat(plan.design().levelValues()).containsEntry("0.0316", 0.0316).hasSize(7);
    assertThat(plan.design().conditions()).containsExactly("");
    DqnSettings dqn = (DqnSettings) plan.runs().get(3).config().agent();
    assertThat(dqn.clipping().rules()).containsExactly(new GlobalNorm(0.0316, 2));
  }

  @Test
  void plan_resolvedStudy_plansTheSame() throws IOException {
    StudyPlan plan = plan(SmallStudies.CLIPPING);
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    Path resolved =
        Files.writeString(elsewhere.resolve("study.yaml"), ConfigFormat.write(plan.resolved()));
    StudyPlan again = StudyPlan.read(Catalog.standard(), resolved);
    assertThat(again.runs()).isEqualTo(plan.runs());
    assertThat(again.design()).isEqualTo(plan.design());
    assertThat(Differences.between(plan.resolved(), again.resolved())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vary: {agent.cliping: {a: {}, b: {}}}          | study.yaml:3:8: there is no key 'cliping' in agent of type 'ppo'; did you mean 'clipping'?
          vary: {agent.cliping: {a: {}, b: {}}}          | This is so where agent.cliping is 'a', in CartPole-v1.
          vary: {agent.clipping.rules.4.threshold: [1]}  | vary.agent.clipping.rules.4.threshold has the level '1' only
          vary: {agent.clipping.rules.4.threshold: [1, 2]} | agent.clipping.rules has no element 4
          vary: {agent..x: [1, 2]}                       | 'agent..x' is not a path into a config
          vary: {agent.epochs: [1, 1]}                   | study.yaml:3:26: vary.agent.epochs has two levels named '1'.
          vary: {agent.epochs: {a: 1, a: 2}}             | the key 'a' is already given
          vary: {agent.epochs: [1, many]}                | agent.epochs must be a whole number, but is the text 'many'
          vary: {agent.epochs: [1, many]}                | This is so where agent.epochs is 'many', in CartPole-v1.
          vary: {agent.clipping: [{rules: []}]}          | needs a name
          vary: {agent.epochs: 3}                        | vary.agent.epochs must name levels with their values
          vary: {agent.epochs: []}                       | vary.agent.epochs must name levels with their values
          vary: {agent.epochs: {log-range: {from: 0, to: 1, count: 3}}} | 'from' must be finite and > 0
          vary: {agent.epochs: {log-range: {from: 1, to: 9}}} | needs the key 'count'
          vary: {}                                       | a study must 'vary' at least one path
          vary: {agent.epochs: [1, 2], agent.gamma: [0.9]} | 'compare' must say which of them is compared
          compare: agent.epoch                           | 'compare' must be a path that the study varies (agent.epochs), but is the text 'agent.epoch'; the nearest is 'agent.epochs'.
          baseline: 3                                    | 'baseline' must be a level of agent.epochs (1, 2), but is 3
          seeds: 1                                       | study.yaml:5:8: 'seeds' must be 2 or more, because statistics need two, but is one.
          seeds: [3]                                     | 'seeds' must be 2 or more, because statistics need two, but is one.
          seeds: [3, 3]                                  | 'seeds' holds 3 twice.
          seeds: [3, -1]                                 | whole numbers from 0 on, but has -1
          seeds: many                                    | 'seeds' must be a number of seeds
          base: missing.yaml                             | missing.yaml' to start from.
          base: [1]                                      | a base must be the path of a config, or a config itself, but is a list.
          environments: [CartPole-v7]                    | study.yaml:5:16: there is no environment with the id 'CartPole-v7'; the nearest is 'CartPole-v
          environments: [CartPole-v1, CartPole-v1]       | 'environments' has CartPole-v1 twice.
          environments: [{sets: {}}]                     | there is no key 'sets' in environments.0; did you mean 'set'?
          set: {training.stps: 3}                        | there is no key 'stps' in training; did you mean 'steps'?
          scores: {CartPole-v1: {random: 5, reference: 5}} | reference
          scores: {CartPole-v1: {random: guess, reference: 5}} | scores.CartPole-v1.random must be a finite number, or 'measure' to have it measured before the runs, but is the text 'guess'.
          scores: {CartPole-v1: {random: .nan, reference: 5}}  | study.yaml:5:32: scores.CartPole-v1.random must be a finite number, or 'measure' to have it measured before the runs, but is .nan.
          scores: {CartPole-v1: {random: -.inf, reference: 5}} | scores.CartPole-v1.random must be a finite number, or 'measure' to have it measured before the runs, but is -.inf.
          scores: {CartPole-v1: {random: measure, reference: .nan}} | scores.CartPole-v1.reference must be a number, but is .nan
          environments: ["gym:my_module:MyEnv-v0"]       | nothing is known of the returns that scores are measured by in gym:my_module:MyEnv-v0; the study needs them: scores: {"gym:my_module:MyEnv-v0": {random: …, reference: …}}
          set: {env.options.sutton-barto-reward: true}   | nothing is known of the returns that scores are measured by in CartPole-v1
          set: {env.server: "http://127.0.0.1:9", env.id: Mine-v0} | nothing is known of the returns that scores are measured by in Mine-v0
          scores: {Acrobot-v1: {random: 5, reference: 6}} | 'scores' names Acrobot-v1, which is not an environment of the study
          sets: {}                                       | there is no key 'sets' at the top level; did you mean 'set'?
          name: ../x                                     | a study's 'name' is letters
          analysis: {replicas: 3}                        | there is no key 'replicas' in analysis
          analysis: {margin: 0}                          | study.yaml:5:20: 'margin' must be in (0, 1], but is 0
          analysis: {margin: 1.5}                        | 'margin' must be in (0, 1], but is 1.5
          analysis: {failure: 0}                         | 'failure' must be in (0, 1), but is 0
          analysis: {failure: 1}                         | 'failure' must be in (0, 1), but is 1
          analysis: {failure: .nan}                      | analysis.failure must be a number
          primary: finalscore                            | primary must be one of final-score, failures, stability, but is the text
          """)
  void plan_wrongStudy_isRefusedInASentence(String line, String sentence) throws IOException {
    String key = line.substring(0, line.indexOf(':'));
    String rest =
        """
        name: small
        base: small-ppo.yaml
        vary: {agent.epochs: [1, 2]}
        seeds: 2
        """
            .lines()
            .filter(other -> !other.startsWith(key + ":"))
            .reduce("", (a, b) -> a + b + "\n");
    String yaml =
        key.equals("vary")
            ? rest.replace("seeds", line + "\nseeds")
            : rest + (rest.lines().count() == 3 ? "\n" : "") + line + "\n";
    Path study = SmallStudies.write(temporary, yaml);
    assertThatThrownBy(() -> StudyPlan.read(Catalog.standard(), study))
        .isInstanceOfAny(ConfigException.class, IllegalArgumentException.class)
        .hasMessageContaining(sentence)
        .hasMessageEndingWith(
            String.valueOf(sentence.charAt(sentence.length() - 1)).equals(".") ? "." : "");
  }

  @Test
  void plan_primaryMarginAndFailure_areThoseOfTheFile() throws IOException {
    StudyPlan usual = plan(GRID);
    assertThat(usual.design().outcomes())
        .containsExactly(Outcome.FINAL_SCORE, Outcome.FAILURES, Outcome.STABILITY);
    assertThat(usual.analysis()).isEqualTo(AnalysisSettings.DEFAULTS);
    StudyPlan given = plan(GRID + "primary: failures\nanalysis: {margin: 0.1, failure: 0.25}\n");
    assertThat(given.design().primary()).isEqualTo(Outcome.FAILURES);
    assertThat(given.design().outcomes())
        .containsExactly(Outcome.FAILURES, Outcome.FINAL_SCORE, Outcome.STABILITY);
    assertThat(given.analysis().margin()).isEqualTo(0.1);
    assertThat(given.analysis().failure()).isEqualTo(0.25);
    assertThat(given.resolved()).containsEntry("primary", "failures");
  }

  /** As studies were resolved before these keys were there. */
  @Test
  void plan_resolvedStudyWithoutKeysOfVerdicts_hasTheirDefaults() throws IOException {
    Map<String, Object> before = new LinkedHashMap<>(plan(GRID).resolved());
    before.remove("primary");
    Map<String, Object> analysis = new LinkedHashMap<>();
    ((Map<?, ?>) Objects.requireNonNull(before.get("analysis")))
        .forEach((key, value) -> analysis.put("" + key, value));
    analysis.remove("margin");
    analysis.remove("failure");
    before.put("analysis", analysis);
    Path file = temporary.resolve("resolved.yaml");
    Files.writeString(file, ConfigFormat.write(before));
    StudyPlan read = StudyPlan.read(Catalog.standard(), file);
    assertThat(read.resolved()).isEqualTo(plan(GRID).resolved());
  }

  @Test
  void plan_severalErrorsOfAStudy_areToldAtOnce() throws IOException {
    Path study =
        SmallStudies.write(
            temporary,
            """
            name: small
            base: small-ppo.yaml
            vary: {agent.epochs: [1, 2]}
            seeds: 1
            baseline: 3
            environments: [CartPole-v7, CartPole-v1, {sets: {}}]
            """);
    assertThatThrownBy(() -> StudyPlan.read(Catalog.standard(), study))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.sentences())
                    .satisfiesExactly(
                        line -> assertThat(line).startsWith(study + ":4:8: 'seeds' must be 2"),
                        line -> assertThat(line).startsWith(study + ":5:11: 'baseline' must be"),
                        line -> assertThat(line).startsWith(study + ":6:16: there is no environ"),
                        line -> assertThat(line).startsWith(study + ":6:43: there is no key")));
  }

  @Test
  void plan_severalErrorsOfASuite_areToldAtOnce() throws IOException {
    SmallStudies.write(temporary, "");
    Path suite =
        Files.writeString(
            temporary.resolve("suite.yaml"),
            """
            name: small
            seeds: many
            entries:
              - {config: small-ppo.yaml, set: {training.stps: 3}}
              - {config: small-ppo.yaml}
              - {config: missing.yaml}
            """);
    assertThatThrownBy(() -> SuitePlan.read(Catalog.standard(), suite))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.sentences())
                    .satisfiesExactly(
                        line -> assertThat(line).startsWith(suite + ":2:8: 'seeds' must be"),
                        line -> assertThat(line).startsWith(suite + ":4:36: there is no key"),
                        line -> assertThat(line).startsWith(suite + ":6:14: there is no config")));
  }

  @ParameterizedTest
  @MethodSource("studiesWithErrors")
  void plan_errorsThatDoNotFollowFromOthers_areAllToldAtOnce(String yaml, List<String> errors)
      throws IOException {
    assertErrors(StudyPlan::read, SmallStudies.write(temporary, yaml), errors);
  }

  private static Stream<Arguments> studiesWithErrors() {
    return Stream.of(
        arguments(
            named(
                "in each key",
                """
                name: small
                base: small-ppo.yaml
                set: {training.step: 3000}
                vary:
                  agent.clipping:
                    off: {rules: []}
                    norm-0.5: {rules: [{type: global-norm, treshold: 0.5}]}
                seed: 20
                baseline: norm-0.6
                """),
            List.of(
                ":3:7: there is no key 'step' in training",
                ":7:44: there is no key 'treshold' in agent.clipping.rules.0",
                ":8:1: there is no key 'seed' at the top level",
                ":9:11: 'baseline' must be a level of agent.clipping")),
        arguments(
            named(
                "compare, set, environments and varied paths",
                """
                name: small
                base: small-ppo.yaml
                set: {training.step: 3000}
                vary:
                  agent.clipping.rules.0.treshold: [1, 2]
                  agent.epoch: [1, 2]
                environments: [CartPole-v9, Foo]
                compare: agent.epochs
                seeds: 2
                """),
            List.of(
                ":3:7: there is no key 'step' in training",
                ":5:3: there is no key 'treshold' in agent.clipping.rules.0",
                ":6:3: there is no key 'epoch' in agent of type 'ppo'",
                ":7:16: there is no environment with the id 'CartPole-v9'",
                ":7:29: there is no environment with the id 'Foo'",
                ":8:10: 'compare' must be a path that the study varies")),
        arguments(
            named("a base that is misspelt", "bas: small-ppo.yaml\n" + rest("seeds: many")),
            List.of(":1:1: there is no key 'bas'", ":4:8: 'seeds' must be a number of seeds")),
        arguments(
            named(
                "a baseline that is misspelt",
                "base: small-ppo.yaml\nbaselin: 2\n" + rest("seeds: many")),
            List.of(":2:1: there is no key 'baselin'", ":5:8: 'seeds' must be a number of seeds")),
        arguments(
            named(
                "levels that cannot be read, and others",
                """
                name: small
                base: small-ppo.yaml
                vary: {agent.epochs: 3, agent.gamma: [0.9, many]}
                compare: agent.epochs
                seeds: 2
                """),
            List.of(
                ":3:8: vary.agent.epochs must name levels", ":3:44: agent.gamma must be a number")),
        arguments(
            named(
                "an environment with two errors, and one that is not known",
                """
                name: small
                base: small-ppo.yaml
                vary: {agent.epochs: [1, 2]}
                environments:
                  - {id: Foo, names: a}
                  - {id: CartPole-v1, set: {env.id: "gym:my:Own-v0"}}
                scores: {Own: {random: 1, reference: x}}
                seeds: 2
                """),
            List.of(
                ":5:10: there is no environment with the id 'Foo'",
                ":5:15: there is no key 'names' in environments.0",
                ":7:38: scores.Own.reference must be a number")),
        arguments(
            named(
                "scores that are missing",
                """
                name: small
                base: small-ppo.yaml
                vary: {agent.epochs: [1, many]}
                environments: ["gym:my:Own-v0", overall, {id: CartPole-v1, name: overall}]
                seeds: 2
                """),
            List.of(
                ":3:26: agent.epochs must be a whole number",
                ":4:16: nothing is known of the returns",
                ":4:33: there is no environment with the id 'overall'",
                ":4:42: 'overall' names all environments together")),
        arguments(
            named(
                "what may follow from others is not told",
                """
                name: small
                bas: small-ppo.yaml
                vary: {agent.epochs: [1, 2], agent.gamma: [0.9, 0.99]}
                environments: [Foo]
                compar: agent.epochs
                score: {Foo: {random: 1, reference: 2}}
                seeds: 2
                """),
            List.of(
                ":2:1: there is no key 'bas'",
                ":5:1: there is no key 'compar'",
                ":6:1: there is no key 'score'")));
  }

  private static String rest(String seeds) {
    return "name: small\nvary: {agent.epochs: [1, 2]}\n" + seeds + "\n";
  }

  @Test
  void plan_errorsOfASuite_areAllToldAtOnce() throws IOException {
    SmallStudies.write(temporary, "");
    Path suite =
        Files.writeString(
            temporary.resolve("suite.yaml"),
            """
            name: small
            seed: 3
            seeds: x
            entries:
              - {config: small-ppo.yaml, treshold: 3}
              - {config: nofile.yaml}
              - {config: small-ppo.yaml, set: {env.id: Foo}, threshold: many}
              - {config: small-ppo.yaml}
            """);
    assertErrors(
        SuitePlan::read,
        suite,
        List.of(
            ":2:1: there is no key 'seed' at the top level",
            ":3:8: 'seeds' must be a number of seeds",
            ":5:30: there is no key 'treshold' in entries.0",
            ":6:14: there is no config file",
            ":7:44: there is no environment with the id 'Foo'",
            ":7:61: entries.2.threshold must be a number",
            ":8:14: the suite has two entries named 'small-ppo'"));
  }

  private static void assertErrors(
      BiFunction<Catalog, Path, ?> reader, Path file, List<String> errors) {
    assertThatThrownBy(() -> reader.apply(Catalog.standard(), file))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e -> {
              List<String> told = e.sentences();
              assertThat(told).as("%s", told).hasSameSizeAs(errors);
              for (int i = 0; i < told.size(); i++) {
                assertThat(told.get(i)).startsWith(file + errors.get(i));
              }
            });
  }

  @Test
  void plan_environmentsElsewhere_keepTheirIdsSettingsAndNames() throws IOException {
    StudyPlan plan =
        plan(
            """
            name: elsewhere
            base: small-ppo.yaml
            set: {env.gym: {processes: 2}}
            vary: {agent.epochs: [1, 2]}
            environments:
              - gym:CartPole-v1
              - gym:ALE/Pong-v5
              - {id: gym:ALE/Pong-v5, name: hard Pong, set: {env.options: {difficulty: 1}}}
              - {id: CartPole-v1, name: served, set: {env.server: "http://127.0.0.1:5000"}}
            seeds: 2
            scores:
              gym:ALE/Pong-v5: {random: -21, reference: 21}
              hard Pong: {random: measure, reference: 21}
            """);
    assertThat(plan.design().environments())
        .containsExactly("gym:CartPole-v1", "gym:ALE/Pong-v5", "hard Pong", "served");
    assertThat(plan.design().scores())
        .as("Gymnasium's CartPole is the same everywhere")
        .containsEntry(
            "gym:CartPole-v1", ScoreRange.known(22.197, 500).withSolved(OptionalDouble.of(475)))
        .containsEntry("served", ScoreRange.known(22.197, 500).withSolved(OptionalDouble.of(475)))
        .doesNotContainKey("hard Pong");
    assertThat(plan.randomAgents()).extracting(RandomAgent::environment).containsOnly("hard Pong");
    assertThat(plan.runs())
        .extracting(PlannedRun::folderName)
        .contains("gym-ALE-Pong-v5_1-1", "hard-Pong_1-1")
        .doesNotHaveDuplicates();
    for (PlannedRun run : plan.runs()) {
      assertThat(java.util.Objects.requireNonNull(run.config().env().gym()).processes())
          .isEqualTo(2);
    }
    Path resolved =
        Files.writeString(temporary.resolve("resolved.yaml"), ConfigFormat.write(plan.resolved()));
    StudyPlan again = StudyPlan.read(Catalog.standard(), resolved);
    assertThat(again.runs()).isEqualTo(plan.runs());
    assertThat(again.design()).isEqualTo(plan.design());
  }

  @Test
  void plan_longNames_haveFoldersThatFileSystemsTake() throws IOException {
    StudyPlan plan =
        plan(
            """
            name: long
            base: small-ppo.yaml
            vary: {agent.clipping: {%s: {rules: []}, %s: {}}}
            seeds: 2
            """
                .formatted("a".repeat(300), "a".repeat(301)));
    assertThat(plan.runs())
        .extracting(PlannedRun::folderName)
        .allMatch(name -> name.length() < 140)
        .doesNotHaveDuplicates();
  }

  @Test
  void plan_noBaseAtAll_isRefused() throws IOException {
    Path study = SmallStudies.write(temporary, "name: a\nvary: {agent.epochs: [1, 2]}\nseeds: 2\n");
    assertThatThrownBy(() -> StudyPlan.read(Catalog.standard(), study))
        .hasMessage(study + ":1:1: the key 'base' is needed: the config that runs start from.");
  }

  @Test
  void differences_manyChanges_namesThreeAndCountsTheRest() {
    Map<String, Object> before = Map.of("a", List.of(1, 2), "b", Map.of("c", "x"), "d", 1);
    assertThat(
            Differences.between(
                before, Map.of("a", List.of(1, 3), "b", Map.of("c", "x"), "d", 1.0)))
        .isEqualTo("a.1 was 2 and is now 3");
    assertThat(Differences.between(Map.of("a", 1), Map.of("b", 2)))
        .isEqualTo("a is gone (it was 1); b is new (2)");
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("type", "global-norm");
    rule.put("groups", List.of("actor"));
    rule.put("threshold", null);
    assertThat(Differences.between(List.of(rule), List.of()))
        .isEqualTo("0 is gone (it was {type: global-norm, groups: [actor], threshold: null})");
    assertThat(Differences.between(rule, Map.of("type", "x", "groups", List.of(), "threshold", 1)))
        .endsWith("threshold was not set and is now 1");
    assertThat(Differences.between(List.of(1, 2, 3, 4, 5), List.of())).endsWith("; and 2 more");
  }
}
