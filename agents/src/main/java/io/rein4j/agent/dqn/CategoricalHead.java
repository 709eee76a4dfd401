package io.rein4j.agent.dqn;

import io.rein4j.agent.replay.Batch;
import io.rein4j.nn.Categorical;
import io.rein4j.nn.CategoricalMean;
import io.rein4j.nn.Layer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A head of N outputs an action: the logits of a distribution of its return over N atoms, evenly
 * spaced between two bounds (C51, Bellemare et al. 2017). The loss is the cross-entropy of the
 * target's distribution, projected onto the atoms; the sample's error is the Kullback–Leibler
 * divergence of its distribution from that (Hessel et al. 2018).
 */
final class CategoricalHead implements ValueHead {

  private final int actions;
  private final int atoms;
  private final double min;
  private final double max;
  private final double spacing;
  private final float[] returns;
  private final Categorical all;
  private final Categorical chosen;
  private final float[] logits;
  private final float[] targets;
  private float[] values = {};

  CategoricalHead(int actions, int batchSize, CategoricalDistribution settings) {
    this.actions = actions;
    this.atoms = settings.atoms();
    this.min = settings.min();
    this.max = settings.max();
    this.spacing = (max - min) / (atoms - 1);
    this.returns = new float[atoms];
    for (int i = 0; i < atoms; i++) {
      returns[i] = (float) (min + i * spacing);
    }
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

  /** Each atom's probability goes to the two atoms around where its return has moved to. */
  @Override
  public void computeTargets(float[] nextOutputs, int[] nextActions, Batch batch) {
    for (int row = 0; row < batch.size(); row++) {
      choose(nextOutputs, row, nextActions[row]);
    }
    chosen.set(logits, batch.size());
    float[] probabilities = chosen.probabilities();
    Arrays.fill(targets, 0, batch.size() * atoms, 0);
    for (int row = 0; row < batch.size(); row++) {
      int base = row * atoms;
      double reward = batch.rewards()[row];
      double discount = batch.discounts()[row];
      for (int i = 0; i < atoms; i++) {
        double moved = Math.max(min, Math.min(max, reward + discount * returns[i]));
        double place = (moved - min) / spacing;
        int lower = Math.max(0, Math.min(atoms - 2, (int) place));
        float probability = probabilities[base + i];
        float upper = (float) (place - lower);
        targets[base + lower] += probability * (1 - upper);
        targets[base + lower + 1] += probability * upper;
      }
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
