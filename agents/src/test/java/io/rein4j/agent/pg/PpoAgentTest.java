package io.rein4j.agent.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.Rig;
import io.rein4j.agent.ScriptedEnv;
import io.rein4j.agent.ScriptedEnv.Step;
import io.rein4j.agent.UpdateListener;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Sgd;
import io.rein4j.schedule.Schedule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PpoAgentTest {

  private static final int ENVIRONMENTS = 3;
  private static final int STEPS = 4;
  private static final int ROLLOUT = STEPS * ENVIRONMENTS;
  private static final int EPOCHS = 2;
  private static final double GAMMA = 0.5;
  private static final double LAMBDA = 0.5;

  private double gamma = GAMMA;
  private double learningRate = 0.01;
  private int batchSize = ROLLOUT;
  private int epochs = EPOCHS;
  private boolean normalize = true;
  private @Nullable Double targetKl;
  private List<Step> script =
      IntStream.range(0, 7).mapToObj(i -> new Step(0.3f * i, i % 3, i == 4, i == 6)).toList();

  private Rig<PolicyGradientAgent> rig(int environments) {
    PpoSettings settings =
        PpoSettings.builder()
            .network(new MlpSettings(List.of(5), Activation.TANH, Initialization.ORTHOGONAL))
            .optimizer(new Sgd(Schedule.constant(learningRate), 0, false))
            .clipping(ClippingSettings.DEFAULTS)
            .gamma(gamma)
            .gaeLambda(LAMBDA)
            .rolloutSteps(STEPS)
            .batchSize(batchSize)
            .epochs(epochs)
            .entropyCoefficient(0.01)
            .normalizeAdvantages(normalize)
            .targetKl(targetKl)
            .build();
    return new Rig<>(
        environments,
        env -> new ScriptedEnv(3, -0.5f, script.subList(env, script.size())),
        1000,
        settings::agent);
  }

  @ParameterizedTest
  @CsvSource({"12, 1", "13, 1", "1000, 1", "11, 2", "5, 3", "4, 3", "1, 12"})
  void observe_fullRollout_makesEpochsTimesMinibatchesUpdates(int batchSize, int minibatches) {
    this.batchSize = batchSize;
    Rig<PolicyGradientAgent> rig = rig(ENVIRONMENTS);
    List<Double> norms = new ArrayList<>();
    UpdateListener listener = report -> norms.add(report.whole().normPre());

    for (int rollout = 1; rollout <= 2; rollout++) {
      for (int step = 1; step < STEPS; step++) {
        assertThat(rig.step(listener)).isFalse();
        assertThat(rig.agent.atRolloutBoundary()).isFalse();
      }
      assertThat(rig.step(listener)).isTrue();

      assertThat(rig.agent.atRolloutBoundary()).isTrue();
      assertThat(norms).hasSize(rollout * EPOCHS * minibatches).allMatch(Double::isFinite);
    }
    assertThat(rig.metrics()).containsEntry("updates", 2.0 * EPOCHS * minibatches);
  }

  @Test
  void observe_minibatchLargerThanTheRollout_isTheRollout() {
    batchSize = 1000;
    Rig<PolicyGradientAgent> larger = rig(ENVIRONMENTS);
    batchSize = ROLLOUT;
    Rig<PolicyGradientAgent> same = rig(ENVIRONMENTS);

    larger.steps(3 * STEPS, UpdateListener.NONE);
    same.steps(3 * STEPS, UpdateListener.NONE);

    assertThat(larger.agent.parameters()).isEqualTo(same.agent.parameters());
  }

  /** Sums the gradients of the first epoch's minibatches, each by its share of the rollout. */
  private double[] firstEpochsGradient(int batchSize) {
    this.batchSize = batchSize;
    Rig<PolicyGradientAgent> rig = rig(ENVIRONMENTS);
    double[] sum = new double[rig.agent.model().parameters.gradient().length];
    int[] used = {0};
    rig.steps(
        STEPS,
        report -> {
          int size = Math.min(batchSize, ROLLOUT - used[0]);
          for (int i = 0; i < sum.length; i++) {
            sum[i] += rig.agent.model().parameters.gradient()[i] * (double) size / ROLLOUT;
          }
          used[0] += size;
        });
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"5", "11", "1"})
  void observe_minibatches_useEachTransitionOnceAnEpoch(int batchSize) {
    learningRate = 0;
    normalize = false;
    double[] whole = firstEpochsGradient(ROLLOUT);

    double[] parts = firstEpochsGradient(batchSize);

    assertThat(parts).usingComparatorWithPrecision(1e-6).containsExactly(whole);
    assertThat(whole[0]).isNotZero();
  }

  @Test
  void observe_minibatchOfOne_learnsFromItsAdvantageAsItIs() {
    batchSize = 1;
    Rig<PolicyGradientAgent> rig = rig(ENVIRONMENTS);
    int actor = 0;
    List<Double> norms = new ArrayList<>();

    rig.steps(
        STEPS,
        report -> {
          assertThat(report.groups().get(actor)).isEqualTo("actor");
          norms.add(report.group(actor).normPre());
        });

    // What is left of a normalised one is the entropy bonus, here below 0.01.
    assertThat(Collections.max(norms)).isGreaterThan(0.1);
  }

  @Test
  void observe_klBeyondOneAndAHalfTimesItsTarget_endsTheRolloutsUpdates() {
    learningRate = 1;
    batchSize = 4;
    Rig<PolicyGradientAgent> free = rig(ENVIRONMENTS);
    List<Double> kls = new ArrayList<>();
    free.steps(STEPS, report -> kls.add(free.metrics().get("approx_kl")));
    assertThat(kls).hasSize(EPOCHS * ROLLOUT / batchSize);
    assertThat(kls.get(0)).isCloseTo(0, within(1e-6));
    double second = kls.get(1);
    assertThat(second).isPositive();

    // Of many epochs some would begin with a minibatch below the target.
    epochs = 40;
    targetKl = second / 1.5 * 0.99;
    Rig<PolicyGradientAgent> stopped = rig(ENVIRONMENTS);
    int[] updates = {0};
    stopped.steps(STEPS, report -> updates[0]++);
    targetKl = second / 1.5 * 1.01;
    Rig<PolicyGradientAgent> later = rig(ENVIRONMENTS);
    int[] laterUpdates = {0};
    later.steps(STEPS, report -> laterUpdates[0]++);

    assertThat(updates[0]).isEqualTo(1);
    assertThat(laterUpdates[0]).isGreaterThan(1);
    assertThat(stopped.agent.atRolloutBoundary()).isTrue();
    stopped.steps(STEPS, report -> updates[0]++);
    assertThat(updates[0]).as("the next rollout is learned from").isGreaterThan(1);
  }

  @Test
  void drainMetrics_returnsWithoutVariance_explainedVarianceIsUndefined() {
    gamma = 0;
    script = List.of(new Step(1, 1, false, false), new Step(2, 1, false, false));
    Rig<PolicyGradientAgent> rig = rig(1);

    rig.steps(STEPS, UpdateListener.NONE);

    assertThat(rig.agent.rollout().returns).containsOnly(1f);
    assertThat(rig.metrics().get("explained_variance")).isNaN();
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
    script = List.of(new Step(2, 10, terminated, truncated));
    learningRate = 0;
    Rig<PolicyGradientAgent> rig = rig(1);

    float following = valueOf(rig, 2);

    rig.steps(STEPS, UpdateListener.NONE);

    float[] values = rig.agent.rollout().values;
    boolean ended = terminated || truncated;
    double advantage = 0;
    for (int step = STEPS - 1; step >= 0; step--) {
      double delta = 10 + (bootstraps ? GAMMA * following : 0) - values[step];
      advantage = delta + (ended ? 0 : GAMMA * LAMBDA * advantage);
      assertThat((double) rig.agent.rollout().advantages[step])
          .as("advantage of step %d", step)
          .isCloseTo(advantage, within(1e-5));
    }
    assertThat(Math.abs(following)).as("so that it makes a difference").isGreaterThan(0.01f);
  }

  /** Returns the critic's value of an observation, before the rollout's first step. */
  private static float valueOf(Rig<PolicyGradientAgent> rig, float observation) {
    rig.agent.act(new float[] {observation}, new float[1]);
    return rig.agent.rollout().values[rig.agent.rollout().row()];
  }
}
