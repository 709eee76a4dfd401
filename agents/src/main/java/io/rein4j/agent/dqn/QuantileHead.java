package io.rein4j.agent.dqn;

import io.rein4j.nn.DenseLayer;
import io.rein4j.nn.NetworkLayer;
import java.util.Arrays;
import java.util.List;

/**
 * N outputs an action: the quantiles of its return at the levels (i + ½)/N (QR-DQN, Dabney et al.
 * 2018). The loss is the quantile Huber loss with κ = 1, summed over the quantiles and averaged
 * over those of the target; the sample's loss is its error.
 */
final class QuantileHead implements ValueHead {

  private final int actions;
  private final int quantiles;
  private final float[] levels;
  private final float[] targets;
  private final float[] current;
  private final float[] byCurrent;
  private final float[] losses;
  private float[] values = {};

  QuantileHead(int actions, int batchSize, int quantiles) {
    this.actions = actions;
    this.quantiles = quantiles;
    this.levels = new float[quantiles];
    for (int i = 0; i < quantiles; i++) {
      levels[i] = (float) ((i + 0.5) / quantiles);
    }
    this.targets = new float[Math.multiplyExact(batchSize, quantiles)];
    this.current = new float[quantiles];
    this.byCurrent = new float[quantiles];
    this.losses = new float[quantiles];
  }

  @Override
  public int outputsPerAction() {
    return quantiles;
  }

  @Override
  public float[] values(float[] outputs, int rows) {
    int n = rows * actions;
    if (values.length < n) {
      values = new float[n];
    }
    for (int i = 0; i < n; i++) {
      values[i] = (float) mean(outputs, i * quantiles);
    }
    return values;
  }

  private double mean(float[] array, int from) {
    double sum = 0;
    for (int i = from; i < from + quantiles; i++) {
      sum += array[i];
    }
    return sum / quantiles;
  }

  @Override
  public List<NetworkLayer> valueLayers() {
    return List.of(
        DenseLayer.linear(
            "mean-return",
            actions * quantiles,
            actions,
            (quantile, action) -> quantile / quantiles == action ? 1.0 / quantiles : 0));
  }

  @Override
  public void computeTargets(float[] nextOutputs, int[] nextActions, ReplayMemory.Batch batch) {
    for (int row = 0; row < batch.size; row++) {
      int from = (row * actions + nextActions[row]) * quantiles;
      int to = row * quantiles;
      for (int i = 0; i < quantiles; i++) {
        targets[to + i] = batch.rewards[row] + batch.discounts[row] * nextOutputs[from + i];
      }
    }
  }

  @Override
  public void backward(
      float[] outputs, ReplayMemory.Batch batch, float[] outputGradient, BatchFigures figures) {
    Arrays.fill(outputGradient, 0, batch.size * actions * quantiles, 0);
    for (int row = 0; row < batch.size; row++) {
      int taken = (row * actions + batch.actions[row]) * quantiles;
      System.arraycopy(outputs, taken, current, 0, quantiles);
      Arrays.fill(byCurrent, 0);
      Arrays.fill(losses, 0);
      for (int j = 0; j < quantiles; j++) {
        addPairs(targets[row * quantiles + j]);
      }
      float weight = batch.weights[row];
      float factor = weight / batch.size / quantiles;
      double loss = 0;
      for (int i = 0; i < quantiles; i++) {
        outputGradient[taken + i] = -factor * byCurrent[i];
        loss += losses[i];
      }
      loss /= quantiles;
      batch.errors[row] = (float) loss;
      double value = mean(current, 0);
      figures.add(weight * loss, value - mean(targets, row * quantiles), value);
    }
    figures.endBatch(batch.size);
  }

  /**
   * Adds the losses of all quantiles with respect to one quantile of the target, and their negative
   * derivatives: |τ − 1[u < 0]| times the Huber loss of u. The loop has one index and no branch, so
   * that C2 vectorises it.
   */
  private void addPairs(float target) {
    for (int i = 0; i < quantiles; i++) {
      float u = target - current[i];
      float bounded = Math.max(-1f, Math.min(1f, u));
      float weighted = levels[i] * Math.max(bounded, 0f) + (1 - levels[i]) * Math.min(bounded, 0f);
      byCurrent[i] += weighted;
      losses[i] += weighted * (u - 0.5f * bounded);
    }
  }
}
