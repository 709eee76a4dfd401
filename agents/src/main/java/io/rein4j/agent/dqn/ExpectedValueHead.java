package io.rein4j.agent.dqn;

import io.rein4j.agent.replay.Batch;
import io.rein4j.nn.Layer;
import io.rein4j.nn.RegressionLoss;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A head of one output an action: its expected return (Mnih et al. 2015). */
final class ExpectedValueHead implements ValueHead {

  private final int actions;
  private final RegressionLoss loss;
  private final @Nullable TdErrorClipper clipper;
  private final float[] targets;

  /**
   * Makes a head.
   *
   * @param clipper limits the errors; they are what they are if null
   */
  ExpectedValueHead(
      int actions, int batchSize, RegressionLoss loss, @Nullable TdErrorClipper clipper) {
    this.actions = actions;
    this.loss = loss;
    this.clipper = clipper;
    this.targets = new float[batchSize];
  }

  @Override
  public int outputsPerAction() {
    return 1;
  }

  @Override
  public float[] values(float[] outputs, int rows) {
    return outputs;
  }

  @Override
  public List<Layer> valueLayers() {
    return List.of();
  }

  @Override
  public void computeTargets(float[] nextOutputs, int[] nextActions, Batch batch) {
    for (int row = 0; row < batch.size(); row++) {
      float value = nextOutputs[row * actions + nextActions[row]];
      targets[row] = batch.rewards()[row] + batch.discounts()[row] * value;
    }
  }

  @Override
  public @Nullable TdErrorClipper clipper() {
    return clipper;
  }

  @Override
  public void backward(float[] outputs, Batch batch, float[] outputGradient, BatchMetrics metrics) {
    Arrays.fill(outputGradient, 0, batch.size() * actions, 0);
    for (int row = 0; row < batch.size(); row++) {
      int taken = row * actions + (int) batch.actions()[row];
      float error = outputs[taken] - targets[row];
      if (clipper != null) {
        error = clipper.clip(row, error);
      }
      float weight = batch.weights()[row];
      outputGradient[taken] = weight * loss.derivative(error) / batch.size();
      batch.errors()[row] = Math.abs(error);
      metrics.add(weight * loss.value(error), error, outputs[taken]);
    }
    metrics.endBatch(batch.size());
  }
}
