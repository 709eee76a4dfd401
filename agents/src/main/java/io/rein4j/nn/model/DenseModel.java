package io.rein4j.nn.model;

/** A fully connected layer: outputs = activation(inputs · weights + biases). */
public final class DenseModel implements LayerModel {

  private final String name;
  private final int inputs;
  private final int outputs;
  private final float[] weights;
  private final float[] biases;
  private final Activation activation;

  /**
   * Makes a layer.
   *
   * @param name what it is called
   * @param weights [inputs, outputs], row-major
   * @param biases one for each output
   * @param activation the function of the weighted sums
   */
  public DenseModel(String name, float[] weights, float[] biases, Activation activation) {
    if (biases.length == 0 || weights.length % biases.length != 0) {
      throw new IllegalArgumentException(
          "The layer '%s' has %s weights, which are no matrix for %s outputs."
              .formatted(name, weights.length, biases.length));
    }
    this.name = name;
    this.inputs = weights.length / biases.length;
    this.outputs = biases.length;
    this.weights = weights.clone();
    this.biases = biases.clone();
    this.activation = activation;
  }

  /**
   * {@return a layer of sums over inputs with the same factor each}
   *
   * @param name what it is called
   * @param inputs number of inputs
   * @param outputs number of outputs
   * @param factor what an input counts in an output
   */
  public static DenseModel linear(String name, int inputs, int outputs, Factor factor) {
    float[] weights = new float[inputs * outputs];
    for (int from = 0; from < inputs; from++) {
      for (int to = 0; to < outputs; to++) {
        weights[from * outputs + to] = (float) factor.of(from, to);
      }
    }
    return new DenseModel(name, weights, new float[outputs], Activation.IDENTITY);
  }

  /** The weights of a layer by their places. */
  @FunctionalInterface
  public interface Factor {

    /**
     * {@return a weight}
     *
     * @param input index of the input
     * @param output index of the output
     */
    double of(int input, int output);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int inputs() {
    return inputs;
  }

  @Override
  public int outputs() {
    return outputs;
  }

  /** {@return a copy of the weights, [inputs, outputs], row-major} */
  public float[] weights() {
    return weights.clone();
  }

  /** {@return a copy of the biases} */
  public float[] biases() {
    return biases.clone();
  }

  /** {@return the function of the weighted sums} */
  public Activation activation() {
    return activation;
  }

  @Override
  public float[] apply(float[] values, int rows) {
    float[] sums = new float[rows * outputs];
    double[] row = new double[outputs];
    for (int r = 0; r < rows; r++) {
      for (int to = 0; to < outputs; to++) {
        row[to] = biases[to];
      }
      for (int from = 0; from < inputs; from++) {
        double value = values[r * inputs + from];
        for (int to = 0; to < outputs; to++) {
          row[to] += value * weights[from * outputs + to];
        }
      }
      for (int to = 0; to < outputs; to++) {
        sums[r * outputs + to] = (float) row[to];
      }
    }
    activation.apply(sums, sums, sums.length);
    return sums;
  }
}
