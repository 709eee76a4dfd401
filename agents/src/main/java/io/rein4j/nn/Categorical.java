package io.rein4j.nn;

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
  private int rows;

  /**
   * Makes an object without rows.
   *
   * @param actions the number of actions, ≥ 1
   */
  public Categorical(int actions) {
    if (actions < 1) {
      throw new IllegalArgumentException(
          "A distribution needs at least one action, but has %d.".formatted(actions));
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
    int n = Math.multiplyExact(rows, actions);
    if (probabilities.length < n) {
      logProbabilities = new float[n];
      probabilities = new float[n];
      entropies = new float[rows];
    }
    this.rows = rows;
    for (int row = 0; row < rows; row++) {
      int from = row * actions;
      float max = Float.NEGATIVE_INFINITY;
      for (int i = from; i < from + actions; i++) {
        max = Math.max(max, logits[i]);
      }
      float sum = 0;
      for (int i = from; i < from + actions; i++) {
        float power = VectorMath.exp(logits[i] - max);
        probabilities[i] = power;
        sum += power;
      }
      float logSum = VectorMath.log(sum);
      float entropy = 0;
      for (int i = from; i < from + actions; i++) {
        float logProbability = logits[i] - max - logSum;
        float probability = probabilities[i] / sum;
        logProbabilities[i] = logProbability;
        probabilities[i] = probability;
        entropy -= times(probability, logProbability);
      }
      entropies[row] = entropy;
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
   * {@return the most probable action of one distribution, the first of equals}
   *
   * @param row the distribution
   */
  public int mode(int row) {
    int from = row * actions;
    int best = 0;
    for (int action = 1; action < actions; action++) {
      if (logProbabilities[from + action] > logProbabilities[from + best]) {
        best = action;
      }
    }
    return best;
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
    for (int row = 0; row < rows; row++) {
      int from = row * actions;
      float l = byLogProbability[row];
      float h = byEntropy[row];
      float entropy = entropies[row];
      for (int i = from; i < from + actions; i++) {
        float p = probabilities[i];
        byLogits[i] = -l * p - h * times(p, logProbabilities[i] + entropy);
      }
      byLogits[from + taken[row]] += l;
    }
  }

  private static float times(float probability, float factor) {
    return probability == 0 ? 0 : probability * factor;
  }
}
