package io.rein4j.agent.dqn;

import io.rein4j.nn.CategoricalMean;
import io.rein4j.nn.GaussianHistogram;

/**
 * The histogram of a normal distribution around the return that the expected next return promises
 * (HL-Gauss, Farebrother et al. 2024). Atoms are the centers of its bins.
 */
final class GaussianTargets implements CategoricalTargets {

  private final GaussianHistogram histogram;
  private final float[] returns;

  GaussianTargets(HlGaussDistribution settings) {
    this.histogram = settings.histogram();
    this.returns = histogram.centers();
  }

  @Override
  public float[] returns() {
    return returns;
  }

  @Override
  public void write(
      float[] probabilities, int from, double reward, double discount, float[] targets) {
    double next = CategoricalMean.mean(probabilities, from, returns);
    histogram.write(reward + discount * next, targets, from);
  }
}
