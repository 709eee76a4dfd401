package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * A multi-layer perceptron: hidden layers {@code prefix/dense0}, {@code prefix/dense1}, …, each
 * followed by its activation, and a last layer {@code prefix/output} without one.
 *
 * <p>Where a hidden layer is normalised, {@code prefix/norm0}, … stands between its weighted sums
 * and the activation; where it has dropout, that follows the activation, in {@link #forward} alone.
 *
 * <p>Several networks may share one {@link Parameters}: each first {@linkplain #declare declares}
 * its blocks, then is built on the parameters of the finished layout. Computing does not allocate
 * once the largest number of rows has been seen, and the same inputs and parameters give the same
 * bits whatever was computed before. Not safe for use by several threads.
 */
public final class Mlp implements RowwiseNetwork, ChainableNetwork {

  private final Parameters parameters;
  private final Initialization initialization;
  private final boolean endsHidden;
  private final Dense[] layers;
  private final Dense.Pass[] predicting;
  private final Dense.Pass[] training;
  private final float[][] gradientsByLayer;
  private final Blas.Memory nativeRowGradients = new Blas.Memory();
  private float[] rowGradients = {};
  private int rows;
  private int differentiatedRows;
  private boolean mirrored;
  private long mirroredVersion;

  /**
   * Makes a network on its blocks of the parameters, which stay as they are.
   *
   * @param parameters their layout holds what {@link #declare} with the same arguments added
   * @param prefix the part of the block names before the layer
   * @param inputs floats of one row of inputs, ≥ 1
   * @param settings hidden layers
   * @param outputs floats of one row of outputs, ≥ 1
   */
  public Mlp(Parameters parameters, String prefix, int inputs, MlpSettings settings, int outputs) {
    this(parameters, prefix, inputs, settings, OptionalInt.of(outputs));
  }

  private Mlp(
      Parameters parameters, String prefix, int inputs, MlpSettings settings, OptionalInt outputs) {
    this.parameters = parameters;
    this.initialization = settings.initialization();
    this.endsHidden = outputs.isEmpty();
    List<Dense> dense = HiddenLayers.build(parameters, prefix, inputs, settings);
    if (outputs.isPresent()) {
      int latents = settings.latentSize(inputs);
      dense.add(new Dense(parameters, prefix + "/output", latents, outputs.getAsInt()));
    }
    this.layers = dense.toArray(Dense[]::new);
    this.predicting = passes(layers, false);
    this.training = passes(layers, true);
    this.gradientsByLayer = new float[layers.length][0];
  }

  /**
   * Makes a network whose outputs are its last hidden layer's, for others to go on from.
   *
   * @param parameters their layout holds what {@link HiddenLayers#declare} with the same arguments
   *     added
   * @param settings hidden layers, at least one
   */
  static Mlp hidden(Parameters parameters, String prefix, int inputs, MlpSettings settings) {
    return new Mlp(parameters, prefix, inputs, settings, OptionalInt.empty());
  }

  /** Makes passes through layers. */
  static Dense.Pass[] passes(Dense[] layers, boolean learning) {
    Dense.Pass[] passes = new Dense.Pass[layers.length];
    for (int i = 0; i < layers.length; i++) {
      passes[i] = layers[i].new Pass(learning);
    }
    return passes;
  }

  /**
   * Adds the blocks of a network to a layout, weights as [inputs, outputs] before biases and those
   * before gains and biases of a normalisation, layer by layer.
   *
   * @param layout receives the blocks
   * @param prefix the part of the block names before the layer, for instance {@code q}
   * @param inputs floats of one row of inputs, ≥ 1
   * @param settings hidden layers
   * @param outputs floats of one row of outputs, ≥ 1
   */
  public static void declare(
      ParameterLayout.Builder layout,
      String prefix,
      int inputs,
      MlpSettings settings,
      int outputs) {
    int last = HiddenLayers.declare(layout, prefix, inputs, settings);
    Dense.declare(layout, prefix + "/output", last, outputs);
  }

  /**
   * Draws all weights and biases, layer by layer; gains of a normalisation are 1, its biases 0.
   *
   * @param random the source of randomness
   * @param hiddenGain factor of the hidden layers' weights, where the initialization has one (√2
   *     for orthogonal weights in Stable-Baselines3)
   * @param outputGain factor of the last layer's weights (there 0.01 for a policy, 1 for a value)
   */
  public void initialize(RandomGenerator random, double hiddenGain, double outputGain) {
    for (int i = 0; i < layers.length; i++) {
      boolean hidden = endsHidden || i < layers.length - 1;
      layers[i].initialize(initialization, random, hidden ? hiddenGain : outputGain);
    }
    parameters.changed();
  }

  @Override
  public List<NetworkLayer> layers() {
    return Dense.told(layers);
  }

  @Override
  public int inputSize() {
    return layers[0].inputs();
  }

  @Override
  public int outputSize() {
    return layers[layers.length - 1].outputs();
  }

  /** {@return the number of floats of one row that the last layer takes in} */
  public int latentSize() {
    return layers[layers.length - 1].inputs();
  }

  /** {@return what the last layer took in at the last {@link #predict}, rows × latent size} */
  public float[] predictedLatent() {
    return predicting[layers.length - 1].input();
  }

  /** {@return what the last layer took in at the last {@link #forward}, rows × latent size} */
  public float[] latent() {
    return training[layers.length - 1].input();
  }

  @Override
  public void drawFrom(RandomGenerator random) {
    for (Dense.Pass pass : training) {
      pass.drawFrom(random);
    }
  }

  @Override
  public float[] predict(float[] inputs, int rows) {
    return compute(predicting, inputs, rows);
  }

  @Override
  public float[] forward(float[] inputs, int rows) {
    float[] outputs = compute(training, inputs, rows);
    this.rows = rows;
    this.differentiatedRows = 0;
    return outputs;
  }

  private float[] compute(Dense.Pass[] passes, float[] inputs, int rows) {
    if (rows < 1 || inputs.length / inputSize() < rows) {
      throw new IllegalArgumentException(
          "Rows must be ≥ 1 and within the inputs' %s rows of %s floats, but are %s."
              .formatted(inputs.length / inputSize(), inputSize(), rows));
    }
    Blas.useOneThread();
    if (!mirrored || mirroredVersion != parameters.version()) {
      for (Dense layer : layers) {
        layer.mirror();
      }
      mirroredVersion = parameters.version();
      mirrored = true;
    }
    float[] values = inputs;
    for (Dense.Pass pass : passes) {
      values = pass.forward(values, rows);
    }
    return values;
  }

  @Override
  public void backward(float[] outputGradient) {
    backwardToFirst(outputGradient);
  }

  @Override
  public void backward(float[] outputGradient, float[] inputGradient) {
    backwardToFirst(outputGradient);
    training[0].backwardToInputs(inputGradient);
  }

  private void backwardToFirst(float[] outputGradient) {
    requireForward();
    float[] gradient = outputGradient;
    for (int i = layers.length - 1; i >= 0; i--) {
      training[i].backward(gradient);
      training[i].writeGradient(0, rows);
      if (i > 0) {
        rowGradients = reserve(rowGradients, rows * layers[i].inputs());
        gradient = rowGradients;
        training[i].backwardToInputs(gradient);
      }
    }
    rows = 0;
  }

  private void requireForward() {
    if (rows == 0) {
      throw new IllegalStateException(
          "A backward pass needs a forward pass before it, but there was none.");
    }
    Blas.useOneThread();
  }

  private static float[] reserve(float[] array, int n) {
    return array.length < n ? new float[n] : array;
  }

  @Override
  public void backwardRows(float[] outputGradient) {
    requireForward();
    float[] gradient = outputGradient;
    for (int i = layers.length - 1; i >= 0; i--) {
      training[i].backward(gradient);
      if (i > 0) {
        int n = rows * layers[i].inputs();
        gradientsByLayer[i] = reserve(gradientsByLayer[i], n);
        gradient = gradientsByLayer[i];
        nativeRowGradients.reserve(n);
        training[i].backwardToInputs(nativeRowGradients, gradient);
      }
    }
    differentiatedRows = rows;
    rows = 0;
  }

  /**
   * Does what {@link #backwardRows} does, and computes the gradient with respect to the inputs too.
   *
   * @param outputGradient as for {@link #backwardRows}
   * @param inputGradient receives rows × input size floats from index 0
   */
  void backwardRows(float[] outputGradient, float[] inputGradient) {
    backwardRows(outputGradient);
    nativeRowGradients.reserve(differentiatedRows * inputSize());
    training[0].backwardToInputs(nativeRowGradients, inputGradient);
  }

  @Override
  public void addSquaredNorms(double[] squaredNorms, List<String> groups) {
    requireRows(0, differentiatedRows);
    for (int i = 0; i < layers.length; i++) {
      if (layers[i].isIn(groups)) {
        training[i].addSquaredNorms(squaredNorms);
      }
    }
  }

  @Override
  public void weighRows(double[] weights, List<String> groups) {
    requireRows(0, differentiatedRows);
    for (int i = 0; i < layers.length; i++) {
      if (layers[i].isIn(groups)) {
        training[i].weighRows(weights);
      }
    }
  }

  @Override
  public void gradientOfRows(int from, int to) {
    requireRows(from, to);
    Blas.useOneThread();
    for (Dense.Pass pass : training) {
      pass.writeGradient(from, to);
    }
  }

  private void requireRows(int from, int to) {
    if (differentiatedRows == 0) {
      throw new IllegalStateException(
          "Rows have gradients after forward and backwardRows only, but one of them is missing.");
    }
    if (from < 0 || from >= to || to > differentiatedRows) {
      throw new IllegalArgumentException(
          "The gradient is asked for of rows from %s to before %s, but there are %s."
              .formatted(from, to, differentiatedRows));
    }
  }
}
