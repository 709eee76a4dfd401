package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import java.util.List;
import java.util.random.RandomGenerator;

/** A fully connected layer: outputs = activation(inputs · weight + bias). */
final class Dense {

  /** What one pass over rows computes, sized for the most rows so far. */
  final class Pass {
    private final Blas.Memory nativeInputs = new Blas.Memory();
    private final Blas.Memory nativeSums = new Blas.Memory();
    private float[] sums = {};
    private float[] results = {};
    private int rows;

    /**
     * Computes the layer's outputs, and keeps what {@link #backward} needs.
     *
     * @return rows × outputs floats from index 0, overwritten by the next call
     */
    float[] forward(float[] input, int rows) {
      reserve(rows);
      int n = rows * outputs;
      nativeInputs.put(input, 0, rows * inputs);
      Blas.multiply(rows, outputs, inputs, nativeInputs, nativeWeight, nativeSums);
      nativeSums.get(sums, 0, n);
      addToRows(sums, rows, parameters.values(), bias.offset(), outputs);
      activation.apply(sums, results, n);
      return results;
    }

    /**
     * Writes the gradient of the layer's parameters.
     *
     * @param gradient with respect to the outputs of the last {@link #forward}; overwritten
     */
    void backward(float[] gradient) {
      int n = rows * outputs;
      activation.multiplyByDerivative(sums, results, gradient, n);
      // The sums are no longer needed, so their native memory takes the gradient by them.
      nativeSums.put(gradient, 0, n);
      nativeWeightGradient.reserve(weight.length());
      Blas.multiplyTransposedBy(
          inputs, outputs, rows, nativeInputs, nativeSums, nativeWeightGradient);
      nativeWeightGradient.get(parameters.gradient(), weight.offset(), weight.length());
      sumRows(gradient, rows, parameters.gradient(), bias.offset(), outputs);
    }

    /**
     * Computes the gradient with respect to the inputs, after {@link #backward}; their native copy
     * is lost in it.
     *
     * @param gradient rows × inputs floats from index 0, overwritten
     */
    void backwardToInputs(float[] gradient) {
      Blas.multiplyByTransposed(rows, inputs, outputs, nativeSums, nativeWeight, nativeInputs);
      nativeInputs.get(gradient, 0, rows * inputs);
    }

    private void reserve(int rows) {
      this.rows = rows;
      nativeInputs.reserve(Math.multiplyExact(rows, inputs));
      int n = Math.multiplyExact(rows, outputs);
      nativeSums.reserve(n);
      if (results.length < n) {
        results = new float[n];
        sums = activation.differentiatesFromSums() ? new float[n] : results;
      }
    }
  }

  private final Parameters parameters;
  private final Block weight;
  private final Block bias;
  private final int inputs;
  private final int outputs;
  private final Activation activation;
  private final Blas.Memory nativeWeight = new Blas.Memory();
  private final Blas.Memory nativeWeightGradient = new Blas.Memory();

  Dense(Parameters parameters, String name, int inputs, int outputs, Activation activation) {
    this.parameters = parameters;
    this.weight = block(parameters, name + "/weight", List.of(inputs, outputs));
    this.bias = block(parameters, name + "/bias", List.of(outputs));
    this.inputs = inputs;
    this.outputs = outputs;
    this.activation = activation;
  }

  private static Block block(Parameters parameters, String name, List<Integer> shape) {
    Block block = parameters.layout().block(name);
    if (!block.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "Parameter '%s' should have shape %s, but the layout gives it %s."
              .formatted(name, shape, block.shape()));
    }
    return block;
  }

  static void declare(ParameterLayout.Builder layout, String name, int inputs, int outputs) {
    layout.add(name + "/weight", inputs, outputs).add(name + "/bias", outputs);
  }

  int inputs() {
    return inputs;
  }

  int outputs() {
    return outputs;
  }

  void initialize(Initialization initialization, RandomGenerator random, double gain) {
    initialization.draw(random, parameters.values(), weight, bias, gain);
  }

  /** Renews the native copy of the weights. */
  void mirror() {
    nativeWeight.reserve(weight.length());
    nativeWeight.put(parameters.values(), weight.offset(), weight.length());
  }

  private static void addToRows(float[] matrix, int rows, float[] row, int from, int columns) {
    for (int r = 0; r < rows; r++) {
      int at = r * columns;
      for (int j = 0; j < columns; j++) {
        matrix[at + j] += row[from + j];
      }
    }
  }

  private static void sumRows(float[] matrix, int rows, float[] sum, int to, int columns) {
    for (int j = 0; j < columns; j++) {
      sum[to + j] = 0;
    }
    for (int r = 0; r < rows; r++) {
      int at = r * columns;
      for (int j = 0; j < columns; j++) {
        sum[to + j] += matrix[at + j];
      }
    }
  }
}
