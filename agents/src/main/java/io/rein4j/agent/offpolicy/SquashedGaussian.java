package io.rein4j.agent.offpolicy;

import io.rein4j.math.VectorMath;
import java.util.random.RandomGenerator;

/**
 * Rows of actions in (−1, 1), drawn from normal distributions with independent elements behind a
 * hyperbolic tangent, so that a loss can be taken back through them: a = tanh u, u = μ + n with n =
 * σε (Haarnoja et al. 2018, "Soft actor-critic algorithms and applications", appendix C).
 *
 * <p>A row of an actor's outputs holds the means μ, then log σ, held to [−20, 2]. With
 * state-dependent noise it holds the means, held to ±2, then the noise n, then log σ, as an {@link
 * io.rein4j.nn.ExplorationNoise} gives them. Arrays belong to this object, may be longer than
 * needed, and are overwritten by its next draw.
 */
final class SquashedGaussian {

  static final float LEAST_LOG_STD = -20;
  static final float LARGEST_LOG_STD = 2;

  /** The bounds of means beside state-dependent noise (SB3's {@code clip_mean}). */
  static final float LARGEST_MEAN = 2;

  private static final float HALF_LOG_TWO_PI = 0.9189385f;
  private static final float LOG_2 = 0.6931472f;

  private final int size;
  private final boolean stateDependent;
  private final int width;
  private final float[] standardized;
  private final float[] deviations;
  private final float[] actions;
  private final float[] slopes;
  private final float[] logProbabilities;
  private float[] outputs = {};
  private int rows;

  /**
   * Makes an object without rows.
   *
   * @param size the number of elements of an action, ≥ 1
   * @param stateDependent whether the noise is among the outputs
   * @param rows the largest number of rows
   */
  SquashedGaussian(int size, boolean stateDependent, int rows) {
    this.size = size;
    this.stateDependent = stateDependent;
    this.width = stateDependent ? 3 * size : 2 * size;
    int n = Math.multiplyExact(rows, size);
    this.standardized = new float[n];
    this.deviations = new float[n];
    this.actions = new float[n];
    this.slopes = new float[n];
    this.logProbabilities = new float[rows];
  }

  /**
   * Draws an action a row.
   *
   * @param outputs of the actor; must not change before the backward pass
   * @param random the source of noise that is not among the outputs
   */
  void draw(float[] outputs, int rows, RandomGenerator random) {
    this.outputs = outputs;
    this.rows = rows;
    for (int row = 0; row < rows; row++) {
      int at = row * width;
      float logProbability = 0;
      for (int i = 0; i < size; i++) {
        int element = row * size + i;
        float mean = outputs[at + i];
        float logStd = outputs[at + width - size + i];
        float noise;
        float deviation;
        float z;
        if (stateDependent) {
          mean = limited(mean, -LARGEST_MEAN, LARGEST_MEAN);
          noise = outputs[at + size + i];
          deviation = VectorMath.exp(logStd);
          z = noise / deviation;
        } else {
          logStd = limited(logStd, LEAST_LOG_STD, LARGEST_LOG_STD);
          deviation = VectorMath.exp(logStd);
          z = (float) random.nextGaussian();
          noise = deviation * z;
        }
        float u = mean + noise;
        // 1 − tanh² u = 4e / (1 + e)² with e = exp(−2|u|).
        float power = -2 * Math.abs(u);
        float e = VectorMath.exp(power);
        standardized[element] = z;
        deviations[element] = deviation;
        actions[element] = VectorMath.tanh(u);
        slopes[element] = 4 * e / ((1 + e) * (1 + e));
        float logSlope = 2 * (LOG_2 - VectorMath.log(1 + e)) + power;
        logProbability -= 0.5f * z * z + logStd + HALF_LOG_TWO_PI + logSlope;
      }
      logProbabilities[row] = logProbability;
    }
  }

  /** NaN stays NaN. */
  private static float limited(float value, float low, float high) {
    return value > high ? high : value < low ? low : value;
  }

  /** {@return the actions, rows × size} */
  float[] actions() {
    return actions;
  }

  /** {@return the log densities of the actions, one a row} */
  float[] logProbabilities() {
    return logProbabilities;
  }

  /**
   * Computes a loss's gradient by the outputs of the last draw: with g its derivative by u, ∂L/∂μ =
   * g and ∂L/∂log σ = g·σε − ℓ; where the noise is an output, ∂L/∂n = g − ℓ·ε/σ and ∂L/∂log σ =
   * ℓ(ε² − 1). Nothing goes through a limit that was met.
   *
   * @param byActions the loss's derivative by each action, but for that through its density
   * @param byLogProbability ℓ: its derivative by the log density of any row's action
   * @param outputGradient receives a row for each row of outputs
   */
  void backward(float[] byActions, float byLogProbability, float[] outputGradient) {
    for (int row = 0; row < rows; row++) {
      int at = row * width;
      for (int i = 0; i < size; i++) {
        int element = row * size + i;
        float z = standardized[element];
        // The density falls by tanh's slope, whose logarithm has the derivative −2 tanh u.
        float byU = byActions[element] * slopes[element] + byLogProbability * 2 * actions[element];
        if (stateDependent) {
          boolean passes = Math.abs(outputs[at + i]) < LARGEST_MEAN;
          outputGradient[at + i] = passes ? byU : 0;
          outputGradient[at + size + i] = byU - byLogProbability * z / deviations[element];
          outputGradient[at + 2 * size + i] = byLogProbability * (z * z - 1);
        } else {
          float logStd = outputs[at + size + i];
          boolean passes = logStd >= LEAST_LOG_STD && logStd <= LARGEST_LOG_STD;
          outputGradient[at + i] = byU;
          outputGradient[at + size + i] =
              passes ? byU * deviations[element] * z - byLogProbability : 0;
        }
      }
    }
  }
}
