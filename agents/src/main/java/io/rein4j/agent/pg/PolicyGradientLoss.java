package io.rein4j.agent.pg;

import io.rein4j.agent.RunningMeans;

/**
 * The loss whose gradient is the policy gradient, and its gradient by the policy's outputs and the
 * values: −mean of advantage × log probability (Sutton et al. 2000; Mnih et al. 2016), value loss,
 * entropy bonus.
 */
final class PolicyGradientLoss {

  private static final int LOSS = 0;
  private static final int POLICY_LOSS = 1;
  private static final int VALUE_LOSS = 2;
  private static final int ENTROPY = 3;

  private final float entropyCoefficient;
  private final ValueLoss valueLoss;
  private float[] byLogProbability = {};
  private float[] byEntropy = {};
  private final RunningMeans means =
      new RunningMeans("loss", "policy_loss", "value_loss", "entropy");

  PolicyGradientLoss(double entropyCoefficient, ValueLoss valueLoss) {
    this.entropyCoefficient = (float) entropyCoefficient;
    this.valueLoss = valueLoss;
  }

  /**
   * Computes loss and gradient.
   *
   * @param policy has evaluated the minibatch; does its backward pass
   * @param criticOutputs of the critic for the minibatch
   */
  void compute(Minibatch batch, Policy policy, float[] criticOutputs) {
    int size = batch.size();
    if (byEntropy.length < size) {
      byLogProbability = new float[size];
      byEntropy = new float[size];
    }
    float[] advantages = batch.advantages();
    float[] logProbabilities = policy.logProbabilities();
    float[] entropies = policy.entropies();
    double sum = 0;
    double entropySum = 0;
    for (int row = 0; row < size; row++) {
      sum += advantages[row] * logProbabilities[row];
      byLogProbability[row] = -advantages[row] / size;
      byEntropy[row] = -entropyCoefficient / size;
      entropySum += entropies[row];
    }
    policy.backward(byLogProbability, byEntropy);
    double valueError = valueLoss.compute(batch, criticOutputs);

    double policyLoss = -sum / size;
    double entropy = entropySum / size;
    means.add(POLICY_LOSS, policyLoss);
    means.add(VALUE_LOSS, valueError);
    means.add(ENTROPY, entropy);
    means.add(
        LOSS, policyLoss + valueLoss.coefficient() * valueError - entropyCoefficient * entropy);
  }

  float[] valueGradient() {
    return valueLoss.gradient();
  }

  RunningMeans means() {
    return means;
  }
}
