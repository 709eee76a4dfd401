package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.Learner;
import io.rein4j.agent.LearnerSettings;
import io.rein4j.agent.Training;
import io.rein4j.agent.UpdateListener;
import io.rein4j.catalog.Catalog;
import io.rein4j.config.ConfigFormat;
import io.rein4j.config.YamlValue;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.env.VectorEnv;
import io.rein4j.env.gym.GymEnv;
import io.rein4j.env.gym.GymHost;
import io.rein4j.env.gym.GymSettings;
import io.rein4j.env.gym.Interpreter;
import io.rein4j.harness.Python;
import io.rein4j.harness.PythonEnvs;
import io.rein4j.harness.RequiresPython;
import io.rein4j.random.RandomStreams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Environments as people write them, in {@code rein4j_peoples_envs.py}: each is trained in, or
 * refused by a sentence.
 */
@RequiresPython(modules = "gymnasium")
@EnabledOnOs({OS.LINUX, OS.MAC})
class PeoplesEnvsTest {

  private static final int STEPS = 96;

  private static GymHost host;

  @BeforeAll
  static void start(Python python, @TempDir Path folder) {
    host =
        GymHost.python(
            GymSettings.builder()
                .python(new Interpreter(PythonEnvs.python(python, folder)))
                .build(),
            notice -> {});
  }

  @AfterAll
  static void stop() {
    if (host != null) {
      host.close();
    }
  }

  /** Trains in two of an environment and returns everything that was observed. */
  private static List<float[]> train(
      String name, String agent, Map<String, ?> options, Map<String, ?> resetOptions) {
    List<GymEnv> envs = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        envs.add(host.make("rein4j_peoples_envs:" + name + "-v0", options, resetOptions));
      }
      EpisodeSeeds seeds = EpisodeSeeds.derived(1, "training");
      SyncVectorEnv vector = new SyncVectorEnv(envs, seeds, host.together(envs).orElseThrow());
      Learning learning = new Learning(vector);
      vector.reset();
      learner(agent, vector).learn(learning);
      return learning.observed;
    } finally {
      envs.forEach(GymEnv::close);
    }
  }

  private static Learner learner(String agent, VectorEnv envs) {
    String yaml =
        agent.equals("dqn")
            ? "{type: dqn, network: {hidden: [4]}, replay: {capacity: 64, warmup: 16}}"
            : "{type: %s, network: {hidden: [4]}, rollout-steps: 16}".formatted(agent);
    LearnerSettings settings =
        new ConfigFormat(Catalog.standard())
            .bind(LearnerSettings.class, YamlValue.ofText(yaml, "agent"));
    return settings.create(
        new AgentContext(
            envs.observationSpace(), envs.actionSpace(), 2, STEPS, new RandomStreams(1)));
  }

  private static final class Learning implements Training {

    private final VectorEnv envs;
    private final List<float[]> observed = new ArrayList<>();
    private long steps;

    Learning(VectorEnv envs) {
      this.envs = envs;
    }

    @Override
    public VectorEnv environments() {
      return envs;
    }

    @Override
    public long steps() {
      return steps;
    }

    @Override
    public boolean isOver() {
      return steps >= STEPS;
    }

    @Override
    public UpdateListener updates() {
      return report -> {};
    }

    @Override
    public void step(float[] actions) {
      envs.step(actions);
      steps += 2;
      observed.add(envs.observations().clone());
    }

    @Override
    public void learned(boolean learned) {}
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SeedNumPy",
        "SeedStruct",
        "ActPi",
        "ActInt32",
        "ActBool",
        "ActTuple",
        "ActDict",
        "ActStart",
        "ActMulti",
        "ActBinary",
        "SeeStart",
        "SeeDict",
        "RewardOne",
        "FlagsOfNumPy",
        "InfoOdd",
        "ResetNoInfo",
        "Talks",
        "Strict",
      })
  void train_environmentAsPeopleWriteThem_learns(String name) {
    assertThat(train(name, "ppo", Map.of(), Map.of())).hasSize(STEPS / 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Limited",
        "SeedIgnored",
        "ActTenths",
        "ActThousandth",
        "ActHalf",
        "ActScalar",
        "ActInt64",
        "ActUnboundedInt",
        "ActByte",
        "ActSignedByte",
        "ActUnbounded",
        "ActChoices",
        "ActDerived",
        "SeeList",
        "SeeDoubles",
        "SeeScalar",
        "SeeUnbounded",
        "SeeTime",
        "SeeImage",
        "SeeGrid",
        "SeeBinary",
        "SeeDiscreteArray",
        "SeeMasked",
        "SeeWords",
        "SeeTensor",
        "SeeSameArray",
        "RewardFraction",
        "RewardDecimal",
        "RewardBool",
        "ResetList",
        "Threads",
        "Wanders",
        "ClosesBadly",
      })
  @Tag("long")
  void train_moreEnvironmentsAsPeopleWriteThem_learns(String name) {
    assertThat(train(name, "ppo", Map.of(), Map.of())).hasSize(STEPS / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ActStart", "SeeStart", "SeeImage", "SeeDict"})
  void train_environmentsForActionValues_learns(String name) {
    assertThat(train(name, "dqn", Map.of(), Map.of())).hasSize(STEPS / 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SeedWithoutOptions | reset must take a seed and options
          ActNothing | space of actions of rein4j_peoples_envs:ActNothing-v0 has no elements
          SeeColumn | an observation has the shape (2, 1), but its space (2,)
          SeeDiscreteFloat | an observation of Discrete(3) is a whole number, but is 1.5
          SeeNoSpace | does not tell the space of its observations
          RewardTwo | a reward is a number, but is an array of the shape (2,)
          FlagsAsOne | step must return (observation, reward, terminated, truncated, info)
          ResetAlone | reset must return (observation, info), where info is a dict, but returned an array of the shape (2,)
          ResetLevel | raised KeyError: 'level'
          Exits | raised SystemExit: no display
          ExitsWhenMade | it called sys.exit(3)
          """)
  void train_environmentThatCannotBe_isRefusedByASentence(String name, String sentence) {
    requireRefused(name, sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SeedSmall | raised struct.error
          SeedMissing | reset must take a seed and options: def reset(self, *, seed=None, options=None)
          ActText | space of actions of rein4j_peoples_envs:ActText-v0 is a Text
          ActMixed | mixes numbers and choices; as actions a Dict or Tuple can hold Boxes alone, or else Discrete, MultiDiscrete and MultiBinary spaces.
          ActDiffers | The environments of a vector have equal spaces
          SeeNumberForOne | an observation has the shape (), but its space (1,)
          SeeNone | an observation is None, but its space (2,)
          SeeRagged | raised ValueError: setting an array element with a sequence
          SeeDiscreteOutside | An input should be an integer from 0 to 2, but is 7.0
          SeeDiscreteLarge | holds integers from 0 to 33554431, but beyond ±2^24 = 16777216
          SeeNothing | space of observations of rein4j_peoples_envs:SeeNothing-v0 has no elements
          SeeSequence | holds parts that Gymnasium does not flatten to a Box
          SeeSpaceLater | is None
          RewardNone | a reward is a number, but is None
          RewardText | a reward is a number, but is '1.0'
          ResetNothing | reset must return (observation, info), where info is a dict, but returned None
          Asks | raised EOFError
          Raises | raised ValueError: two lines:
          Recurses | raised RecursionError
          NoSuch | 'rein4j_peoples_envs:NoSuch-v0'
          """)
  @Tag("long")
  void train_moreEnvironmentsThatCannotBe_areRefusedByASentence(String name, String sentence) {
    requireRefused(name, sentence);
  }

  private static void requireRefused(String name, String sentence) {
    Throwable refusal = null;
    try {
      train(name, "ppo", Map.of(), Map.of());
    } catch (IllegalArgumentException | UncheckedIOException e) {
      refusal = e;
    }
    assertThat(refusal).hasMessageContaining(sentence);
  }

  @Test
  void train_moduleThatIsMissing_saysWhereItIsLookedFor() {
    Throwable refusal = null;
    try {
      host.make("no_such_module_here:Any-v0", Map.of()).close();
    } catch (IllegalArgumentException e) {
      refusal = e;
    }
    assertThat(refusal)
        .hasMessageContaining("No module named 'no_such_module_here'")
        .hasMessageContaining("or start from its folder instead of /");
  }

  @Test
  void make_moduleOfTheCurrentFolder_isFound(Python python, @TempDir Path folder)
      throws IOException {
    Files.writeString(
        folder.resolve("here_env.py"),
        "import gymnasium\ngymnasium.register('Here-v0', 'gymnasium.envs.classic_control:CartPoleEnv')\n");
    String script =
        PythonEnvs.script(
            folder.resolve("python"),
            "cd '%s' && exec '%s' \"$@\"".formatted(folder, python.executable()));
    try (GymHost here =
            GymHost.python(
                GymSettings.builder().python(new Interpreter(script)).build(), notice -> {});
        GymEnv env = here.make("here_env:Here-v0", Map.of())) {
      assertThat(env.actionSpace()).hasToString("Discrete(2)");
    }
  }

  @Test
  void train_wholeNumbers_reachesThemAll() {
    Set<Float> taken = new HashSet<>();
    for (float[] observations : train("ActFive", "ppo", Map.of(), Map.of())) {
      taken.add(observations[0]);
      taken.add(observations[2]);
    }
    assertThat(taken).contains(-2f, -1f, 0f, 1f, 2f).hasSize(5);
  }

  @Test
  void train_argumentsAsPythonNamesThem_areTheEnvironments() {
    Map<String, Object> options =
        Map.of("useGui", false, "N", 3, "lambda_", 0.5, "render-mode", "x");
    assertThat(train("Options", "ppo", options, Map.of())).hasSize(STEPS / 2);
  }

  @Test
  void train_optionsOfResets_areGivenToEachOfThem() {
    Map<String, Object> level = Map.of("level", Map.of("name", "cave", "depth", List.of(1, 2)));
    assertThat(train("ResetLevel", "ppo", Map.of(), level)).hasSize(STEPS / 2);
  }
}
