package io.rein4j.nn.model;

/**
 * Layer normalisation and an activation behind it: activation((x − mean) / √(variance + 10⁻⁵) ·
 * gain + bias), mean and variance over a row.
 */
public final class LayerNormModel implements LayerModel {

  /** What is added to the variance. */
  public static final double EPSILON = 1e-5;

  private final String name;
  private final float[] gains;
  private final float[] biases;
  private final Activation activation;

  /**
   * Makes a layer.
   *
   * @param name what it is called
   * @param gains one for each element of a row
   * @param biases one for each element of a row
   * @param activation the function of what is normalised
   */
  public LayerNormModel(String name, float[] gains, float[] biases, Activation activation) {
    this.name = name;
    this.gains = gains.clone();
    this.biases = biases.clone();
    this.activation = activation;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int inputs() {
    return gains.length;
  }

  @Override
  public int outputs() {
    return gains.length;
  }

  /** {@return a copy of the gains} */
  public float[] gains() {
    return gains.clone();
  }

  /** {@return a copy of the biases} */
  public float[] biases() {
    return biases.clone();
  }

  /** {@return the function of what is normalised} */
  public Activation activation() {
    return activation;
  }

  @Override
  public float[] apply(float[] values, int rows) {
    int width = gains.length;
    float[] normalized = new float[rows * width];
    for (int row = 0; row < rows; row++) {
      int from = row * width;
      double mean = 0;
      for (int i = 0; i < width; i++) {
        mean += values[from + i] / (double) width;
      }
      double variance = 0;
      for (int i = 0; i < width; i++) {
        variance += (values[from + i] - mean) * (values[from + i] - mean) / width;
      }
      double deviation = Math.sqrt(variance + EPSILON);
      for (int i = 0; i < width; i++) {
        normalized[from + i] =
            (float) ((values[from + i] - mean) / deviation * gains[i] + biases[i]);
      }
    }
    activation.apply(normalized, normalized, normalized.length);
    return normalized;
  }
}
