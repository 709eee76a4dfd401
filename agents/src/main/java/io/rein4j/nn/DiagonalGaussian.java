package io.rein4j.nn;

import io.rein4j.math.VectorMath;

/**
 * Rows of normal distributions over vectors whose elements are independent, each given by its means
 * and the natural logarithms of its standard deviations.
 *
 * <p>Arrays are row-major, belong to this object, may be longer than needed, and are overwritten by
 * its next call.
 */
public final class DiagonalGaussian {

  private static final float HALF_LOG_TWO_PI = 0.9189385f;

  private final int size;
  private float[] means = {};
  private float[] logDeviations = {};
  private float[] deviations = {};
  private float[] standardized = {};
  private float[] logProbabilities = {};
  private float[] entropies = {};
  private int rows;

  /**
   * Makes an object without rows.
   *
   * @param size the number of elements of a vector, ≥ 1
   */
  public DiagonalGaussian(int size) {
    if (size < 1) {
      throw new IllegalArgumentException(
          "A distribution needs vectors of at least one element, but has %s.".formatted(size));
    }
    this.size = size;
  }

  /**
   * Takes new distributions.
   *
   * @param means rows × size floats from index 0; left as they are
   * @param logDeviations rows × size floats from index 0; left as they are
   * @param rows number of rows
   */
  public void set(float[] means, float[] logDeviations, int rows) {
    int n = Math.multiplyExact(rows, size);
    if (standardized.length < n) {
      this.means = new float[n];
      this.logDeviations = new float[n];
      deviations = new float[n];
      standardized = new float[n];
      logProbabilities = new float[rows];
      entropies = new float[rows];
    }
    this.rows = rows;
    System.arraycopy(means, 0, this.means, 0, n);
    System.arraycopy(logDeviations, 0, this.logDeviations, 0, n);
    VectorMath.exp(logDeviations, 0, deviations, 0, n);
    for (int row = 0; row < rows; row++) {
      float entropy = 0;
      for (int i = row * size; i < (row + 1) * size; i++) {
        entropy += 0.5f + HALF_LOG_TWO_PI + logDeviations[i];
      }
      entropies[row] = entropy;
    }
  }

  /** {@return the means, rows × size} */
  public float[] means() {
    return means;
  }

  /** {@return the standard deviations, rows × size} */
  public float[] deviations() {
    return deviations;
  }

  /** {@return the differential entropies in nats, one a row} */
  public float[] entropies() {
    return entropies;
  }

  /**
   * Computes the log densities of one vector a row.
   *
   * @param vectors rows × size floats
   * @param from index of the first row's first float
   * @return one a row
   */
  public float[] logProbabilities(float[] vectors, int from) {
    for (int row = 0; row < rows; row++) {
      float logProbability = 0;
      for (int i = row * size; i < (row + 1) * size; i++) {
        float z = (vectors[from + i] - means[i]) / deviations[i];
        standardized[i] = z;
        logProbability -= 0.5f * z * z + logDeviations[i] + HALF_LOG_TWO_PI;
      }
      logProbabilities[row] = logProbability;
    }
    return logProbabilities;
  }

  /**
   * Computes the gradient of a loss with respect to means and log deviations: ∂L/∂μ = ℓ·z/σ and
   * ∂L/∂log σ = ℓ·(z² − 1) + h, with z = (x − μ)/σ for the vector x of the last {@link
   * #logProbabilities}.
   *
   * @param byLogProbability ℓ: the loss's derivative by the log density of each row's vector
   * @param byEntropy h: the loss's derivative by each row's entropy
   * @param byMeans receives rows × size floats from index 0
   * @param byLogDeviations receives rows × size floats from index 0
   */
  public void backward(
      float[] byLogProbability, float[] byEntropy, float[] byMeans, float[] byLogDeviations) {
    for (int row = 0; row < rows; row++) {
      float l = byLogProbability[row];
      float h = byEntropy[row];
      for (int i = row * size; i < (row + 1) * size; i++) {
        float z = standardized[i];
        byMeans[i] = l * z / deviations[i];
        byLogDeviations[i] = l * (z * z - 1) + h;
      }
    }
  }
}
