package io.rein4j.agent.dqn;

import io.rein4j.agent.replay.Batch;
import io.rein4j.nn.Categorical;
import io.rein4j.nn.CategoricalMean;
import io.rein4j.nn.Layer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A head of N outputs an action: the logits of a distribution of its return over N atoms (C51,
 * Bellemare et al. 2017). The loss is the cross-entropy of the target's distribution on the same
 * atoms; the sample's error is the Kullback–Leibler divergence of its distribution from that
 * (Hessel et al. 2018).
 */
final class CategoricalHead implements ValueHead {

  private final int actions;
  private final int atoms;
  private final CategoricalTargets distributions;
  private final float[] returns;
  private final Categorical all;
  private final Categorical chosen;
  private final float[] logits;
  private final float[] targets;
  private float[] values = {};

  CategoricalHead(int actions, int batchSize, CategoricalTargets distributions) {
    this.actions = actions;
    this.distributions = distributions;
    this.returns = distributions.returns();
    this.atoms = returns.length;
    this.all = new Categorical(atoms);
    this.chosen = new Categorical(atoms);
    this.logits = new float[Math.multiplyExact(batchSize, atoms)];
    this.targets = new float[logits.length];
  }

  @Override
  public int outputsPerAction() {
    return atoms;
  }

  @Override
  public float[] values(float[] outputs, int rows) {
    int n = rows * actions;
    if (values.length < n) {
      values = new float[n];
    }
    all.set(outputs, n);
    for (int i = 0; i < n; i++) {
      values[i] = (float) mean(all.probabilities(), i * atoms);
    }
    return values;
  }

  private double mean(float[] probabilities, int from) {
    return CategoricalMean.mean(probabilities, from, returns);
  }

  /** Takes the distribution of one action of a row. */
  private void choose(float[] outputs, int row, int action) {
    System.arraycopy(outputs, (row * actions + action) * atoms, logits, row * atoms, atoms);
  }

  @Override
  public List<Layer> valueLayers() {
    return List.of(
        new CategoricalMean(
            actions, IntStream.range(0, atoms).mapToObj(atom -> returns[atom]).toList()));
  }

  @Override
  public void computeTargets(float[] nextOutputs, int[] nextActions, Batch batch) {
    for (int row = 0; row < batch.size(); row++) {
      choose(nextOutputs, row, nextActions[row]);
    }
    chosen.set(logits, batch.size());
    float[] probabilities = chosen.probabilities();
    for (int row = 0; row < batch.size(); row++) {
      distributions.write(
          probabilities, row * atoms, batch.rewards()[row], batch.discounts()[row], targets);
    }
  }

  @Override
  public void backward(float[] outputs, Batch batch, float[] outputGradient, BatchMetrics metrics) {
    Arrays.fill(outputGradient, 0, batch.size() * actions * atoms, 0);
    for (int row = 0; row < batch.size(); row++) {
      choose(outputs, row, (int) batch.actions()[row]);
    }
    chosen.set(logits, batch.size());
    float[] probabilities = chosen.probabilities();
    float[] logProbabilities = chosen.logProbabilities();
    for (int row = 0; row < batch.size(); row++) {
      int base = row * atoms;
      int taken = (row * actions + (int) batch.actions()[row]) * atoms;
      float weight = batch.weights()[row];
      float factor = weight / batch.size();
      double crossEntropy = 0;
      double entropy = 0;
      for (int i = 0; i < atoms; i++) {
        float target = targets[base + i];
        outputGradient[taken + i] = factor * (probabilities[base + i] - target);
        crossEntropy -= target * (double) logProbabilities[base + i];
        // 0·log 0 = 0; NaN goes on.
        entropy -= target == 0 ? 0 : target * Math.log(target);
      }
      batch.errors()[row] = (float) Math.max(0, crossEntropy - entropy);
      double value = mean(probabilities, base);
      metrics.add(weight * crossEntropy, value - mean(targets, base), value);
    }
    metrics.endBatch(batch.size());
  }
}
