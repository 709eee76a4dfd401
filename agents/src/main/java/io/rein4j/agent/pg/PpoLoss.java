package io.rein4j.agent.pg;

import io.rein4j.agent.RunningMeans;
import io.rein4j.nn.Categorical;
import io.rein4j.nn.VectorMath;
import org.jspecify.annotations.Nullable;

/**
 * The loss of one PPO minibatch and its gradient by logits and values: clipped surrogate (Schulman
 * et al. 2017, eq. 7), squared value error, entropy bonus.
 */
final class PpoLoss {

  private static final double ADVANTAGE_EPSILON = 1e-8;
  private static final int LOSS = 0;
  private static final int POLICY_LOSS = 1;
  private static final int VALUE_LOSS = 2;
  private static final int ENTROPY = 3;
  private static final int APPROX_KL = 4;
  private static final int RATIO_CLIP_FRACTION = 5;

  private final float entropyCoefficient;
  private final float valueCoefficient;
  private final @Nullable Double valueClip;
  private final boolean normalizeAdvantages;

  private final int[] actions;
  private final float[] oldLogProbabilities;
  private final float[] oldValues;
  private final float[] advantages;
  private final float[] returns;
  private int size;

  private final Categorical policy;
  private final float[] logRatios;
  private final float[] ratios;
  private final float[] byLogProbability;
  private final float[] byEntropy;
  private final float[] logitGradient;
  private final float[] valueGradient;

  private final RunningMeans means =
      new RunningMeans(
          "loss", "policy_loss", "value_loss", "entropy", "approx_kl", "ratio_clip_fraction");

  PpoLoss(PpoSettings settings, int batchSize, int actionCount) {
    this.entropyCoefficient = (float) settings.entropyCoefficient();
    this.valueCoefficient = (float) settings.valueCoefficient();
    this.valueClip = settings.valueClip();
    this.normalizeAdvantages = settings.normalizeAdvantages();
    this.actions = new int[batchSize];
    this.oldLogProbabilities = new float[batchSize];
    this.oldValues = new float[batchSize];
    this.advantages = new float[batchSize];
    this.returns = new float[batchSize];
    this.policy = new Categorical(actionCount);
    this.logRatios = new float[batchSize];
    this.ratios = new float[batchSize];
    this.byLogProbability = new float[batchSize];
    this.byEntropy = new float[batchSize];
    this.logitGradient = new float[batchSize * actionCount];
    this.valueGradient = new float[batchSize];
  }

  /** Takes the minibatch's transitions from a rollout. */
  void gather(Rollout rollout, int[] order, int from, int size) {
    this.size = size;
    for (int row = 0; row < size; row++) {
      int at = order[from + row];
      actions[row] = rollout.actions[at];
      oldLogProbabilities[row] = rollout.logProbabilities[at];
      oldValues[row] = rollout.values[at];
      advantages[row] = rollout.advantages[at];
      returns[row] = rollout.returns[at];
    }
    if (normalizeAdvantages && size > 1) {
      normalizeAdvantages();
    }
  }

  private void normalizeAdvantages() {
    double sum = 0;
    for (int row = 0; row < size; row++) {
      sum += advantages[row];
    }
    double mean = sum / size;
    double squares = 0;
    for (int row = 0; row < size; row++) {
      double deviation = advantages[row] - mean;
      squares += deviation * deviation;
    }
    double scale = 1 / (Math.sqrt(squares / (size - 1)) + ADVANTAGE_EPSILON);
    for (int row = 0; row < size; row++) {
      advantages[row] = (float) ((advantages[row] - mean) * scale);
    }
  }

  /**
   * Computes loss and gradient.
   *
   * @param logits of the actor for the minibatch
   * @param values of the critic for the minibatch
   * @param ratioClip ε of the surrogate
   * @return the approximate KL divergence from the policy that acted, mean of (r − 1) − log r
   *     (Schulman 2020, "Approximating KL divergence", k3)
   */
  double compute(float[] logits, float[] values, double ratioClip) {
    policy.set(logits, size);
    for (int row = 0; row < size; row++) {
      logRatios[row] = policy.logProbability(row, actions[row]) - oldLogProbabilities[row];
    }
    VectorMath.exp(logRatios, 0, ratios, 0, size);

    float low = (float) (1 - ratioClip);
    float high = (float) (1 + ratioClip);
    float[] entropies = policy.entropies();
    double surrogate = 0;
    double entropySum = 0;
    double kl = 0;
    int clipped = 0;
    for (int row = 0; row < size; row++) {
      float ratio = ratios[row];
      float free = advantages[row] * ratio;
      float bounded = advantages[row] * Math.min(Math.max(ratio, low), high);
      surrogate += Math.min(free, bounded);
      byLogProbability[row] = free <= bounded ? -free / size : 0;
      byEntropy[row] = -entropyCoefficient / size;
      entropySum += entropies[row];
      kl += ratio - 1 - logRatios[row];
      if (ratio < low || ratio > high) {
        clipped++;
      }
    }
    policy.backward(actions, byLogProbability, byEntropy, logitGradient);
    double valueLoss = computeValueLoss(values);

    double policyLoss = -surrogate / size;
    double entropy = entropySum / size;
    means.add(POLICY_LOSS, policyLoss);
    means.add(VALUE_LOSS, valueLoss);
    means.add(ENTROPY, entropy);
    means.add(LOSS, policyLoss + valueCoefficient * valueLoss - entropyCoefficient * entropy);
    means.add(APPROX_KL, kl / size);
    means.add(RATIO_CLIP_FRACTION, (double) clipped / size);
    return kl / size;
  }

  /**
   * Returns the mean squared error of the values, with clipping the mean of the larger of the
   * clipped and the free value's squared error (as in OpenAI's baselines).
   */
  private double computeValueLoss(float[] values) {
    double sum = 0;
    float scale = 2 * valueCoefficient / size;
    for (int row = 0; row < size; row++) {
      float error = values[row] - returns[row];
      float boundedError = boundedError(row, values[row], error);
      // The bounded error is larger only where the bound binds, and there it does not depend on
      // the value.
      boolean bound = Math.abs(boundedError) > Math.abs(error);
      valueGradient[row] = bound ? 0 : scale * error;
      sum += bound ? boundedError * boundedError : error * error;
    }
    return sum / size;
  }

  /** Returns the very same error where the bound does not bind, without a rounding of its own. */
  private float boundedError(int row, float value, float error) {
    float move = value - oldValues[row];
    return valueClip == null || Math.abs(move) <= valueClip
        ? error
        : (float) (oldValues[row] + Math.copySign(valueClip, move) - returns[row]);
  }

  float[] logitGradient() {
    return logitGradient;
  }

  float[] valueGradient() {
    return valueGradient;
  }

  RunningMeans means() {
    return means;
  }
}
