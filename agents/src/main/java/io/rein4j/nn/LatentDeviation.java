package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The log standard deviations of noise that is linear in a network's latent features, ε = hᵀE with
 * independent E ~ N(0, σ²) of the shape [latent, actions]: log √(Σ h²σ² + 10⁻⁶) for each action
 * (generalised state-dependent exploration, Raffin et al. 2021, "Smooth exploration for robotic
 * reinforcement learning", eq. 7 and 8; Stable-Baselines3's {@code
 * StateDependentNoiseDistribution}).
 *
 * <p>The parameters are log σ. No gradient goes through the features.
 */
public final class LatentDeviation implements RowwiseNetwork {

  private static final float LEAST_VARIANCE = 1e-6f;

  private final Parameters parameters;
  private final Block block;
  private final int latents;
  private final int actions;
  private final float[] variances;
  private boolean mirrored;
  private long mirroredVersion;
  private final Kept predicting = new Kept();
  private final Kept training = new Kept();
  private float[] byVariances = {};
  private final double[] sums;
  private int rows;
  private int differentiatedRows;

  /** What is computed of rows. */
  private final class Kept {
    private float[] squares = {};
    private float[] variance = {};
    private float[] outputs = {};

    private float[] compute(float[] latent, int rows) {
      int n = Math.multiplyExact(rows, latents);
      int m = Math.multiplyExact(rows, actions);
      if (squares.length < n) {
        squares = new float[n];
        variance = new float[m];
        outputs = new float[m];
      }
      for (int i = 0; i < n; i++) {
        squares[i] = latent[i] * latent[i];
      }
      Arrays.fill(variance, 0, m, LEAST_VARIANCE);
      for (int row = 0; row < rows; row++) {
        for (int h = 0; h < latents; h++) {
          float square = squares[row * latents + h];
          for (int a = 0; a < actions; a++) {
            variance[row * actions + a] += square * variances[h * actions + a];
          }
        }
      }
      VectorMath.log(variance, 0, outputs, 0, m);
      for (int i = 0; i < m; i++) {
        outputs[i] *= 0.5f;
      }
      return outputs;
    }
  }

  /**
   * Makes a network on its block of the parameters, which stays as it is.
   *
   * @param parameters their layout holds what {@link #declare} with the same arguments added
   * @param name the block's name
   * @param latents floats of one row of features, ≥ 1
   * @param actions floats of one action, ≥ 1
   */
  public LatentDeviation(Parameters parameters, String name, int latents, int actions) {
    this.parameters = parameters;
    this.block = Blocks.require(parameters, name, List.of(latents, actions));
    this.latents = latents;
    this.actions = actions;
    this.variances = new float[latents * actions];
    this.sums = new double[latents * actions];
  }

  /**
   * Adds the block of a network to a layout.
   *
   * @param layout receives the block
   * @param name the block's name
   * @param latents floats of one row of features, ≥ 1
   * @param actions floats of one action, ≥ 1
   */
  public static void declare(
      ParameterLayout.Builder layout, String name, int latents, int actions) {
    layout.add(name, latents, actions);
  }

  /**
   * Gives all parameters one value.
   *
   * @param value any float
   */
  public void initialize(float value) {
    Arrays.fill(parameters.values(), block.offset(), block.end(), value);
    parameters.changed();
  }

  /**
   * Draws a noise matrix E with the present deviations.
   *
   * @param random the source of randomness
   * @param matrices receives latents × actions floats
   * @param from index of the first of them
   */
  public void sample(RandomGenerator random, float[] matrices, int from) {
    float[] values = parameters.values();
    for (int i = 0; i < block.length(); i++) {
      matrices[from + i] =
          (float) (VectorMath.exp(values[block.offset() + i]) * random.nextGaussian());
    }
  }

  @Override
  public int inputSize() {
    return latents;
  }

  @Override
  public int outputSize() {
    return actions;
  }

  @Override
  public float[] predict(float[] inputs, int rows) {
    mirror();
    return predicting.compute(inputs, rows);
  }

  @Override
  public float[] forward(float[] inputs, int rows) {
    mirror();
    this.rows = rows;
    this.differentiatedRows = 0;
    return training.compute(inputs, rows);
  }

  private void mirror() {
    if (!mirrored || mirroredVersion != parameters.version()) {
      VectorMath.exp(parameters.values(), block.offset(), variances, 0, variances.length);
      for (int i = 0; i < variances.length; i++) {
        variances[i] *= variances[i];
      }
      mirroredVersion = parameters.version();
      mirrored = true;
    }
  }

  @Override
  public void backward(float[] outputGradient) {
    backwardRows(outputGradient);
    gradientOfRows(0, differentiatedRows);
  }

  /** A row's gradient is the outer product of h² and what this keeps of it, times σ². */
  @Override
  public void backwardRows(float[] outputGradient) {
    Blocks.requireForward(rows);
    byVariances = outputGradient;
    for (int i = 0; i < rows * actions; i++) {
      byVariances[i] /= training.variance[i];
    }
    differentiatedRows = rows;
    rows = 0;
  }

  @Override
  public void addSquaredNorms(double[] squaredNorms, List<String> groups) {
    if (!Blocks.isIn(block, groups)) {
      return;
    }
    for (int row = 0; row < differentiatedRows; row++) {
      double sum = 0;
      for (int h = 0; h < latents; h++) {
        double square = training.squares[row * latents + h];
        for (int a = 0; a < actions; a++) {
          double element = square * variances[h * actions + a] * byVariances[row * actions + a];
          sum += element * element;
        }
      }
      squaredNorms[row] += sum;
    }
  }

  @Override
  public void weighRows(double[] weights, List<String> groups) {
    if (Blocks.isIn(block, groups)) {
      Blocks.weighRows(byVariances, actions, weights, differentiatedRows);
    }
  }

  @Override
  public void gradientOfRows(int from, int to) {
    Blocks.requireRows(from, to, differentiatedRows);
    Arrays.fill(sums, 0);
    for (int row = from; row < to; row++) {
      for (int h = 0; h < latents; h++) {
        float square = training.squares[row * latents + h];
        for (int a = 0; a < actions; a++) {
          sums[h * actions + a] += (double) square * byVariances[row * actions + a];
        }
      }
    }
    float[] gradient = parameters.gradient();
    for (int i = 0; i < sums.length; i++) {
      gradient[block.offset() + i] = (float) (sums[i] * variances[i]);
    }
  }
}
