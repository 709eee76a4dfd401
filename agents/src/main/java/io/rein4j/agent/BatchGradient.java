package io.rein4j.agent;

import io.rein4j.clip.ParameterLayout;
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
  private final ParameterLayout layout;
  private final Network[] networks;
  private double[] squaredNorms = {};
  private int samples;

  /**
   * Makes an empty batch.
   *
   * @param parameters those of the agent
   * @param layout where those of the networks lie among them
   * @param networks what the loss goes through
   * @throws IllegalArgumentException if there are none, or one does not tell its rows apart
   */
  BatchGradient(Parameters parameters, ParameterLayout layout, Network... networks) {
    this.parameters = parameters;
    this.layout = layout;
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
      float factor = (float) ((double) samples / (to - from));
      multiply(factor, sum, gradient, layout.offset(), layout.offset() + layout.size());
    } else if (gradient != sum) {
      System.arraycopy(sum, layout.offset(), gradient, layout.offset(), layout.size());
    }
  }

  private static void multiply(float factor, float[] values, float[] products, int from, int to) {
    for (int i = from; i < to; i++) {
      products[i] = factor * values[i];
    }
  }
}
