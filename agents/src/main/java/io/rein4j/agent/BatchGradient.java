package io.rein4j.agent;

import io.rein4j.clip.SampleGradients;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import java.util.Arrays;
import java.util.List;

/**
 * The gradients of the samples of a batch, over all networks that the loss goes through: row i of
 * each network belongs to sample i.
 */
final class BatchGradient implements SampleGradients {

  private final Parameters parameters;
  private final Network[] networks;
  private double[] squaredNorms = {};
  private int samples;

  /**
   * Makes an empty batch.
   *
   * @param parameters those of the networks, and no others
   * @param networks what the loss goes through
   * @throws IllegalArgumentException if there are none, or one does not tell its rows apart
   */
  BatchGradient(Parameters parameters, Network... networks) {
    this.parameters = parameters;
    if (networks.length == 0) {
      throw new IllegalArgumentException(
          "A clipping rule on samples needs the networks that the loss goes through, but the agent"
              + " names none: it cannot use such a rule.");
    }
    for (Network network : networks) {
      network.requireRowGradients();
    }
    this.networks = networks.clone();
  }

  /** Takes a batch back through all networks, up to their parameters. */
  void backward(int samples, float[][] outputGradients) {
    this.samples = samples;
    for (int i = 0; i < networks.length; i++) {
      networks[i].backwardRows(outputGradients[i]);
    }
  }

  @Override
  public int samples() {
    return samples;
  }

  @Override
  public double[] squaredNorms(List<String> groups) {
    if (squaredNorms.length < samples) {
      squaredNorms = new double[samples];
    }
    Arrays.fill(squaredNorms, 0, samples, 0);
    for (Network network : networks) {
      network.addSquaredNorms(squaredNorms, groups);
    }
    // Rows hold the samples' shares of the batch's loss.
    for (int i = 0; i < samples; i++) {
      squaredNorms[i] *= (double) samples * samples;
    }
    return squaredNorms;
  }

  @Override
  public void weigh(double[] weights, List<String> groups) {
    for (Network network : networks) {
      network.weighRows(weights, groups);
    }
  }

  @Override
  public void mean(int from, int to, float[] gradient) {
    for (Network network : networks) {
      network.gradientOfRows(from, to);
    }
    float[] sum = parameters.gradient();
    if (to - from < samples) {
      multiply((float) ((double) samples / (to - from)), sum, gradient);
    } else if (gradient != sum) {
      System.arraycopy(sum, 0, gradient, 0, sum.length);
    }
  }

  private static void multiply(float factor, float[] values, float[] products) {
    for (int i = 0; i < values.length; i++) {
      products[i] = factor * values[i];
    }
  }
}
