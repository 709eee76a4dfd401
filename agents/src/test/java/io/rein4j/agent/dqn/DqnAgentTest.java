package io.rein4j.agent.dqn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.Rig;
import io.rein4j.agent.ScriptedEnv;
import io.rein4j.agent.ScriptedEnv.Step;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.RegressionLoss;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Adam;
import io.rein4j.optim.Optimizer;
import io.rein4j.optim.OptimizerReset;
import io.rein4j.optim.Sgd;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DqnAgentTest {

  private static final int ENVIRONMENTS = 3;
  private static final int ACTIONS = 3;
  private static final double GAMMA = 0.5;

  /** A linear function of the one observation, so that its values can be computed by hand. */
  private static final MlpSettings LINEAR =
      new MlpSettings(List.of(), Activation.RELU, Initialization.KAIMING_UNIFORM);

  private static DqnSettings settings(
      ReplaySettings replay,
      int batchSize,
      int trainFrequency,
      int gradientSteps,
      int targetUpdateInterval,
      Schedule exploration) {
    return DqnSettings.builder()
        .network(LINEAR)
        .optimizer(new Sgd(Schedule.constant(1e-3), 0, false))
        .clipping(ClippingSettings.DEFAULTS)
        .gamma(GAMMA)
        .batchSize(batchSize)
        .replay(replay)
        .trainFrequency(trainFrequency)
        .gradientSteps(gradientSteps)
        .targetUpdateInterval(targetUpdateInterval)
        .loss(RegressionLoss.SQUARED)
        .exploration(exploration)
        .build();
  }

  private static Rig<DqnAgent> rig(int environments, long totalSteps, DqnSettings settings) {
    List<Step> script =
        IntStream.range(0, 7).mapToObj(i -> new Step(i, i % 2, i == 4, i == 6)).toList();
    return new Rig<>(
        environments,
        env -> new ScriptedEnv(ACTIONS, -1, script),
        totalSteps,
        context -> new DqnAgent(settings, context));
  }

  @ParameterizedTest
  @EnumSource
  void reset_atTargets_isBeforeTheFirstUpdateTowardsEach(OptimizerReset.What what) {
    int interval = 4;
    Adam adam = Adam.builder().reset(new OptimizerReset(what, OptimizerReset.At.TARGET)).build();
    DqnSettings settings =
        settings(new ReplaySettings(100, 5), 3, 1, 1, interval, Schedule.constant(0.5)).toBuilder()
            .optimizer(adam)
            .build();
    Rig<DqnAgent> rig = rig(1, 1000, settings);
    Optimizer ours = Adam.DEFAULTS.bind(rig.agent.layout());
    float[] parameters = rig.agent.parameters().clone();
    int[] updates = {0};
    for (int step = 1; step <= 40; step++) {
      if (step % interval == 0) {
        ours.reset(what);
      }
      rig.step(
          report -> {
            updates[0]++;
            ours.step(parameters, rig.agent.online.parameters().gradient(), 1e-3);
          });
    }

    assertThat(updates[0]).isEqualTo(35);
    assertThat(rig.agent.parameters()).isEqualTo(parameters);
  }

  /** Updates made, by the number of environment steps at which they were made. */
  private static Map<Integer, Integer> updates(DqnSettings settings, int vectorSteps) {
    Rig<DqnAgent> rig = rig(ENVIRONMENTS, 1000, settings);
    Map<Integer, Integer> updates = new TreeMap<>();
    for (int i = 1; i <= vectorSteps; i++) {
      int steps = i * ENVIRONMENTS;
      boolean learned = rig.step(report -> updates.merge(steps, 1, Integer::sum));
      assertThat(learned).as("learned at step %d", steps).isEqualTo(updates.containsKey(steps));
    }
    assertThat(rig.metrics().get("updates"))
        .isEqualTo(updates.values().stream().mapToInt(Integer::intValue).sum());
    return updates;
  }

  @Test
  void observe_vectorStepsPassMultiplesOfTrainFrequency_learnsOnceForEachStepThatDoes() {
    DqnSettings settings =
        settings(new ReplaySettings(100, 0), 4, 4, 2, 1000, Schedule.constant(1));

    assertThat(updates(settings, 8)).isEqualTo(Map.of(6, 2, 9, 2, 12, 2, 18, 2, 21, 2, 24, 2));
  }

  @Test
  void observe_minusOneGradientSteps_makesOneUpdateForEachStepCollected() {
    DqnSettings settings =
        settings(new ReplaySettings(100, 0), 4, 4, -1, 1000, Schedule.constant(1));

    assertThat(updates(settings, 8)).isEqualTo(Map.of(6, 6, 9, 3, 12, 3, 18, 6, 21, 3, 24, 3));
  }

  @Test
  void observe_trainFrequencyBelowTheNumberOfEnvironments_learnsAtEachVectorStep() {
    DqnSettings settings =
        settings(new ReplaySettings(100, 0), 4, 1, -1, 1000, Schedule.constant(1));

    assertThat(updates(settings, 3)).isEqualTo(Map.of(3, 3, 6, 3, 9, 3));
  }

  /** SB3 learns when {@code num_timesteps > learning_starts}, and so not at the step itself. */
  @ParameterizedTest
  @CsvSource({"8, 9", "9, 12", "10, 12"})
  void observe_duringWarmup_doesNotLearnNorCountItsStepsAsCollected(int warmup, int first) {
    DqnSettings settings =
        settings(new ReplaySettings(100, warmup), 4, 3, -1, 1000, Schedule.constant(1));

    Map<Integer, Integer> updates = updates(settings, 5);

    assertThat(updates).containsEntry(first, 3).doesNotContainKey(first - 3);
  }

  @Test
  void observe_vectorStepsPassMultiplesOfTargetUpdateInterval_copiesWhatActedBeforeLearning() {
    Rig<DqnAgent> rig =
        rig(
            ENVIRONMENTS,
            1000,
            settings(new ReplaySettings(100, 0), 4, 1, 1, 4, Schedule.constant(1)));
    List<Integer> copiedAt = new ArrayList<>();
    for (int steps = ENVIRONMENTS; steps <= 24; steps += ENVIRONMENTS) {
      float[] target = rig.agent.target.parameters().values().clone();
      float[] online = rig.agent.online.parameters().values().clone();

      rig.step(UpdateListener.NONE);

      assertThat(rig.agent.online.parameters().values()).isNotEqualTo(online);
      boolean copied = List.of(6, 9, 12, 18, 21, 24).contains(steps);
      assertThat(rig.agent.target.parameters().values())
          .as("target network after step %d", steps)
          .isEqualTo(copied ? online : target);
      if (copied) {
        copiedAt.add(steps);
      }
    }
    assertThat(copiedAt).hasSize(6);
  }

  @Test
  void observe_targetUpdateRateBelowOne_movesTheTargetByThatShare() {
    DqnSettings plain = settings(new ReplaySettings(100, 0), 4, 1, 1, 3, Schedule.constant(1));
    Rig<DqnAgent> rig = rig(ENVIRONMENTS, 1000, plain.toBuilder().targetUpdateRate(0.25).build());
    rig.steps(3, UpdateListener.NONE);
    float[] target = rig.agent.target.parameters().values().clone();
    float[] online = rig.agent.online.parameters().values().clone();

    rig.step(UpdateListener.NONE);

    assertThat(online).isNotEqualTo(target);
    for (int i = 0; i < target.length; i++) {
      assertThat(rig.agent.target.parameters().values()[i])
          .isCloseTo(0.75f * target[i] + 0.25f * online[i], within(1e-6f));
    }
  }

  @Test
  void observe_nStepReturnsWithoutWarmup_learnsOnceTheFirstReturnIsKnown() {
    DqnSettings plain = settings(new ReplaySettings(100, 0), 50, 1, 1, 100, Schedule.constant(1));
    Rig<DqnAgent> rig = rig(1, 1000, plain.toBuilder().nStep(3).build());

    assertThat(rig.step(UpdateListener.NONE)).isFalse();
    assertThat(rig.step(UpdateListener.NONE)).isFalse();
    assertThat(rig.step(UpdateListener.NONE)).isTrue();
    assertThat(rig.agent.memory.size()).isEqualTo(1);
  }

  @Test
  void act_noisyWeights_explorePerStepAndNotGreedily() {
    DqnSettings plain =
        settings(new ReplaySettings(100, 0), 4, 1000, 1, 1000, Schedule.constant(0));
    Rig<DqnAgent> rig = rig(1, 1000, plain.toBuilder().noisy(NoisySettings.DEFAULTS).build());
    float[] observation = {0.3f};
    float[] action = new float[1];
    boolean[] acted = new boolean[ACTIONS];
    boolean[] chosen = new boolean[ACTIONS];
    for (int i = 0; i < 200; i++) {
      rig.agent.act(observation, action);
      acted[(int) action[0]] = true;
      rig.agent.greedyPolicy(1).act(observation, action);
      chosen[(int) action[0]] = true;
    }
    assertThat(acted).containsOnly(true);
    assertThat(chosen).containsOnlyOnce(true);
  }

  private static double largestValue(Parameters parameters, float observation) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int action = 0; action < ACTIONS; action++) {
      double weight = parameters.values()[action];
      double bias = parameters.values()[ACTIONS + action];
      largest = Math.max(largest, weight * observation + bias);
    }
    return largest;
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, true",
    "false, true, true",
    "true, false, false",
    "true, true, false",
  })
  void observe_episodeEnds_bootstrapsFromTheFinalObservationUnlessTerminated(
      boolean terminated, boolean truncated, boolean bootstraps) {
    DqnSettings settings = settings(new ReplaySettings(1, 0), 1, 1, 1, 1000, Schedule.constant(0));
    Rig<DqnAgent> rig =
        new Rig<>(
            1,
            env -> new ScriptedEnv(ACTIONS, -90, List.of(new Step(40, 100, terminated, truncated))),
            100,
            context -> new DqnAgent(settings, context));
    double chosen = largestValue(rig.agent.online.parameters(), -90);
    double following = largestValue(rig.agent.target.parameters(), 40);

    rig.step(UpdateListener.NONE);

    double target = 100 + (bootstraps ? GAMMA * following : 0);
    Map<String, Double> metrics = rig.metrics();
    assertThat(metrics.get("q_value")).isCloseTo(chosen, within(1e-4));
    assertThat(metrics.get("td_error")).isCloseTo(Math.abs(target - chosen), within(1e-4));
    assertThat(GAMMA * Math.abs(following)).as("so that it makes a difference").isGreaterThan(1);
  }

  @Test
  void drainMetrics_explorationRate_isOneInWarmupThenTheScheduleOverAllEnvironmentsSteps() {
    Schedule exploration = new Linear(1, 0.04, 0.16);
    Rig<DqnAgent> rig =
        rig(ENVIRONMENTS, 300, settings(new ReplaySettings(100, 7), 4, 1000, 1, 1000, exploration));
    for (int steps = 0; steps <= 60; steps += ENVIRONMENTS) {
      assertThat(rig.metrics().get("exploration_rate"))
          .as("at step %d", steps)
          .isEqualTo(steps < 7 ? 1 : exploration.at(steps / 300.0));
      rig.step(UpdateListener.NONE);
    }
  }

  /** Counts how often each action was taken, and how often that was the greedy one. */
  private static final class Counts {
    final int[] taken = new int[ACTIONS];
    int greedy;
    int all;

    Counts(Rig<DqnAgent> rig, int vectorSteps) {
      float[] best = new float[ENVIRONMENTS];
      for (int i = 0; i < vectorSteps; i++) {
        rig.agent.greedyPolicy(ENVIRONMENTS).act(rig.envs.observations(), best);
        rig.step(UpdateListener.NONE);
        for (int env = 0; env < ENVIRONMENTS; env++) {
          taken[(int) rig.actions[env]]++;
          greedy += rig.actions[env] == best[env] ? 1 : 0;
          all++;
        }
      }
    }
  }

  @Test
  void act_warmup_drawsActionsUniformlyWhateverTheSchedule() {
    Rig<DqnAgent> rig =
        rig(
            ENVIRONMENTS,
            10_000,
            settings(new ReplaySettings(100, 6000), 4, 10_000, 1, 10_000, Schedule.constant(0)));

    Counts counts = new Counts(rig, 2000);

    // Five standard deviations of a binomial count with 6,000 draws and share ⅓.
    for (int taken : counts.taken) {
      assertThat((double) taken).isCloseTo(2000, within(5 * Math.sqrt(6000 * 2 / 9.0)));
    }
    Counts after = new Counts(rig, 100);
    assertThat(after.greedy).isEqualTo(after.all);
  }

  @Test
  void act_afterWarmup_isRandomWithTheShareOfTheSchedule() {
    Rig<DqnAgent> rig =
        rig(
            ENVIRONMENTS,
            10_000,
            settings(new ReplaySettings(100, 0), 4, 10_000, 1, 10_000, Schedule.constant(0.6)));

    Counts counts = new Counts(rig, 2000);

    // A random action is the greedy one in a third of cases.
    assertThat((double) counts.greedy)
        .isCloseTo(6000 * 0.6, within(5 * Math.sqrt(6000 * 0.6 * 0.4)));
  }
}
