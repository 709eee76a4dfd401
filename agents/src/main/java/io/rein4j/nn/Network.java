package io.rein4j.nn;

import io.rein4j.math.PackedSequences;
import io.rein4j.nn.model.LayerModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A network: layers in a row on their blocks of {@link Parameters}, which are stepped through to
 * act and gone through forward and backward to learn.
 *
 * <p>What it carries from step to step is a state, a row of {@link #stateSize()} floats for each
 * sequence; all zeros is the one before an episode's first step. States belong to the caller. A
 * network without a state takes rows that have nothing to do with each other, which are sequences
 * of one step.
 *
 * <p>Where no layer mixes its rows, the gradient is a sum with one term a row, and the network can
 * measure and weigh the terms without computing them one by one ("ghost clipping": Goodfellow 2015,
 * "Efficient per-example gradient computations"; Li et al. 2022, "Large language models can be
 * strong differentially private learners", section 4): after a {@link #forward}, {@link
 * #backwardRows} takes the place of {@link #backward}; {@link #addSquaredNorms}, {@link #weighRows}
 * and {@link #gradientOfRows} follow it, in any order, until the next {@link #forward}.
 *
 * <p>Arrays are row-major. Returned arrays belong to the network, may be longer than rows × output
 * size, and are overwritten by its next call. Computing does not allocate once the largest number
 * of rows has been seen, and the same inputs, states and parameters give the same bits whatever was
 * computed before. Not safe for use by several threads.
 */
public final class Network {

  /** The states of a network that has none. */
  public static final float[] NO_STATES = {};

  private final Parameters parameters;
  private final Sequential layers;
  private final Sequential.Bound bound;
  private final Sequential.Pass stepping;
  private final Sequential.Pass training;
  private final int inputSize;
  private final int outputSize;
  private final int stateSize;
  private final boolean isNoisy;

  /** Rows that are sequences of one step. */
  private final PackedSequences steps = new PackedSequences();

  private PackedSequences sequences = steps;
  private int rows;
  private int differentiatedRows;
  private boolean fresh;
  private long freshVersion;

  private boolean hasNoise;
  private boolean noiseChanged;

  /**
   * Makes a network on its blocks of the parameters, which stay as they are.
   *
   * @param parameters their layout holds what the layers declare
   * @param layers in a row
   */
  public Network(Parameters parameters, Sequential layers) {
    this.parameters = parameters;
    this.layers = layers;
    this.bound = layers.on(parameters);
    this.stepping = bound.pass(false);
    this.training = bound.pass(true);
    this.inputSize = layers.inputs();
    this.outputSize = layers.outputs();
    this.stateSize = layers.stateSize();
    this.isNoisy = layers.isNoisy();
  }

  /**
   * {@return a network on parameters of its own, which are all 0}
   *
   * @param layers in a row
   */
  public static Network of(Sequential layers) {
    return new Network(Parameters.of(layers), layers);
  }

  /** {@return what the network reads its parameters from and writes their gradient to} */
  public Parameters parameters() {
    return parameters;
  }

  /** {@return the layers} */
  public Sequential layers() {
    return layers;
  }

  /**
   * Writes the parameters that training starts from, layer by layer.
   *
   * @param random the source of randomness
   */
  public void initialize(RandomGenerator random) {
    layers.initialize(parameters, random);
    parameters.changed();
  }

  /** {@return the number of floats of one row of inputs} */
  public int inputSize() {
    return inputSize;
  }

  /** {@return the number of floats of one row of outputs} */
  public int outputSize() {
    return outputSize;
  }

  /** {@return the number of floats of one state; 0 if nothing is carried from step to step} */
  public int stateSize() {
    return stateSize;
  }

  /** {@return what the last layer took in at the last {@link #step}, as rows} */
  public float[] steppedFeatures() {
    return stepping.features();
  }

  /** {@return what the last layer took in at the last {@link #forward}, as rows} */
  public float[] features() {
    return training.features();
  }

  /**
   * {@return what the layers compute, with the parameters as they are and without noise, from
   * inputs to outputs}
   *
   * @throws IllegalArgumentException if there is something in the network that cannot be described,
   *     by a sentence that names it
   */
  public List<LayerModel> describe() {
    List<LayerModel> description = new ArrayList<>();
    bound.describe(description);
    return description;
  }

  /**
   * Sets the source of randomness of dropout.
   *
   * @param random what forward passes draw from
   */
  public void drawFrom(RandomGenerator random) {
    training.drawFrom(random);
  }

  /**
   * Draws new noise on the weights of noisy layers, of which there may be none.
   *
   * @param random the source of randomness
   */
  public void drawNoise(RandomGenerator random) {
    if (isNoisy) {
      bound.drawNoise(random);
      hasNoise = true;
      noiseChanged = true;
    }
  }

  /** Puts noisy weights to their means, until noise is drawn again. */
  public void removeNoise() {
    if (hasNoise) {
      bound.removeNoise();
      hasNoise = false;
      noiseChanged = true;
    }
  }

  /**
   * Computes the outputs of one step of several sequences, and keeps nothing for a backward pass;
   * it leaves what the last {@link #forward} kept as it is.
   *
   * @param inputs rows × input size floats from index 0
   * @param rows number of sequences, ≥ 1
   * @param states rows × state size floats from index 0: the states before the step, overwritten by
   *     those after it
   * @return rows × output size floats from index 0
   */
  public float[] step(float[] inputs, int rows, float[] states) {
    requireRows("inputs", inputs, rows, inputSize);
    requireRows("states", states, rows, stateSize);
    prepare();
    return stepping.step(inputs, rows, states, 0, stateSize);
  }

  /**
   * Computes the outputs of rows, without a state, as {@link #step} does.
   *
   * @param inputs rows × input size floats from index 0
   * @param rows number of rows, ≥ 1
   * @return rows × output size floats from index 0
   */
  public float[] predict(float[] inputs, int rows) {
    return step(inputs, rows, NO_STATES);
  }

  /**
   * Computes the outputs of rows, without a state, and keeps what {@link #backward} needs.
   *
   * @param inputs rows × input size floats from index 0; must not change before the backward pass
   * @param rows number of rows, ≥ 1
   * @return rows × output size floats from index 0
   */
  public float[] forward(float[] inputs, int rows) {
    requireRows("inputs", inputs, rows, inputSize);
    steps.packSteps(rows);
    return forward(inputs, steps, NO_STATES);
  }

  /**
   * Computes the outputs of all steps of several sequences, and keeps what {@link #backward} needs.
   *
   * @param inputs a row of input size floats for each of the sequences' rows; must not change
   *     before the backward pass
   * @param sequences how the rows follow each other; must not change before the backward pass
   * @param states a row of state size floats for each sequence: the states before their first
   *     steps, which stay as they are
   * @return a row of output size floats for each of the sequences' rows
   */
  public float[] forward(float[] inputs, PackedSequences sequences, float[] states) {
    requireRows("inputs", inputs, sequences.rows(), inputSize);
    requireRows("states", states, sequences.count(), stateSize);
    prepare();
    this.sequences = sequences;
    this.rows = sequences.rows();
    this.differentiatedRows = 0;
    return training.forward(inputs, sequences, states, 0, stateSize);
  }

  /** Checks that an array holds so many rows. */
  static void requireRows(String what, float[] values, int rows, int width) {
    if (rows < 1 || values.length < (long) rows * width) {
      throw new IllegalArgumentException(
          "Rows must be ≥ 1 and within the %s' %s rows of %s floats, but are %s."
              .formatted(what, width == 0 ? 0 : values.length / width, width, rows));
    }
  }

  private void prepare() {
    Blas.useOneThread();
    if (!fresh || freshVersion != parameters.version()) {
      bound.refresh();
      freshVersion = parameters.version();
      fresh = true;
    } else if (noiseChanged) {
      bound.refreshNoise();
    }
    noiseChanged = false;
  }

  /**
   * Counts the dormant units of the last {@link #forward}, before the backward pass.
   *
   * @param units takes in the units of every layer that has an activation
   * @throws IllegalStateException if there was no forward pass
   */
  public void countDormant(DormantUnits units) {
    requireForward();
    training.countDormant(units);
  }

  /** {@return whether each row has a gradient of its own, so that {@link #backwardRows} works} */
  public boolean hasRowGradients() {
    return layers.rowMixer().isEmpty();
  }

  /**
   * Writes the gradient of a loss with respect to this network's parameters over their blocks of
   * {@link Parameters#gradient()}. Only one backward pass may follow a {@link #forward}.
   *
   * @param outputGradient the loss's derivative by each output of the last {@link #forward}; what
   *     stands in rows of a {@linkplain PackedSequences#burnIn() burn-in} is ignored; may be
   *     overwritten
   */
  public void backward(float[] outputGradient) {
    goBack(outputGradient);
    training.backward(outputGradient, null);
    rows = 0;
  }

  /**
   * Does what {@link #backward(float[])} does, and computes the gradient with respect to the inputs
   * too.
   *
   * @param outputGradient as for {@link #backward(float[])}
   * @param inputGradient receives a row of input size floats for each row; another array than
   *     {@code outputGradient}
   */
  public void backward(float[] outputGradient, float[] inputGradient) {
    goBack(outputGradient);
    training.backward(outputGradient, inputGradient);
    rows = 0;
  }

  /**
   * Computes the gradient of a loss with respect to the inputs, and writes none with respect to
   * parameters: their blocks of {@link Parameters#gradient()} stay as they are. Takes the place of
   * {@link #backward(float[])} where what is learned made the inputs.
   *
   * @param outputGradient as for {@link #backward(float[])}
   * @param inputGradient receives a row of input size floats for each row; another array than
   *     {@code outputGradient}
   */
  public void backwardToInputs(float[] outputGradient, float[] inputGradient) {
    goBack(outputGradient);
    training.backwardRows(outputGradient, inputGradient);
    rows = 0;
  }

  private void requireForward() {
    if (rows == 0) {
      throw new IllegalStateException(
          "A backward pass needs a forward pass before it, but there was none.");
    }
  }

  private void goBack(float[] outputGradient) {
    requireForward();
    Blas.useOneThread();
    Arrays.fill(outputGradient, 0, sequences.firstLearningRow() * outputSize, 0);
  }

  /**
   * Checks that {@link #backwardRows} can take the place of {@link #backward}.
   *
   * @throws IllegalArgumentException if a layer mixes its rows
   */
  public void requireRowGradients() {
    layers
        .rowMixer()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "A clipping rule on samples needs layers that tell their rows' gradients apart, but '%s' does not."
                      .formatted(name));
            });
  }

  /**
   * Does the part of a backward pass that goes through the layers, and writes no gradient of
   * parameters yet.
   *
   * @param outputGradient as for {@link #backward(float[])}; may be overwritten, and must not
   *     change until the gradient is written
   */
  public void backwardRows(float[] outputGradient) {
    goBack(outputGradient);
    training.backwardRows(outputGradient, null);
    differentiatedRows = rows;
    rows = 0;
  }

  /**
   * Adds to each row's number the square of the Euclidean norm of its term, over the parameters of
   * some groups.
   *
   * @param squaredNorms one number a row, from index 0
   * @param groups the names of the groups; all if there are none
   */
  public void addSquaredNorms(double[] squaredNorms, List<String> groups) {
    requireDifferentiated();
    training.addSquaredNorms(squaredNorms, groups);
  }

  /**
   * Multiplies each row's term where it belongs to parameters of some groups.
   *
   * @param weights one factor a row, from index 0; 1 leaves every bit as it is
   * @param groups the names of the groups; all if there are none
   */
  public void weighRows(double[] weights, List<String> groups) {
    requireDifferentiated();
    training.weighRows(weights, groups);
  }

  /**
   * Writes the sum of the terms of consecutive rows over this network's blocks of {@link
   * Parameters#gradient()}; of all rows, none of them weighed, it is bit for bit what {@link
   * #backward} writes.
   *
   * @param from the first row
   * @param to behind the last row, above {@code from}
   */
  public void gradientOfRows(int from, int to) {
    requireDifferentiated();
    if (from < 0 || from >= to || to > differentiatedRows) {
      throw new IllegalArgumentException(
          "The gradient is asked for of rows from %s to before %s, but there are %s."
              .formatted(from, to, differentiatedRows));
    }
    Blas.useOneThread();
    training.gradientOfRows(from, to);
  }

  private void requireDifferentiated() {
    if (differentiatedRows == 0) {
      throw new IllegalStateException(
          "Rows have gradients after forward and backwardRows only, but one of them is missing.");
    }
  }
}
