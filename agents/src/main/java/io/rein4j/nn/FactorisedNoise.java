package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout.Block;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Factorised Gaussian noise on the weights and biases of a fully connected layer, around learned
 * means with learned deviations: w = μ + σ·ε with ε = f(εᵢ)·f(εⱼ) for the weight from input i to
 * output j, f(εⱼ) for its bias, and f(x) = sgn(x)·√|x| (Fortunato et al. 2018, "Noisy networks for
 * exploration", section 3).
 *
 * <p>The means are the layer's own blocks; behind each are its deviations, with {@code -sigma}
 * added to the name. All rows of a pass see the same noise.
 */
public final class FactorisedNoise {

  private static final String SIGMA = "-sigma";

  private final Parameters parameters;
  private final Block weight;
  private final Block weightSigma;
  private final Block bias;
  private final Block biasSigma;
  private final int inputs;
  private final int outputs;
  private final float[] weights;
  private final float[] biases;
  private final float[] ofInputs;
  private final float[] ofOutputs;
  private boolean isDrawn;

  /**
   * Makes the noise of a layer, of which none is drawn yet.
   *
   * @param parameters their layout holds weight and bias, and their {@linkplain #sigmaOf
   *     deviations}
   * @param weight the name of the layer's weight, [inputs, outputs]
   * @param bias the name of the layer's bias
   */
  public FactorisedNoise(Parameters parameters, String weight, String bias) {
    this.parameters = parameters;
    this.weight = parameters.layout().block(weight);
    this.bias = parameters.layout().block(bias);
    if (this.weight.shape().size() != 2 || this.bias.shape().size() != 1) {
      throw new IllegalArgumentException(
          "Noise is for layers of a weight and a bias, but '%s' has the shape %s and '%s' %s."
              .formatted(weight, this.weight.shape(), bias, this.bias.shape()));
    }
    this.weightSigma = Blocks.require(parameters, sigmaOf(weight), this.weight.shape());
    this.biasSigma = Blocks.require(parameters, sigmaOf(bias), this.bias.shape());
    this.inputs = this.weight.shape().get(0);
    this.outputs = this.bias.length();
    this.weights = new float[this.weight.length()];
    this.biases = new float[outputs];
    this.ofInputs = new float[inputs];
    this.ofOutputs = new float[outputs];
  }

  /**
   * {@return the name of the deviations of a block}
   *
   * @param name the block's name
   */
  public static String sigmaOf(String name) {
    return name + SIGMA;
  }

  /**
   * Sets every deviation to σ₀/√inputs.
   *
   * @param sigma σ₀
   */
  public void initialize(double sigma) {
    float deviation = (float) (sigma / Math.sqrt(inputs));
    for (Block block : List.of(weightSigma, biasSigma)) {
      Arrays.fill(parameters.values(), block.offset(), block.end(), deviation);
    }
  }

  /**
   * Draws new noise, which {@link #apply} puts on the weights.
   *
   * @param random the source of randomness
   */
  public void draw(RandomGenerator random) {
    fill(random, ofInputs);
    fill(random, ofOutputs);
    isDrawn = true;
  }

  /** Computes weights and biases from the parameters as they are and the noise, if it is drawn. */
  public void apply() {
    if (!isDrawn) {
      System.arraycopy(parameters.values(), weight.offset(), weights, 0, weights.length);
      System.arraycopy(parameters.values(), bias.offset(), biases, 0, biases.length);
      return;
    }
    for (int i = 0; i < inputs; i++) {
      apply(weight, weightSigma, weights, i * outputs, ofInputs[i]);
    }
    apply(bias, biasSigma, biases, 0, 1);
  }

  private static void fill(RandomGenerator random, float[] noise) {
    for (int i = 0; i < noise.length; i++) {
      double x = random.nextGaussian();
      noise[i] = (float) Math.copySign(Math.sqrt(Math.abs(x)), x);
    }
  }

  /** Puts noise on a part of a block as long as the outputs' noise, which is scaled by a factor. */
  private void apply(Block means, Block deviations, float[] noisy, int from, float factor) {
    float[] values = parameters.values();
    int mean = means.offset() + from;
    int deviation = deviations.offset() + from;
    for (int j = 0; j < outputs; j++) {
      noisy[from + j] = values[mean + j] + values[deviation + j] * (factor * ofOutputs[j]);
    }
  }

  /** Takes the noise away. */
  public void remove() {
    Arrays.fill(ofInputs, 0);
    Arrays.fill(ofOutputs, 0);
    isDrawn = false;
  }

  /** {@return the layer's weight} */
  public Block weight() {
    return weight;
  }

  /** {@return the layer's bias} */
  public Block bias() {
    return bias;
  }

  /** {@return the weights of the last {@link #apply}, [inputs, outputs]} */
  public float[] weights() {
    return weights;
  }

  /** {@return the biases of the last {@link #apply}} */
  public float[] biases() {
    return biases;
  }

  /**
   * Writes the gradient by the deviations, from that by the means, which is the gradient by the
   * drawn weights and biases.
   */
  public void writeGradient() {
    for (int i = 0; i < inputs; i++) {
      writeGradient(weight, weightSigma, i * outputs, ofInputs[i]);
    }
    writeGradient(bias, biasSigma, 0, 1);
  }

  private void writeGradient(Block means, Block deviations, int from, float factor) {
    float[] gradient = parameters.gradient();
    int mean = means.offset() + from;
    int deviation = deviations.offset() + from;
    for (int j = 0; j < outputs; j++) {
      gradient[deviation + j] = gradient[mean + j] * (factor * ofOutputs[j]);
    }
  }

  /**
   * {@return the square of the norm of the gradient by the deviations that one row gives}
   *
   * @param input holds the row of inputs, from index {@code inputAt}
   * @param bySums holds the gradient by the row's weighted sums, from index {@code sumsAt}
   */
  double squaredNorm(float[] input, int inputAt, float[] bySums, int sumsAt) {
    double ofRow = 1;
    for (int i = 0; i < inputs; i++) {
      double element = (double) input[inputAt + i] * ofInputs[i];
      ofRow += element * element;
    }
    double byOutputs = 0;
    for (int j = 0; j < outputs; j++) {
      double element = (double) bySums[sumsAt + j] * ofOutputs[j];
      byOutputs += element * element;
    }
    return ofRow * byOutputs;
  }
}
