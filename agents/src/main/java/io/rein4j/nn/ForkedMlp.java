package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A multi-layer perceptron with one trunk and several heads: hidden layers {@code trunk/dense0},
 * {@code trunk/dense1}, …, each followed by its activation, and behind them one linear layer {@code
 * head/output} a head. A row of outputs is that of the first head, then that of the next.
 *
 * <p>Computing does not allocate once the largest number of rows has been seen. Not safe for use by
 * several threads.
 */
public final class ForkedMlp implements RowwiseNetwork {

  /**
   * A head.
   *
   * @param prefix the part of its block names before the layer, for instance {@code critic}
   * @param outputs floats of one row of its outputs, ≥ 1
   */
  public record Head(String prefix, int outputs) {}

  private final Parameters parameters;
  private final Initialization initialization;
  private final int inputs;
  private final int outputs;
  private final Dense[] trunk;
  private final Dense[] heads;
  private final Way predicting;
  private final Way training;
  private final float[][] gradientsByHead;
  private final float[][] gradientsByLayer;
  private final Blas.Memory nativeRowGradients = new Blas.Memory();
  private float[] fromHead = {};
  private int rows;
  private int differentiatedRows;
  private boolean mirrored;
  private long mirroredVersion;

  /** A way through all layers. */
  private final class Way {
    private final Dense.Pass[] through;
    private final Dense.Pass[] out;
    private float[] latent = {};
    private float[] joined = {};

    Way(boolean learning) {
      through = Mlp.passes(trunk, learning);
      out = Mlp.passes(heads, learning);
    }

    float[] compute(float[] input, int rows) {
      latent = input;
      for (Dense.Pass pass : through) {
        latent = pass.forward(latent, rows);
      }
      joined = reserve(joined, Math.multiplyExact(rows, outputs));
      int column = 0;
      for (int head = 0; head < heads.length; head++) {
        int width = heads[head].outputs();
        copyColumns(
            out[head].forward(latent, rows), width, 0, joined, outputs, column, width, rows);
        column += width;
      }
      return joined;
    }
  }

  /**
   * Makes a network on its blocks of the parameters, which stay as they are.
   *
   * @param parameters their layout holds what {@link #declare} with the same arguments added
   * @param prefix the part of the trunk's block names before the layer
   * @param inputs floats of one row of inputs, ≥ 1
   * @param settings the trunk's layers
   * @param heads what comes behind the trunk
   */
  public ForkedMlp(
      Parameters parameters, String prefix, int inputs, MlpSettings settings, List<Head> heads) {
    this.parameters = parameters;
    this.initialization = settings.initialization();
    this.inputs = inputs;
    this.outputs = heads.stream().mapToInt(Head::outputs).sum();
    this.trunk = HiddenLayers.build(parameters, prefix, inputs, settings).toArray(Dense[]::new);
    int latents = settings.latentSize(inputs);
    this.heads =
        heads.stream()
            .map(head -> new Dense(parameters, head.prefix() + "/output", latents, head.outputs()))
            .toArray(Dense[]::new);
    this.predicting = new Way(false);
    this.training = new Way(true);
    this.gradientsByHead = new float[this.heads.length][0];
    this.gradientsByLayer = new float[trunk.length + 1][0];
  }

  /**
   * Adds the blocks of a network to a layout: the trunk's, then the heads'.
   *
   * @param layout receives the blocks
   * @param prefix the part of the trunk's block names before the layer, for instance {@code shared}
   * @param inputs floats of one row of inputs, ≥ 1
   * @param settings the trunk's layers
   * @param heads what comes behind the trunk
   */
  public static void declare(
      ParameterLayout.Builder layout,
      String prefix,
      int inputs,
      MlpSettings settings,
      List<Head> heads) {
    int in = HiddenLayers.declare(layout, prefix, inputs, settings);
    for (Head head : heads) {
      Dense.declare(layout, head.prefix() + "/output", in, head.outputs());
    }
  }

  /**
   * Draws all weights and biases, layer by layer, then head by head; gains of a normalisation are
   * 1, its biases 0.
   *
   * @param random the source of randomness
   * @param hiddenGain factor of the trunk's weights, where the initialization has one
   * @param outputGains the same for each head
   */
  public void initialize(RandomGenerator random, double hiddenGain, double... outputGains) {
    for (Dense layer : trunk) {
      layer.initialize(initialization, random, hiddenGain);
    }
    for (int i = 0; i < heads.length; i++) {
      heads[i].initialize(initialization, random, outputGains[i]);
    }
    parameters.changed();
  }

  @Override
  public int inputSize() {
    return inputs;
  }

  @Override
  public int outputSize() {
    return outputs;
  }

  /** {@return the number of floats of one row that the heads take in} */
  public int latentSize() {
    return heads[0].inputs();
  }

  /** {@return what the heads took in at the last {@link #predict}} */
  public float[] predictedLatent() {
    return predicting.latent;
  }

  /** {@return what the heads took in at the last {@link #forward}} */
  public float[] latent() {
    return training.latent;
  }

  @Override
  public void drawFrom(RandomGenerator random) {
    for (Dense.Pass pass : training.through) {
      pass.drawFrom(random);
    }
  }

  @Override
  public List<NetworkLayer> layers() {
    List<NetworkLayer> layers = new ArrayList<>(Dense.told(trunk));
    layers.add(new ParallelLayers("heads", Arrays.stream(heads).map(Dense::told).toList()));
    return layers;
  }

  @Override
  public float[] predict(float[] inputs, int rows) {
    prepare(inputs, rows);
    return predicting.compute(inputs, rows);
  }

  @Override
  public float[] forward(float[] inputs, int rows) {
    prepare(inputs, rows);
    float[] joined = training.compute(inputs, rows);
    this.rows = rows;
    this.differentiatedRows = 0;
    return joined;
  }

  private void prepare(float[] inputs, int rows) {
    if (rows < 1 || inputs.length / this.inputs < rows) {
      throw new IllegalArgumentException(
          "Rows must be ≥ 1 and within the inputs' %s rows of %s floats, but are %s."
              .formatted(inputs.length / this.inputs, this.inputs, rows));
    }
    Blas.useOneThread();
    if (!mirrored || mirroredVersion != parameters.version()) {
      for (Dense layer : trunk) {
        layer.mirror();
      }
      for (Dense head : heads) {
        head.mirror();
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

  @Override
  public void backwardRows(float[] outputGradient) {
    Blocks.requireForward(rows);
    Blas.useOneThread();
    int latents = latentSize();
    int n = rows * latents;
    nativeRowGradients.reserve(n);
    float[] gradient = layerGradient(trunk.length, n);
    fromHead = reserve(fromHead, n);
    int column = 0;
    for (int head = 0; head < heads.length; head++) {
      int width = heads[head].outputs();
      gradientsByHead[head] = reserve(gradientsByHead[head], rows * width);
      float[] byOutputs = gradientsByHead[head];
      copyColumns(outputGradient, outputs, column, byOutputs, width, 0, width, rows);
      training.out[head].backward(byOutputs);
      if (trunk.length > 0) {
        training.out[head].backwardToInputs(nativeRowGradients, head == 0 ? gradient : fromHead);
        if (head > 0) {
          add(gradient, fromHead, n);
        }
      }
      column += width;
    }
    for (int i = trunk.length - 1; i >= 0; i--) {
      training.through[i].backward(gradient);
      if (i > 0) {
        int m = rows * trunk[i].inputs();
        nativeRowGradients.reserve(m);
        gradient = layerGradient(i, m);
        training.through[i].backwardToInputs(nativeRowGradients, gradient);
      }
    }
    differentiatedRows = rows;
    rows = 0;
  }

  private float[] layerGradient(int layer, int n) {
    gradientsByLayer[layer] = reserve(gradientsByLayer[layer], n);
    return gradientsByLayer[layer];
  }

  @Override
  public void addSquaredNorms(double[] squaredNorms, List<String> groups) {
    Blocks.requireRows(0, differentiatedRows, differentiatedRows);
    for (int i = 0; i < trunk.length; i++) {
      if (trunk[i].isIn(groups)) {
        training.through[i].addSquaredNorms(squaredNorms);
      }
    }
    for (int i = 0; i < heads.length; i++) {
      if (heads[i].isIn(groups)) {
        training.out[i].addSquaredNorms(squaredNorms);
      }
    }
  }

  @Override
  public void weighRows(double[] weights, List<String> groups) {
    Blocks.requireRows(0, differentiatedRows, differentiatedRows);
    for (int i = 0; i < trunk.length; i++) {
      if (trunk[i].isIn(groups)) {
        training.through[i].weighRows(weights);
      }
    }
    for (int i = 0; i < heads.length; i++) {
      if (heads[i].isIn(groups)) {
        training.out[i].weighRows(weights);
      }
    }
  }

  @Override
  public void gradientOfRows(int from, int to) {
    Blocks.requireRows(from, to, differentiatedRows);
    Blas.useOneThread();
    for (Dense.Pass pass : training.through) {
      pass.writeGradient(from, to);
    }
    for (Dense.Pass pass : training.out) {
      pass.writeGradient(from, to);
    }
  }

  private static void copyColumns(
      float[] source,
      int sourceWidth,
      int sourceColumn,
      float[] target,
      int targetWidth,
      int targetColumn,
      int columns,
      int rows) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < columns; i++) {
        target[row * targetWidth + targetColumn + i] = source[row * sourceWidth + sourceColumn + i];
      }
    }
  }

  private static void add(float[] sum, float[] summand, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] += summand[i];
    }
  }

  private static float[] reserve(float[] array, int n) {
    return array.length < n ? new float[n] : array;
  }
}
