package io.rein4j.agent.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.AgentSettings;
import io.rein4j.agent.RepeatTask;
import io.rein4j.agent.Rig;
import io.rein4j.agent.ScriptedEnv;
import io.rein4j.agent.ScriptedEnv.Step;
import io.rein4j.agent.UpdateListener;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.MedianOfMeans;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import io.rein4j.env.TaskEnv;
import io.rein4j.env.source.Envs;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.LstmSettings;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Adam;
import io.rein4j.optim.Sgd;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import io.rein4j.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyGradientAgentTest {

  private static final GaussianSettings SDE = new GaussianSettings(-1, ActionBounds.CLIP, true, 3);
  private static final GaussianSettings TANH =
      new GaussianSettings(1, ActionBounds.TANH, false, null);

  private static final MlpSettings REMEMBERING =
      new MlpSettings(
          new LstmSettings(8, 3), List.of(8), Activation.TANH, Initialization.ORTHOGONAL);

  private static A2cSettings a2c(GaussianSettings gaussian, boolean shared, double learningRate) {
    return a2c(A2cSettings.DEFAULTS.network(), gaussian, shared, learningRate);
  }

  private static A2cSettings a2c(
      NetworkSettings network, GaussianSettings gaussian, boolean shared, double learningRate) {
    return A2cSettings.builder()
        .network(network)
        .sharedTrunk(shared)
        .gaussian(gaussian)
        .optimizer(new Sgd(Schedule.constant(learningRate), 0, false))
        .clipping(ClippingSettings.DEFAULTS)
        .gamma(0.5)
        .entropyCoefficient(0.01)
        .build();
  }

  private static ReinforceSettings reinforce(int episodes, boolean baseline) {
    return reinforce(episodes, baseline, 0);
  }

  private static ReinforceSettings reinforce(int episodes, boolean baseline, double learningRate) {
    return ReinforceSettings.builder()
        .optimizer(new Sgd(Schedule.constant(learningRate), 0, false))
        .clipping(ClippingSettings.DEFAULTS)
        .gamma(0.5)
        .episodes(episodes)
        .baseline(baseline)
        .build();
  }

  private static Agent create(AgentSettings settings, Space actions) {
    return settings.create(
        new AgentContext(Box.of(-1, 1, 3), actions, 2, 1000, new RandomStreams(1)));
  }

  private static Rig<PolicyGradientAgent> pendulum(A2cSettings settings) {
    return new Rig<>(2, env -> Envs.standard().make("Pendulum-v1"), 100_000, settings::agent);
  }

  static Stream<A2cSettings> continuous() {
    return Stream.of(
        a2c(GaussianSettings.DEFAULTS, false, 1e-3),
        a2c(TANH, true, 1e-3),
        a2c(SDE, false, 1e-3),
        a2c(REMEMBERING, TANH, false, 1e-3),
        a2c(REMEMBERING, SDE, true, 1e-3));
  }

  @ParameterizedTest
  @MethodSource("continuous")
  void act_continuousActions_areWithinTheirBounds(A2cSettings settings) {
    Rig<PolicyGradientAgent> rig = pendulum(settings);
    Box box = (Box) rig.envs.actionSpace();
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < 100; i++) {
      rig.step(UpdateListener.NONE);
      for (int env = 0; env < 2; env++) {
        assertThat(box.contains(rig.actions, env)).isTrue();
        least = Math.min(least, rig.actions[env]);
        most = Math.max(most, rig.actions[env]);
      }
    }
    assertThat(least).isNegative();
    assertThat(most).isPositive();
  }

  private static Rig<PolicyGradientAgent> repeating(
      Space space, Function<AgentContext, PolicyGradientAgent> agent) {
    return new Rig<>(2, env -> new TaskEnv(new RepeatTask(space)), 100_000, agent);
  }

  static Stream<Space> severalChoices() {
    return Stream.of(
        new MultiDiscrete(new int[] {3, 2, 4}, new int[] {-1, 5, 0}), new MultiBinary(2, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void steps_oneInteger_areThoseOfADiscreteSpace(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = random.nextInt(2, 7);
    int start = random.nextInt(-3, 4);
    A2cSettings settings = a2c(GaussianSettings.DEFAULTS, random.nextBoolean(), 0.05);
    Rig<PolicyGradientAgent> discrete = repeating(new Discrete(n, start), settings::agent);
    Rig<PolicyGradientAgent> several =
        repeating(new MultiDiscrete(new int[] {n}, new int[] {start}), settings::agent);
    for (int i = 0; i < 200; i++) {
      discrete.step(UpdateListener.NONE);
      several.step(UpdateListener.NONE);
      assertThat(several.actions).as("step %s of seed %s", i, seed).isEqualTo(discrete.actions);
    }
    assertThat(several.agent.parameters()).isEqualTo(discrete.agent.parameters());
  }

  @ParameterizedTest
  @MethodSource("severalChoices")
  void steps_whatIsShown_isRepeatedGreedily(Space space) {
    List<Function<AgentContext, PolicyGradientAgent>> agents =
        List.of(
            PpoSettings.builder()
                    .sharedTrunk(true)
                    .optimizer(new Adam(Schedule.constant(3e-3), 0.9, 0.999, 1e-5))
                    .gamma(0)
                    .gaeLambda(1)
                    .rolloutSteps(32)
                    .batchSize(32)
                    .epochs(4)
                    .build()
                ::agent,
            a2c(GaussianSettings.DEFAULTS, false, 0.05)::agent,
            reinforce(2, true, 0.05)::agent);
    for (Function<AgentContext, PolicyGradientAgent> agent : agents) {
      Rig<PolicyGradientAgent> rig = repeating(space, agent);
      rig.steps(4000, UpdateListener.NONE);
      int rows = 100;
      float[] observations = new float[rows * space.size()];
      Pcg64 random = new Pcg64(3);
      for (int row = 0; row < rows; row++) {
        space.sample(random, observations, row * space.size());
      }
      float[] actions = new float[observations.length];
      rig.agent.greedyPolicy(rows).act(observations, actions);
      int right = 0;
      for (int i = 0; i < actions.length; i++) {
        right += actions[i] == observations[i] ? 1 : 0;
      }
      assertThat(right / (double) actions.length).isGreaterThan(0.9);
    }
  }

  @Test
  void act_stateDependentNoise_isAFunctionOfTheStateUntilAnotherMatrixIsDrawn() {
    Rig<PolicyGradientAgent> rig = pendulum(a2c(SDE, false, 0));
    float[] observations = {0.5f, 0.2f, 1, 0.5f, 0.2f, 1};
    float[][] taken = new float[5][2];
    for (int step = 0; step < 5; step++) {
      rig.agent.act(observations, taken[step]);
      System.arraycopy(rig.agent.rollout().actions, 2 * step, taken[step], 0, 2);
      rig.agent.observe(rig.envs, UpdateListener.NONE);
    }

    assertThat(taken[1]).isEqualTo(taken[0]);
    assertThat(taken[2]).isEqualTo(taken[0]);
    assertThat(taken[3]).isNotEqualTo(taken[0]);
    assertThat(taken[4]).isEqualTo(taken[3]);
    assertThat(taken[0][0]).as("each environment has its own").isNotEqualTo(taken[0][1]);
  }

  @Test
  void greedyPolicy_continuousActions_areTheMeansWithinTheirBounds() {
    PolicyGradientAgent agent = pendulum(a2c(GaussianSettings.DEFAULTS, false, 0)).agent;
    int bias = agent.layout().block("actor/output/bias").offset();
    float[] actions = new float[1];
    for (float mean : new float[] {-50, 0.7f, 50, Float.NaN}) {
      agent.parameters()[bias] = mean;
      agent.model().parameters.changed();
      agent.greedyPolicy(1).act(new float[3], actions);
      float expected = Float.isNaN(mean) ? -2 : Math.max(-2, Math.min(2, mean));
      assertThat(actions[0]).isCloseTo(expected, within(1e-6f));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "3, 1", "2, 3"})
  void observe_reinforce_learnsOnceEveryEnvironmentHasEndedItsEpisodes(
      int episodes, int environments) {
    // Environment i's episodes end every i + 2 steps.
    Rig<PolicyGradientAgent> rig =
        new Rig<>(
            environments,
            env -> {
              List<Step> script = new ArrayList<>();
              for (int i = 0; i < env + 2; i++) {
                script.add(new Step(0.1f * i, 1, i == env + 1, false));
              }
              return new ScriptedEnv(2, 0, script);
            },
            1000,
            context -> reinforce(episodes, false).agent(context));
    int longest = environments + 1;
    int[] updates = {0};
    for (int step = 1; step <= episodes * longest; step++) {
      assertThat(rig.step(report -> updates[0]++)).isEqualTo(step == episodes * longest);
    }
    assertThat(updates[0]).isEqualTo(1);
    assertThat(rig.agent.atRolloutBoundary()).isTrue();
    for (int env = 0; env < environments; env++) {
      // The steps of the episodes that ended, and none of those that go on.
      int last = episodes * longest / (env + 2) * (env + 2) - 1;
      assertThat(rig.agent.rollout().returns[last * environments + env]).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void observe_reinforceTruncated_bootstrapsFromTheBaselineOnly(boolean baseline) {
    Rig<PolicyGradientAgent> rig =
        new Rig<>(
            1,
            env ->
                new ScriptedEnv(
                    2, 0, List.of(new Step(1, 1, false, false), new Step(2, 4, false, true))),
            1000,
            context -> reinforce(1, baseline).agent(context));
    float behind = rig.agent.model().valuesAhead(new float[] {2}, 0, 1)[0];

    rig.steps(2, UpdateListener.NONE);

    assertThat(behind != 0).isEqualTo(baseline);
    float[] returns = rig.agent.rollout().returns;
    assertThat(returns[1]).isCloseTo(4 + 0.5f * behind, within(1e-6f));
    assertThat(returns[0]).isCloseTo(1 + 0.5f * returns[1], within(1e-6f));
    assertThat(rig.agent.layout().groups())
        .isEqualTo(baseline ? List.of("actor", "critic") : List.of("actor"));
  }

  @Test
  void layout_logStd_belongsToTheActorAndATrunkToNeither() {
    assertThat(create(a2c(TANH, true, 0), Box.of(-1, 1, 2)).layout().groups())
        .containsExactly("shared", "actor", "critic");
    Agent separate = create(a2c(SDE, false, 0), Box.of(-1, 1, 2));
    assertThat(separate.layout().groups()).containsExactly("actor", "critic");
    assertThat(separate.layout().block("actor/gaussian/log-std").shape()).containsExactly(64, 2);
    assertThat(separate.layout().block("actor/gaussian/log-std").group()).isEqualTo("actor");
  }

  @Test
  void create_settingsThatDoNotFit_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> create(a2c(SDE, false, 0), new Discrete(2)))
        .withMessage(
            "'gaussian' is about continuous actions, but the environment's are Discrete(2): leave"
                + " it out.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> create(a2c(TANH, false, 0), new MultiDiscrete(2, 3)))
        .withMessageContaining("the environment's are MultiDiscrete([2 3]): leave it out.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> create(a2c(SDE, true, 0), new MultiBinary(2)))
        .withMessageContaining("the environment's are MultiBinary(2): leave it out.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> create(a2c(TANH, false, 0), Box.of(0, Float.POSITIVE_INFINITY, 1)))
        .withMessageContaining("'bounds: tanh' needs actions with finite bounds");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GaussianSettings(0, ActionBounds.CLIP, false, 4))
        .withMessageContaining("there are none without 'sde: true'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GaussianSettings(Double.NaN, ActionBounds.CLIP, false, null))
        .withMessage("'initial-log-std' must be within ±40.0, but is NaN.");
    A2cSettings blocks =
        A2cSettings.builder().clipping(ClippingSettings.of(new MedianOfMeans(11))).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> create(blocks, new Discrete(2)))
        .withMessageContaining("cannot make 11 blocks of batches of 10 samples");
  }
}
