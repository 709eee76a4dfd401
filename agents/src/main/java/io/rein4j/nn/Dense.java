package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** A fully connected layer: outputs = activation(inputs · weight + bias). */
final class Dense {

  /** What one pass over rows computes, sized for the most rows so far. */
  final class Pass {
    private final Blas.Memory nativeInputs = new Blas.Memory();
    private final Blas.Memory nativeSums = new Blas.Memory();
    private final Blas.Memory ones = new Blas.Memory();
    private float[] sums = {};
    private float[] results = {};
    private int rows;
    private int mostRows;

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
      Blas.addToRows(rows, outputs, ones, nativeBias, nativeSums);
      nativeSums.get(sums, 0, n);
      activation.apply(sums, results, Math.max(n, SHORTEST_LOOP));
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
      nativeBiasGradient.reserve(bias.length());
      Blas.multiply(1, outputs, rows, ones, nativeSums, nativeBiasGradient);
      nativeBiasGradient.get(parameters.gradient(), bias.offset(), bias.length());
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
      if (rows > mostRows) {
        mostRows = rows;
        int n = Math.multiplyExact(rows, outputs);
        nativeInputs.reserve(Math.multiplyExact(rows, inputs));
        nativeSums.reserve(n);
        results = new float[Math.max(n, SHORTEST_LOOP)];
        sums = activation.needsSums() ? new float[results.length] : results;
        float[] one = new float[rows];
        Arrays.fill(one, 1f);
        ones.reserve(rows);
        ones.put(one, 0, rows);
      }
    }
  }

  /**
   * Elements that an activation is computed for at least, needed or not. C2 unrolls a loop, and so
   * vectorises it, by the counts it saw before it compiled it: acting on single observations must
   * not leave learning with narrow vectors.
   */
  private static final int SHORTEST_LOOP = 256;

  private final Parameters parameters;
  private final Block weight;
  private final Block bias;
  private final int inputs;
  private final int outputs;
  private final Activation activation;
  private final Blas.Memory nativeWeight = new Blas.Memory();
  private final Blas.Memory nativeBias = new Blas.Memory();
  private final Blas.Memory nativeWeightGradient = new Blas.Memory();
  private final Blas.Memory nativeBiasGradient = new Blas.Memory();

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

  /** Renews the native copy of weights and biases. */
  void mirror() {
    nativeWeight.reserve(weight.length());
    nativeWeight.put(parameters.values(), weight.offset(), weight.length());
    nativeBias.reserve(bias.length());
    nativeBias.put(parameters.values(), bias.offset(), bias.length());
  }
}
