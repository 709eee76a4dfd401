package io.rein4j.study.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a study plans that chooses one of its levels, and what is wrong with it. */
class ChoosingStudyPlanTest {

  private static final String CHOOSE =
      """
      name: choose
      base: small-ppo.yaml
      vary:
        agent.clipping.rules.0.threshold: {log-range: {from: 0.01, to: 10, count: 7}}
        env.wrappers:
          noisy: [{type: reward-noise, distribution: gaussian, scale: 1}]
          clean: []
      choose: agent.clipping.rules.0.threshold
      baseline: 0.316
      seeds: 3
      tuning: {seeds: 6}
      """;

  private static final String SPACE =
      """
      name: space
      base: small-ppo.yaml
      space:
        agent.clipping.rules.0.threshold: {log: {from: 0.01, to: 10}}
        agent.optimizer.learning-rate: {linear: {from: 1e-3, to: 3e-3}}
        agent.epochs: [1, 2, 3]
      points: 4
      seeds: {from: 8, to: 12}
      """;

  @TempDir Path temporary;

  private StudyPlan plan(String yaml) throws IOException {
    return StudyPlan.read(Catalog.standard(), SmallStudies.write(temporary, yaml));
  }

  private void assertReadsBack(StudyPlan plan) throws IOException {
    Path resolved =
        Files.writeString(temporary.resolve("resolved.yaml"), ConfigFormat.write(plan.resolved()));
    StudyPlan again = StudyPlan.read(Catalog.standard(), resolved);
    assertThat(again.design()).isEqualTo(plan.design());
    assertThat(again.runs()).isEqualTo(plan.runs());
    assertThat(again.tuning()).isEqualTo(plan.tuning());
    assertThat(Differences.between(plan.resolved(), again.resolved())).isEmpty();
  }

  private static TuningPlan tuning(StudyPlan plan) {
    return Objects.requireNonNull(plan.tuning());
  }

  @Test
  void plan_choose_hasTuningRunsOnSeedsOfTheirOwn() throws IOException {
    StudyPlan plan = plan(CHOOSE);
    assertThat(plan.design().factor()).isEqualTo("agent.clipping.rules.0.threshold");
    assertThat(plan.design().baseline()).isEqualTo("0.316");
    assertThat(plan.design().seeds()).containsExactly(1L, 2L, 3L);
    TuningPlan tuning = tuning(plan);
    assertThat(tuning.seeds()).containsExactly(10001L, 10002L, 10003L, 10004L, 10005L, 10006L);
    assertThat(tuning.rounds())
        .containsExactly(new TuningPlan.Round(3, 4), new TuningPlan.Round(6, 3));
    assertThat(tuning.runs()).hasSize(7 * 2 * 6);
    assertThat(plan.runs()).hasSize(7 * 2 * 3);
    assertThat(tuning.runs())
        .extracting(PlannedRun::folderName)
        .contains("CartPole-v1_noisy_0.01-10001")
        .doesNotHaveDuplicates();
    assertReadsBack(plan);
  }

  @Test
  void plan_choose_canRecommendTheBaseWithTheLevelAlone() throws IOException {
    RunConfig config = Objects.requireNonNull(tuning(plan(CHOOSE)).configs().get("3.16"));
    assertThat(config.name()).isEqualTo("choose-recommended");
    assertThat(config.env().wrappers()).isEmpty();
    assertThat(((PpoSettings) config.agent()).clipping().rules())
        .containsExactly(new GlobalNorm(3.16, 2));
  }

  /** The rule that has the threshold is a level of the other factor. */
  @Test
  void plan_chooseWhatOtherFactorsBring_canRecommendItWithTheFirstOfThem() throws IOException {
    StudyPlan plan =
        plan(
            """
            name: choose
            base: small-ppo.yaml
            vary:
              agent.clipping: {two: {rules: [{type: auto-clip}, {type: global-norm, threshold: 1}]}}
              agent.clipping.rules.1.threshold: [1, 2]
            choose: agent.clipping.rules.1.threshold
            seeds: 2
            """);
    RunConfig config = Objects.requireNonNull(tuning(plan).configs().get("2"));
    assertThat(((PpoSettings) config.agent()).clipping().rules()).contains(new GlobalNorm(2, 2));
    assertThat(tuning(plan).rounds()).as("both are finalists").isEmpty();
  }

  @Test
  void plan_space_hasTheBaseAndSobolPointsAsLevels() throws IOException {
    StudyPlan plan = plan(SPACE);
    assertThat(plan.design().levels()).containsExactly("base", "p1", "p2", "p3", "p4");
    assertThat(plan.design().baseline()).isEqualTo("base");
    assertThat(plan.design().isSequential()).isTrue();
    assertThat(tuning(plan).values().get("base")).isEmpty();
    assertThat(List.copyOf(Objects.requireNonNull(tuning(plan).values().get("p1")).values()))
        .hasToString("[0.01, 0.001, 1]");
    assertThat(List.copyOf(Objects.requireNonNull(tuning(plan).values().get("p2")).values()))
        .hasToString("[0.316, 0.002, 2]");
    PpoSettings second =
        (PpoSettings) Objects.requireNonNull(tuning(plan).configs().get("p2")).agent();
    assertThat(second.epochs()).isEqualTo(2);
    assertThat(second.clipping().rules()).containsExactly(new GlobalNorm(0.316, 2));
    assertReadsBack(plan);
  }

  private static final String PROPOSED =
      SPACE.replace("points: 4", "points: 9") + "sampler: optuna\n";

  @Test
  void plan_pointsThatAreProposed_hasThoseThatAreKnownAsLevels() throws IOException {
    Path file = SmallStudies.write(temporary, PROPOSED);
    StudyPlan first = StudyPlan.read(Catalog.standard(), file);
    assertThat(first.design().levels()).containsExactly("base", "p1", "p2", "p3", "p4", "p5");
    assertThat(tuning(first).isComplete()).isFalse();
    assertThat(tuning(first).rounds()).isEqualTo(TuningPlan.halving(10, 8));
    Proposing proposing = Objects.requireNonNull(tuning(first).proposing());
    assertThat(proposing.choices()).containsExactly(0, 0, 3);
    assertThat(proposing.waves())
        .containsExactly(List.of("p1", "p2", "p3", "p4", "p5"), List.of("p6", "p7", "p8", "p9"));
    assertThat(proposing.places("p2")).containsExactly(0.5, 0.5, 1.0);
    assertReadsBack(first);

    Map<String, List<Double>> proposed = new LinkedHashMap<>();
    proposed.put("p6", List.of(0.0, 0.25, 2.0));
    proposed.put("p7", List.of(1.0, 1.0, 0.0));
    StudyPlan known = StudyPlan.read(Catalog.standard(), file, proposed);
    assertThat(known.design().levels()).hasSize(8).endsWith("p6", "p7");
    assertThat(List.copyOf(Objects.requireNonNull(tuning(known).values().get("p6")).values()))
        .hasToString("[0.01, 0.0015, 3]");
    assertThat(List.copyOf(Objects.requireNonNull(tuning(known).values().get("p7")).values()))
        .hasToString("[10, 0.003, 1]");
    assertThat(tuning(known).isComplete()).isFalse();
    assertThat(tuning(known).wave(0, known.design().levels())).hasSize(6).contains("base");
    assertThat(tuning(known).wave(1, known.design().levels())).containsExactly("p6", "p7");
    assertThat(Differences.between(first.resolved(), known.resolved())).isEmpty();
    assertThat(known.runs()).containsAll(first.runs());
  }

  @Test
  void plan_spaceBesidesConditions_hasAllTheirCombinations() throws IOException {
    StudyPlan plan = plan(SPACE + "vary: {agent.gamma: [0.9, 0.99]}\n");
    assertThat(plan.design().conditions()).containsExactly("0.9", "0.99");
    assertThat(tuning(plan).runs()).hasSize(5 * 2 * 8);
    assertReadsBack(plan);
  }

  @Test
  void plan_spaceOfFewCombinations_hasEachOnce() throws IOException {
    StudyPlan plan =
        plan("name: s\nbase: small-ppo.yaml\nspace: {agent.epochs: [1, 2]}\npoints: 8\nseeds: 2\n");
    assertThat(plan.design().levels()).containsExactly("base", "p1", "p2");
  }

  @Test
  void plan_listedReportingSeedsBeyondTheCounted_areLeftOutOfTheTuningSeeds() throws IOException {
    StudyPlan plan = plan(CHOOSE.replace("seeds: 3", "seeds: [10001, 10003]"));
    assertThat(tuning(plan).seeds())
        .containsExactly(10002L, 10004L, 10005L, 10006L, 10007L, 10008L);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 8, ''",
    "3, 8, ''",
    "4, 8, '8:3'",
    "7, 8, '4:4 8:3'",
    "16, 8, '2:8 4:4 8:3'",
    "17, 6, '2:9 3:5 6:3'",
    "17, 2, '1:5 2:3'",
    "17, 1, '1:3'",
  })
  void halving_levelsAndSeeds_doublesSeedsAndHalvesLevels(int levels, int seeds, String rounds) {
    assertThat(
            TuningPlan.halving(levels, seeds).stream()
                .map(round -> round.seeds() + ":" + round.kept()))
        .containsExactly(rounds.isEmpty() ? new String[0] : rounds.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          choose: agent.epoch                     | study.yaml:5:9: 'choose' must be a path that the study varies (agent.epochs), but is the text 'agent.epoch'; the nearest is 'agent.epochs'.
          compare: agent.epochs                   | study.yaml:5:1: a study has one of the keys 'compare', 'choose' and 'space', but this one has 'compare' and 'choose'.
          tuning: {seeds: [7, 2]}                 | study.yaml:6:21: 2 is a tuning seed and one of the 'seeds' that the study reports on; a level that is chosen by runs scores too well on them. The two must have no seed in common.
          tuning: {seeds: 0}                      | 'seeds' must be 1 or more, but are none.
          tuning: {seeds: many}                   | 'seeds' must be a number of seeds
          tuning: {}                              | tuning needs the key 'seeds'
          tuning: 6                               | tuning must be
          points: 8                               | study.yaml:6:1: 'points' is a number of points of a 'space', but the study has none.
          sampler: optuna                         | study.yaml:6:1: 'sampler' is what chooses the points of a 'space', but the study has none.
          """)
  void plan_wrongChoice_isRefusedInASentence(String line, String sentence) throws IOException {
    String choose = "choose: agent.epochs\n";
    assertRefused(
        """
        name: small
        base: small-ppo.yaml
        vary: {agent.epochs: [1, 2]}
        seeds: 3
        """
            + (line.startsWith("choose") ? "" : choose)
            + line
            + "\n",
        sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          space: {agent.epoch: [1, 2]}            | study.yaml:4:9: there is no key 'epoch' in agent of type 'ppo'; did you mean 'epochs'?
          space: {agent.epoch: [1, 2]}            | This is so where agent.epoch is 1, in CartPole-v1.
          space: {}                               | a study must 'vary' at least one path of its config, or choose from a 'space' of them.
          space: {agent.epochs: []}               | space.agent.epochs must list two values or more, but has none.
          space: {agent.epochs: [1]}              | space.agent.epochs must list two values or more, but has one.
          space: {agent.epochs: 3}                | space.agent.epochs must be {log: {from, to}}, {linear: {from, to}} or a list of values, but is 3.
          space: {agent.gamma: {log: {from: 0.9, to: 0.9}}}   | 'to' must be greater than 'from', which is 0.9, but is 0.9.
          space: {agent.gamma: {log: {from: 0, to: 1}}}       | 'log' must begin above 0, but begins at 0.0.
          space: {agent.gamma: {log: {from: 1}}}  | needs the key 'to'
          space: {agent.gamma: {}}                | a setting of a 'space' has the range 'log' or the range 'linear', but has neither.
          space: {agent.gamma: {log: {from: 1, to: 2}, linear: {from: 1, to: 2}}} | but has both.
          space: {agent.gamma: {from: 1, to: 2}}  | there is no key 'from'
          space: {agent.epochs: {linear: {from: 1, to: 4}}}   | agent.epochs must be a whole number of 32 bits, but is 2.5. (epochs: passes over a rollout, ≥ 1) This is so where agent.epochs is 2.5, in CartPole-v1.
          space: {agent..x: [1, 2]}               | 'agent..x' is not a path into a config
          space: {a: [1, 2], b: [1, 2], c: [1, 2], d: [1, 2], e: [1, 2], f: [1, 2], g: [1, 2], h: [1, 2], i: [1, 2], j: [1, 2], k: [1, 2]} | 'space' can have up to 10 paths, but has 11.
          """)
  void plan_wrongSpace_isRefusedInASentence(String line, String sentence) throws IOException {
    assertRefused("name: small\nbase: small-ppo.yaml\nseeds: 3\n" + line + "\n", sentence);
  }

  @Test
  void plan_wrongKeysTogether_areRefusedInASentence() throws IOException {
    String varied = "name: small\nbase: small-ppo.yaml\nvary: {agent.epochs: [1, 2]}\nseeds: 3\n";
    assertRefused(varied + "space: {}\n", "study.yaml:5:1: 'space' must name at least one path");
    assertRefused(
        varied + "space: {agent.epochs: [1, 2]}\n", "agent.epochs is in 'vary' and in 'space'.");
    assertRefused(
        varied + "tuning: {seeds: 3}\n",
        "study.yaml:5:1: 'tuning' has the seeds by which a level is chosen, but the study has neither 'choose' nor 'space'.");
    assertRefused(SPACE.replace("points: 4", "points: 0"), "'points' must be");
    assertRefused(
        SPACE + "choose: agent.epochs\n",
        "a study has one of the keys 'compare', 'choose' and 'space', but this one has 'choose' and 'space'.");
    assertRefused(SPACE + "baseline: p9\n", "'baseline' must be a level of");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          points: 3                          | 'sampler: optuna' needs 4 'points' or more, because a half of them come before the first that is proposed, but there are 3.
          sampler: random                    | sampler must be one of sobol, optuna, but is the text 'random'
          space: {agent.epochs: [1, 2, 3]}   | 'sampler: optuna' needs a space of at least as many combinations as there are 'points', which are 9, but it has 3.
          baseline: p9                       | 'baseline' must be a level of
          """)
  void plan_wrongProposals_areRefusedInASentence(String line, String sentence) throws IOException {
    String key = line.substring(0, line.indexOf(':') + 1);
    String rest =
        key.equals("space:")
            ? "name: s\nbase: small-ppo.yaml\nseeds: 2\npoints: 9\nsampler: optuna\n"
            : PROPOSED
                .lines()
                .filter(other -> !other.startsWith(key))
                .reduce("", (a, b) -> a + b + "\n");
    assertRefused(rest + line + "\n", sentence);
  }

  private void assertRefused(String yaml, String sentence) throws IOException {
    Path study = SmallStudies.write(temporary, yaml);
    assertThatThrownBy(() -> StudyPlan.read(Catalog.standard(), study))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(sentence);
  }
}
