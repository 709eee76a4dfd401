package io.rein4j.clip;

/** Gradients of samples that exist one by one. */
final class ExplicitSamples implements SampleGradients {

  private final float[][] gradients;
  private final double[] squaredNorms;
  private final double[] sum;

  ExplicitSamples(float[]... gradients) {
    this.gradients = gradients;
    this.squaredNorms = new double[gradients.length];
    this.sum = new double[gradients[0].length];
  }

  @Override
  public int samples() {
    return gradients.length;
  }

  @Override
  public double[] squaredNorms() {
    for (int i = 0; i < gradients.length; i++) {
      squaredNorms[i] = 0;
      for (float g : gradients[i]) {
        squaredNorms[i] += (double) g * g;
      }
    }
    return squaredNorms;
  }

  @Override
  public void weigh(double[] weights) {
    for (int i = 0; i < gradients.length; i++) {
      for (int j = 0; j < gradients[i].length; j++) {
        gradients[i][j] = (float) (gradients[i][j] * weights[i]);
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
