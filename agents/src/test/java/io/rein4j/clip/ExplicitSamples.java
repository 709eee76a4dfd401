package io.rein4j.clip;

import io.rein4j.clip.ParameterLayout.Block;
import java.util.List;

/** Gradients of samples that exist one by one. */
final class ExplicitSamples implements SampleGradients {

  private final ParameterLayout layout;
  private final float[][] gradients;
  private final double[] squaredNorms;
  private final double[] sum;

  ExplicitSamples(ParameterLayout layout, float[]... gradients) {
    this.layout = layout;
    this.gradients = gradients;
    this.squaredNorms = new double[gradients.length];
    this.sum = new double[gradients[0].length];
  }

  private boolean isIn(List<String> groups, int element) {
    for (int b = 0; b < layout.blocks().size(); b++) {
      Block block = layout.blocks().get(b);
      if (element < block.end()) {
        return groups.isEmpty() || groups.contains(block.group());
      }
    }
    return false;
  }

  @Override
  public int samples() {
    return gradients.length;
  }

  @Override
  public double[] squaredNorms(List<String> groups) {
    for (int i = 0; i < gradients.length; i++) {
      squaredNorms[i] = 0;
      for (int j = 0; j < layout.size(); j++) {
        if (isIn(groups, j)) {
          squaredNorms[i] += (double) gradients[i][j] * gradients[i][j];
        }
      }
    }
    return squaredNorms;
  }

  @Override
  public void weigh(double[] weights, List<String> groups) {
    for (int i = 0; i < gradients.length; i++) {
      for (int j = 0; j < layout.size(); j++) {
        if (isIn(groups, j)) {
          gradients[i][j] = (float) (gradients[i][j] * weights[i]);
        }
      }
    }
  }

  @Override
  public void mean(int from, int to, float[] gradient) {
    for (int j = 0; j < gradient.length; j++) {
      sum[j] = 0;
      for (int i = from; i < to; i++) {
        sum[j] += gradients[i][j];
      }
      gradient[j] = (float) (sum[j] / (to - from));
    }
  }
}
