package io.rein4j.nn;

import io.rein4j.math.VectorMath;
import java.util.random.RandomGenerator;

/**
 * Rows of probability distributions over vectors of independent bits, each bit given by the log
 * odds of a 1 (its logit).
 *
 * <p>A bit with logit ±∞ is always the same and has no part in the entropy. Arrays are row-major,
 * belong to this object, may be longer than needed, and are overwritten by its next call.
 */
public final class Bernoulli {

  private final int size;
  private float[] logits = {};

  /** The probability of the less probable value, and minus the logarithm of the other one's. */
  private float[] lesser = {};

  private float[] surprises = {};
  private float[] vectors = {};
  private float[] logProbabilities = {};
  private float[] entropies = {};
  private int rows;

  /**
   * Makes an object without rows.
   *
   * @param size the number of bits of a vector, ≥ 1
   */
  public Bernoulli(int size) {
    if (size < 1) {
      throw new IllegalArgumentException(
          "A distribution needs vectors of at least one bit, but has %s.".formatted(size));
    }
    this.size = size;
  }

  /**
   * Takes new distributions. With e = exp(−|z|) for a logit z, the less probable value has the
   * probability e / (1 + e), and the other one the logarithm −log(1 + e).
   *
   * @param logits rows × size floats from index 0; left as they are
   * @param rows number of rows
   */
  public void set(float[] logits, int rows) {
    int n = Math.multiplyExact(rows, size);
    if (lesser.length < n) {
      this.logits = new float[n];
      lesser = new float[n];
      surprises = new float[n];
      vectors = new float[n];
      logProbabilities = new float[rows];
      entropies = new float[rows];
    }
    this.rows = rows;
    System.arraycopy(logits, 0, this.logits, 0, n);
    for (int row = 0; row < rows; row++) {
      float entropy = 0;
      for (int i = row * size; i < (row + 1) * size; i++) {
        float magnitude = Math.abs(logits[i]);
        float odds = VectorMath.exp(-magnitude);
        lesser[i] = odds / (1 + odds);
        surprises[i] = VectorMath.log(1 + odds);
        entropy += surprises[i] + times(lesser[i], magnitude);
      }
      entropies[row] = entropy;
    }
  }

  /** {@return the entropies in nats, one a row} */
  public float[] entropies() {
    return entropies;
  }

  /**
   * {@return the probability that a bit is 1}
   *
   * @param row the distribution
   * @param bit in [0, size)
   */
  public float probability(int row, int bit) {
    int i = row * size + bit;
    return logits[i] > 0 ? 1 - lesser[i] : lesser[i];
  }

  /**
   * Draws a vector from one distribution, by one call of {@code nextDouble} a bit, in order.
   *
   * @param row the distribution
   * @param random the source of randomness
   * @param drawn receives the bits, each 0 or 1
   * @param from index of the first bit
   */
  public void sample(int row, RandomGenerator random, float[] drawn, int from) {
    for (int bit = 0; bit < size; bit++) {
      drawn[from + bit] = random.nextDouble() < probability(row, bit) ? 1 : 0;
    }
  }

  /**
   * Computes the log probabilities of one vector a row.
   *
   * @param vectors rows × size bits, each 0 or 1
   * @param from index of the first row's first bit
   * @return one a row
   */
  public float[] logProbabilities(float[] vectors, int from) {
    System.arraycopy(vectors, from, this.vectors, 0, rows * size);
    for (int row = 0; row < rows; row++) {
      float logProbability = 0;
      for (int i = row * size; i < (row + 1) * size; i++) {
        logProbability -= isLessProbable(i) ? surprises[i] + Math.abs(logits[i]) : surprises[i];
      }
      logProbabilities[row] = logProbability;
    }
    return logProbabilities;
  }

  private boolean isLessProbable(int i) {
    return vectors[i] == 1 != logits[i] > 0;
  }

  /**
   * Computes the gradient of a loss with respect to the logits: ∂L/∂z = ℓ·(b − p) − h·z·p·(1 − p),
   * with the probability p of a 1, for the bits b of the last {@link #logProbabilities}.
   *
   * @param byLogProbability ℓ: the loss's derivative by the log probability of each row's vector
   * @param byEntropy h: the loss's derivative by each row's entropy
   * @param byLogits receives rows × size floats from index 0; may be the array of logits
   */
  public void backward(float[] byLogProbability, float[] byEntropy, float[] byLogits) {
    for (int row = 0; row < rows; row++) {
      float l = byLogProbability[row];
      float h = byEntropy[row];
      for (int i = row * size; i < (row + 1) * size; i++) {
        // The probability of the value that the bit does not have, exact also where it is tiny.
        float other = isLessProbable(i) ? 1 - lesser[i] : lesser[i];
        byLogits[i] =
            l * (vectors[i] == 1 ? other : -other)
                - h * times(lesser[i], logits[i] * (1 - lesser[i]));
      }
    }
  }

  private static float times(float probability, float factor) {
    return probability == 0 ? 0 : probability * factor;
  }
}
