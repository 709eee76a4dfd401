package io.rein4j.nn;

import io.rein4j.math.VectorMath;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Rows of probability distributions over a fixed number of actions, each given by unnormalised log
 * probabilities (logits).
 *
 * <p>An action with logit −∞ has probability 0 and no part in the entropy. Arrays are row-major,
 * belong to this object, may be longer than needed, and are overwritten by the next {@link #set}.
 */
public final class Categorical {

  private final int actions;
  private float[] logProbabilities = {};
  private float[] probabilities = {};
  private float[] entropies = {};
  private float[] maxima = {};
  private float[] sums = {};
  private float[] logSums = {};
  private int rows;

  /**
   * Makes an object without rows.
   *
   * @param actions the number of actions, ≥ 1
   */
  public Categorical(int actions) {
    if (actions < 1) {
      throw new IllegalArgumentException(
          "A distribution needs at least one action, but has %s.".formatted(actions));
    }
    this.actions = actions;
  }

  /**
   * Takes new distributions.
   *
   * @param logits rows × actions floats from index 0; left as they are
   * @param rows number of rows
   */
  public void set(float[] logits, int rows) {
    set(logits, 0, actions, rows);
  }

  /**
   * Takes new distributions, whose logits stand in some columns of a matrix.
   *
   * @param logits rows × width floats from index 0; left as they are
   * @param column the first action's
   * @param width the number of columns, ≥ column + actions
   * @param rows number of rows
   */
  public void set(float[] logits, int column, int width, int rows) {
    int n = Math.multiplyExact(rows, actions);
    if (probabilities.length < n) {
      logProbabilities = new float[n];
      probabilities = new float[n];
      entropies = new float[rows];
      maxima = new float[rows];
      sums = new float[rows];
      logSums = new float[rows];
    }
    this.rows = rows;
    // Loops are over the rows of an action: those over a row's few actions would cost more than
    // what they compute.
    Arrays.fill(maxima, 0, rows, Float.NEGATIVE_INFINITY);
    for (int action = 0; action < actions; action++) {
      for (int row = 0; row < rows; row++) {
        maxima[row] = Math.max(maxima[row], logits[row * width + column + action]);
      }
    }
    for (int action = 0; action < actions; action++) {
      for (int row = 0; row < rows; row++) {
        logProbabilities[row * actions + action] =
            logits[row * width + column + action] - maxima[row];
      }
    }
    VectorMath.exp(logProbabilities, 0, probabilities, 0, n);
    Arrays.fill(sums, 0, rows, 0);
    for (int action = 0; action < actions; action++) {
      for (int row = 0; row < rows; row++) {
        sums[row] += probabilities[row * actions + action];
      }
    }
    VectorMath.log(sums, 0, logSums, 0, rows);
    Arrays.fill(entropies, 0, rows, 0);
    for (int action = 0; action < actions; action++) {
      for (int row = 0; row < rows; row++) {
        int i = row * actions + action;
        float logProbability = logProbabilities[i] - logSums[row];
        float probability = probabilities[i] / sums[row];
        logProbabilities[i] = logProbability;
        probabilities[i] = probability;
        entropies[row] -= times(probability, logProbability);
      }
    }
  }

  /** {@return the natural logarithms of the probabilities, rows × actions} */
  public float[] logProbabilities() {
    return logProbabilities;
  }

  /** {@return the probabilities, rows × actions} */
  public float[] probabilities() {
    return probabilities;
  }

  /** {@return the entropies in nats, one a row} */
  public float[] entropies() {
    return entropies;
  }

  /**
   * {@return the log probability of one action}
   *
   * @param row the distribution
   * @param action in [0, actions)
   */
  public float logProbability(int row, int action) {
    return logProbabilities[row * actions + action];
  }

  /**
   * {@return an action drawn from one distribution, by one call of {@code nextDouble}}
   *
   * @param row the distribution
   * @param random the source of randomness
   */
  public int sample(int row, RandomGenerator random) {
    double left = random.nextDouble();
    int last = 0;
    for (int action = 0; action < actions; action++) {
      float probability = probabilities[row * actions + action];
      if (probability > 0) {
        last = action;
        left -= probability;
        if (left < 0) {
          return action;
        }
      }
    }
    return last;
  }

  /**
   * Computes the gradient of a loss with respect to the logits: ∂L/∂zⱼ = ℓ·(1[j = a] − pⱼ) −
   * h·pⱼ·(log pⱼ + H).
   *
   * @param taken the action a of each row
   * @param byLogProbability ℓ: the loss's derivative by the log probability of each row's action
   * @param byEntropy h: the loss's derivative by each row's entropy H
   * @param byLogits receives rows × actions floats from index 0; may be the array of logits
   */
  public void backward(int[] taken, float[] byLogProbability, float[] byEntropy, float[] byLogits) {
    backward(taken, byLogProbability, byEntropy, byLogits, 0, actions);
  }

  /**
   * Computes the gradient as {@link #backward(int[], float[], float[], float[])} does, into some
   * columns of a matrix.
   *
   * @param taken the action of each row
   * @param byLogProbability the loss's derivative by the log probability of each row's action
   * @param byEntropy the loss's derivative by each row's entropy
   * @param byLogits receives floats in the columns of the logits, of rows × width from index 0
   * @param column the first action's
   * @param width the number of columns, ≥ column + actions
   */
  public void backward(
      int[] taken,
      float[] byLogProbability,
      float[] byEntropy,
      float[] byLogits,
      int column,
      int width) {
    for (int action = 0; action < actions; action++) {
      for (int row = 0; row < rows; row++) {
        int i = row * actions + action;
        float p = probabilities[i];
        byLogits[row * width + column + action] =
            -byLogProbability[row] * p
                - byEntropy[row] * times(p, logProbabilities[i] + entropies[row]);
      }
    }
    for (int row = 0; row < rows; row++) {
      byLogits[row * width + column + taken[row]] += byLogProbability[row];
    }
  }

  private static float times(float probability, float factor) {
    return probability == 0 ? 0 : probability * factor;
  }
}
