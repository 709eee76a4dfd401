package io.rein4j.agent.dqn;

import io.rein4j.agent.replay.Batch;
import io.rein4j.nn.Layer;
import io.rein4j.nn.QuantileMean;
import java.util.Arrays;
import java.util.List;

/**
 * A head of N outputs an action: the quantiles of its return at the levels (i + ½)/N (QR-DQN,
 * Dabney et al. 2018). The loss is the quantile Huber loss with κ = 1, summed over the quantiles
 * and averaged over those of the target; the sample's loss is its error.
 */
final class QuantileHead implements ValueHead {

  /** Elements of a loop that leave C2's vectors little to do beside them, and fit the L1 cache. */
  private static final int LONG_LOOP = 1_600;

  private final int actions;
  private final int quantiles;
  private final QuantileMean means;
  private final float[] targets;

  // Of a few rows at a time, rows × quantiles.
  private final int rowsAtOnce;
  private final float[] slopes;
  private final float[] current;
  private final float[] target;
  private final float[] byCurrent;
  private final float[] losses;
  private float[] values = {};

  QuantileHead(int actions, int batchSize, int quantiles) {
    this.actions = actions;
    this.quantiles = quantiles;
    this.means = new QuantileMean(actions, quantiles);
    this.targets = new float[Math.multiplyExact(batchSize, quantiles)];
    this.rowsAtOnce = Math.max(1, Math.min(batchSize, LONG_LOOP / quantiles));
    int n = rowsAtOnce * quantiles;
    this.slopes = new float[n];
    for (int i = 0; i < n; i++) {
      slopes[i] = (float) (2 * (i % quantiles + 0.5) / quantiles - 1);
    }
    this.current = new float[n];
    this.target = new float[n];
    this.byCurrent = new float[n];
    this.losses = new float[n];
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
      values[i] = (float) means.mean(outputs, i * quantiles);
    }
    return values;
  }

  @Override
  public List<Layer> valueLayers() {
    return List.of(means);
  }

  @Override
  public void computeTargets(float[] nextOutputs, int[] nextActions, Batch batch) {
    for (int row = 0; row < batch.size(); row++) {
      int from = (row * actions + nextActions[row]) * quantiles;
      int to = row * quantiles;
      for (int i = 0; i < quantiles; i++) {
        targets[to + i] = batch.rewards()[row] + batch.discounts()[row] * nextOutputs[from + i];
      }
    }
  }

  @Override
  public void backward(float[] outputs, Batch batch, float[] outputGradient, BatchMetrics metrics) {
    Arrays.fill(outputGradient, 0, batch.size() * actions * quantiles, 0);
    for (int first = 0; first < batch.size(); first += rowsAtOnce) {
      int rows = Math.min(rowsAtOnce, batch.size() - first);
      compareQuantiles(outputs, batch, first, rows);
      for (int row = first; row < first + rows; row++) {
        int from = (row - first) * quantiles;
        int taken = taken(batch, row);
        float weight = batch.weights()[row];
        float factor = weight / (2 * batch.size()) / quantiles;
        double loss = 0;
        for (int i = 0; i < quantiles; i++) {
          outputGradient[taken + i] = -factor * byCurrent[from + i];
          loss += losses[from + i];
        }
        loss /= 2 * quantiles;
        batch.errors()[row] = (float) loss;
        double value = means.mean(current, from);
        metrics.add(weight * loss, value - means.mean(targets, row * quantiles), value);
      }
    }
    metrics.endBatch(batch.size());
  }

  /** Returns where the quantiles of the action taken begin in the outputs. */
  private int taken(Batch batch, int row) {
    return (row * actions + (int) batch.actions()[row]) * quantiles;
  }

  /** Compares each quantile of some rows with each of the row's target. */
  private void compareQuantiles(float[] outputs, Batch batch, int first, int rows) {
    for (int row = 0; row < rows; row++) {
      System.arraycopy(outputs, taken(batch, first + row), current, row * quantiles, quantiles);
    }
    int n = rows * quantiles;
    Arrays.fill(byCurrent, 0, n, 0);
    Arrays.fill(losses, 0, n, 0);
    for (int j = 0; j < quantiles; j++) {
      for (int row = 0; row < rows; row++) {
        int from = row * quantiles;
        Arrays.fill(target, from, from + quantiles, targets[(first + row) * quantiles + j]);
      }
      addPairs(n);
    }
  }

  /**
   * Adds twice the losses of quantiles with respect to one quantile of their row's target each, and
   * twice their negative derivatives: |τ − 1[u < 0]| times the Huber loss of u.
   *
   * <p>With b, which is u held in [−1, 1], twice the negative derivative is b + (2τ − 1)|b|. The
   * loop has one index and no branch, so that C2 vectorises it; minima and maxima of floats, which
   * take it several instructions each, are its largest part.
   */
  private void addPairs(int n) {
    for (int i = 0; i < n; i++) {
      float u = target[i] - current[i];
      float bounded = Math.max(-1f, Math.min(1f, u));
      float weighted = bounded + slopes[i] * Math.abs(bounded);
      byCurrent[i] += weighted;
      losses[i] += weighted * (u - 0.5f * bounded);
    }
  }
}
