package io.rein4j.agent.pg;

import io.rein4j.agent.RunningMeans;
import io.rein4j.math.VectorMath;

/**
 * The loss of one PPO minibatch and its gradient by the policy's outputs and the values: clipped
 * surrogate (Schulman et al. 2017, eq. 7), value loss, entropy bonus.
 */
final class PpoLoss {

  private static final int LOSS = 0;
  private static final int POLICY_LOSS = 1;
  private static final int VALUE_LOSS = 2;
  private static final int ENTROPY = 3;
  private static final int APPROX_KL = 4;
  private static final int RATIO_CLIP_FRACTION = 5;

  private final float entropyCoefficient;
  private final ValueLoss valueLoss;
  private float[] logRatios = {};
  private float[] ratios = {};
  private float[] byLogProbability = {};
  private float[] byEntropy = {};

  private final RunningMeans means =
      new RunningMeans(
          "loss", "policy_loss", "value_loss", "entropy", "approx_kl", "ratio_clip_fraction");

  PpoLoss(PpoSettings settings) {
    this.entropyCoefficient = (float) settings.entropyCoefficient();
    this.valueLoss =
        ValueLoss.of(
            settings.valueDistribution(), settings.valueCoefficient(), settings.valueClip());
  }

  /**
   * Computes loss and gradient.
   *
   * @param policy has evaluated the minibatch; does its backward pass
   * @param criticOutputs of the critic for the minibatch
   * @param ratioClip ε of the surrogate
   * @return the approximate KL divergence from the policy that acted, mean of (r − 1) − log r
   *     (Schulman 2020, "Approximating KL divergence", k3)
   */
  double compute(Minibatch batch, Policy policy, float[] criticOutputs, double ratioClip) {
    int size = batch.size();
    reserve(size);
    float[] logProbabilities = policy.logProbabilities();
    for (int row = 0; row < size; row++) {
      logRatios[row] = logProbabilities[row] - batch.logProbabilities()[row];
    }
    VectorMath.exp(logRatios, 0, ratios, 0, size);

    float low = (float) (1 - ratioClip);
    float high = (float) (1 + ratioClip);
    float[] advantages = batch.advantages();
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
    policy.backward(byLogProbability, byEntropy);
    double valueError = valueLoss.compute(batch, criticOutputs);

    double policyLoss = -surrogate / size;
    double entropy = entropySum / size;
    means.add(POLICY_LOSS, policyLoss);
    means.add(VALUE_LOSS, valueError);
    means.add(ENTROPY, entropy);
    means.add(
        LOSS, policyLoss + valueLoss.coefficient() * valueError - entropyCoefficient * entropy);
    means.add(APPROX_KL, kl / size);
    means.add(RATIO_CLIP_FRACTION, (double) clipped / size);
    return kl / size;
  }

  private void reserve(int size) {
    if (ratios.length < size) {
      logRatios = new float[size];
      ratios = new float[size];
      byLogProbability = new float[size];
      byEntropy = new float[size];
    }
  }

  float[] valueGradient() {
    return valueLoss.gradient();
  }

  RunningMeans means() {
    return means;
  }
}
