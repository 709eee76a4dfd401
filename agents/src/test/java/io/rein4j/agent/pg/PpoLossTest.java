package io.rein4j.agent.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.env.Discrete;
import io.rein4j.schedule.Schedule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PpoLossTest {

  private static final int ROWS = 7;
  private static final int ACTIONS = 3;
  private static final double RATIO_CLIP = 0.2;

  private final float[] logits = new float[ROWS * ACTIONS];
  private final float[] values = new float[ROWS];
  private final Rollout rollout = Rollout.ofLength(ROWS, 1, 1, 1, 0);
  private final Policy policy = new CategoricalPolicy(List.of(new Discrete(ACTIONS)));

  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  private static PpoSettings settings(boolean normalize, @Nullable Double valueClip) {
    return PpoSettings.builder()
        .rolloutSteps(ROWS)
        .batchSize(ROWS)
        .epochs(1)
        .ratioClip(Schedule.constant(RATIO_CLIP))
        .valueClip(valueClip)
        .entropyCoefficient(0.01)
        .normalizeAdvantages(normalize)
        .build();
  }

  private void fill(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int row = 0; row < ROWS; row++) {
      rollout.order[row] = row;
      rollout.actions[row] = random.nextInt(ACTIONS);
      rollout.logProbabilities[row] = (float) random.nextDouble(-1.6, -0.7);
      rollout.values[row] = (float) random.nextGaussian();
      rollout.advantages[row] = (float) random.nextGaussian();
      rollout.returns[row] = (float) random.nextGaussian();
      values[row] = (float) random.nextGaussian();
      for (int action = 0; action < ACTIONS; action++) {
        logits[row * ACTIONS + action] = (float) random.nextGaussian();
      }
    }
  }

  private PpoLoss computed(PpoSettings settings, int rows) {
    PpoLoss loss = new PpoLoss(settings);
    compute(loss, settings, rows);
    return loss;
  }

  private double compute(PpoLoss loss, PpoSettings settings, int rows) {
    Minibatch batch = new Minibatch(settings.normalizeAdvantages());
    batch.gather(rollout, 0, rows);
    policy.evaluate(logits, new float[0], batch.actions(), rows);
    return loss.compute(batch, policy, values, RATIO_CLIP);
  }

  private double loss(PpoSettings settings) {
    PpoLoss loss = computed(settings, ROWS);
    return drain(loss).getOrDefault("loss", Double.NaN);
  }

  private static Map<String, Double> drain(PpoLoss loss) {
    Map<String, Double> metrics = new HashMap<>();
    loss.means().drain(metrics::put);
    return metrics;
  }

  private void assertGradientMatches(PpoSettings settings, long seed) {
    PpoLoss loss = computed(settings, ROWS);
    assertDerivatives(policy.outputGradient().clone(), logits, settings, "logit", seed);
    assertDerivatives(loss.valueGradient(), values, settings, "value", seed);
  }

  private void assertDerivatives(
      float[] gradient, float[] inputs, PpoSettings settings, String what, long seed) {
    float step = 1e-2f;
    for (int i = 0; i < inputs.length; i++) {
      float kept = inputs[i];
      inputs[i] = kept + step;
      double above = loss(settings);
      inputs[i] = kept - step;
      double below = loss(settings);
      inputs[i] = kept;
      double here = loss(settings);
      double left = (here - below) / step;
      double right = (above - here) / step;
      // At a kink of the surrogate the derivative is any number between the two sides.
      assertThat((double) gradient[i])
          .as("derivative by %s %d, seed %d", what, i, seed)
          .isBetween(Math.min(left, right) - 3e-3, Math.max(left, right) + 3e-3);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void compute_randomBatch_gradientMatchesFiniteDifferences(long seed) {
    fill(seed);
    assertGradientMatches(settings(false, null), seed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void compute_normalizedAdvantagesAndClippedValues_gradientMatchesFiniteDifferences(long seed) {
    fill(seed);
    assertGradientMatches(settings(true, 0.3), seed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void compute_valuesWithinTheirBound_gradientIsThatOfTheFreeLossBitForBit(long seed) {
    fill(seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int row = 0; row < ROWS; row++) {
      rollout.values[row] = (float) (0.05 * random.nextGaussian());
      values[row] = rollout.values[row] + (float) random.nextDouble(-0.29, 0.29);
    }
    PpoLoss free = computed(settings(false, null), ROWS);
    PpoLoss bounded = computed(settings(false, 0.3), ROWS);

    assertThat(bounded.valueGradient()).as("seed %d", seed).isEqualTo(free.valueGradient());
  }

  @Test
  void compute_samePolicy_klIsZeroAndNothingIsClipped() {
    fill(1);
    for (int row = 0; row < ROWS; row++) {
      double sum = 0;
      for (int action = 0; action < ACTIONS; action++) {
        sum += Math.exp(logits[row * ACTIONS + action]);
      }
      rollout.logProbabilities[row] =
          (float) (logits[row * ACTIONS + (int) rollout.actions[row]] - Math.log(sum));
    }
    PpoSettings settings = settings(false, null);
    PpoLoss loss = new PpoLoss(settings);

    double kl = compute(loss, settings, ROWS);

    assertThat(kl).isCloseTo(0, within(1e-6));
    assertThat(drain(loss)).containsEntry("ratio_clip_fraction", 0.0);
  }

  @Test
  void compute_ratioFarOut_isCountedAndItsGradientIsZero() {
    fill(2);
    rollout.logProbabilities[0] = -20;
    rollout.advantages[0] = 1;

    PpoLoss loss = computed(settings(false, null), 1);

    assertThat(drain(loss)).containsEntry("ratio_clip_fraction", 1.0);
    float sum = 0;
    for (int action = 0; action < ACTIONS; action++) {
      sum += Math.abs(policy.outputGradient()[action]);
    }
    assertThat(sum).as("only the entropy bonus is left").isLessThan(0.02f);
  }

  @Test
  void gather_batchOfOne_leavesTheAdvantageAsItIs() {
    fill(3);
    PpoLoss normalized = computed(settings(true, null), 1);
    float[] gradient = policy.outputGradient().clone();

    computed(settings(false, null), 1);

    assertThat(gradient).isEqualTo(policy.outputGradient());
    assertThat(drain(normalized).get("policy_loss")).isNotZero();
  }
}
