package io.rein4j.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A recurrent network: a long short-term memory layer {@code prefix/lstm} and a network behind it.
 *
 * <p>Its state is the layer's output h, then its cells c, of as many floats as it has units each.
 * Computing does not allocate once the largest number of rows has been seen, and the same inputs,
 * states and parameters give the same bits whatever was computed before. Not safe for use by
 * several threads.
 */
public final class LstmNetwork implements RecurrentNetwork {

  private final Parameters parameters;
  private final Lstm lstm;
  private final ChainableNetwork behind;
  private final Lstm.Pass stepping;
  private final Lstm.Pass training;
  private float[] byFeatures = {};
  private Sequences sequences = new Sequences();
  private int rows;
  private boolean mirrored;
  private long mirroredVersion;

  /**
   * Makes a network of two parts on the same parameters.
   *
   * @param behind takes the layer's units as inputs
   */
  LstmNetwork(Parameters parameters, Lstm lstm, ChainableNetwork behind) {
    this.parameters = parameters;
    this.lstm = lstm;
    this.behind = behind;
    this.stepping = lstm.new Pass();
    this.training = lstm.new Pass();
  }

  @Override
  public int inputSize() {
    return lstm.inputs();
  }

  @Override
  public int outputSize() {
    return behind.outputSize();
  }

  @Override
  public int stateSize() {
    return 2 * lstm.units();
  }

  @Override
  public List<NetworkLayer> layers() {
    List<NetworkLayer> layers = new ArrayList<>(List.of(lstm.told()));
    layers.addAll(behind.layers());
    return layers;
  }

  @Override
  public void drawFrom(RandomGenerator random) {
    behind.drawFrom(random);
  }

  @Override
  public float[] step(float[] inputs, int rows, float[] states) {
    requireRows("inputs", inputs, rows, inputSize());
    requireRows("states", states, rows, stateSize());
    prepare();
    return behind.predict(stepping.step(inputs, rows, states), rows);
  }

  @Override
  public float[] forward(float[] inputs, Sequences sequences, float[] states) {
    requireRows("inputs", inputs, sequences.rows(), inputSize());
    requireRows("states", states, sequences.count(), stateSize());
    prepare();
    this.sequences = sequences;
    this.rows = sequences.rows();
    return behind.forward(training.forward(inputs, sequences, states), rows);
  }

  private static void requireRows(String what, float[] values, int rows, int width) {
    if (rows < 1 || values.length / width < rows) {
      throw new IllegalArgumentException(
          "Rows must be ≥ 1 and within the %s' %s rows of %s floats, but are %s."
              .formatted(what, values.length / width, width, rows));
    }
  }

  private void prepare() {
    Blas.useOneThread();
    if (!mirrored || mirroredVersion != parameters.version()) {
      lstm.mirror();
      mirroredVersion = parameters.version();
      mirrored = true;
    }
  }

  @Override
  public void backward(float[] outputGradient) {
    Blocks.requireForward(rows);
    Blas.useOneThread();
    Arrays.fill(outputGradient, 0, sequences.firstLearningRow() * outputSize(), 0);
    int n = rows * lstm.units();
    if (byFeatures.length < n) {
      byFeatures = new float[n];
    }
    behind.backward(outputGradient, byFeatures);
    training.backward(byFeatures);
    rows = 0;
  }
}
