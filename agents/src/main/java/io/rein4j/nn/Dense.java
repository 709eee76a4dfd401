package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A fully connected layer: outputs = activation(inputs · weight + bias), where the weighted sums
 * may be normalised before the activation, and learning may leave out some of the outputs.
 */
final class Dense {

  /** What one pass over rows computes, sized for the most rows so far. */
  final class Pass {
    private final Blas.Memory nativeInputs = new Blas.Memory();
    private final Blas.Memory nativeSums = new Blas.Memory();
    private final Blas.Memory ones = new Blas.Memory();
    private final LayerNorm.@Nullable Pass normalization = norm == null ? null : norm.new Pass();
    private final @Nullable Dropout dropout;
    private float[] sums = {};
    private float[] results = {};
    private float[] input = {};
    private float[] bySums = {};
    private int rows;
    private int mostRows;

    /**
     * Makes an empty pass.
     *
     * @param learning whether dropout leaves out outputs
     */
    Pass(boolean learning) {
      dropout = learning && dropoutRate > 0 ? new Dropout(dropoutRate) : null;
    }

    /** Sets what dropout draws from. */
    void drawFrom(RandomGenerator random) {
      if (dropout != null) {
        dropout.drawFrom(random);
      }
    }

    /**
     * Computes the layer's outputs, and keeps what {@link #backward} needs.
     *
     * @return rows × outputs floats from index 0, overwritten by the next call
     */
    float[] forward(float[] input, int rows) {
      reserve(rows);
      int n = rows * outputs;
      this.input = input;
      nativeInputs.put(input, 0, rows * inputs);
      Blas.multiply(rows, outputs, inputs, nativeInputs, nativeWeight, nativeSums);
      Blas.addToRows(rows, outputs, ones, nativeBias, nativeSums);
      nativeSums.get(sums, 0, n);
      if (normalization != null) {
        normalization.forward(sums, rows);
      }
      activation.apply(sums, results, Math.max(n, SHORTEST_LOOP));
      return dropout == null ? results : dropout.forward(results, n);
    }

    /** Returns the inputs of the last {@link #forward}. */
    float[] input() {
      return input;
    }

    /**
     * Turns a gradient with respect to outputs into that with respect to the weighted sums, before
     * any normalisation.
     *
     * @param gradient with respect to the outputs of the last {@link #forward}; overwritten, and to
     *     be left alone until nothing more of this pass is asked for
     */
    void backward(float[] gradient) {
      int n = rows * outputs;
      if (dropout != null) {
        dropout.backward(gradient, n);
      }
      activation.multiplyByDerivative(sums, results, gradient, n);
      if (normalization != null) {
        normalization.backward(gradient);
      }
      bySums = gradient;
      // The sums are no longer needed, so their native memory takes the gradient by them.
      nativeSums.put(gradient, 0, n);
    }

    /**
     * Writes the gradient of the layer's parameters that some rows give, after {@link #backward}.
     */
    void writeGradient(int from, int to) {
      int count = to - from;
      nativeWeightGradient.reserve(weight.length());
      Blas.multiplyTransposedBy(
          inputs, outputs, from, count, nativeInputs, nativeSums, nativeWeightGradient);
      nativeWeightGradient.get(parameters.gradient(), weight.offset(), weight.length());
      nativeBiasGradient.reserve(bias.length());
      Blas.sumRows(outputs, from, count, ones, nativeSums, nativeBiasGradient);
      nativeBiasGradient.get(parameters.gradient(), bias.offset(), bias.length());
      if (normalization != null) {
        normalization.writeGradient(from, to);
      }
    }

    /**
     * Computes the gradient with respect to the inputs, after {@link #backward}; their native copy
     * is lost in it.
     *
     * @param gradient rows × inputs floats from index 0, overwritten
     */
    void backwardToInputs(float[] gradient) {
      backwardToInputs(nativeInputs, gradient);
    }

    /**
     * Computes the gradient with respect to the inputs, after {@link #backward}.
     *
     * @param memory room for rows × inputs floats
     * @param gradient rows × inputs floats from index 0, overwritten
     */
    void backwardToInputs(Blas.Memory memory, float[] gradient) {
      if (rows >= ROWS_WORTH_TRANSPOSING && Blas.isSmall(inputs, outputs)) {
        Blas.multiply(rows, inputs, outputs, nativeSums, nativeTransposedWeight(), memory);
      } else {
        Blas.multiplyByTransposed(rows, inputs, outputs, nativeSums, nativeWeight, memory);
      }
      memory.get(gradient, 0, rows * inputs);
    }

    /**
     * Adds the square of the norm of each row's gradient of the layer's parameters, after {@link
     * #backward}: it is the outer product of the row's inputs, with a 1 for the bias, and its
     * gradient by the sums.
     */
    void addSquaredNorms(double[] squaredNorms) {
      for (int row = 0; row < rows; row++) {
        squaredNorms[row] +=
            (sumOfSquares(input, row * inputs, inputs) + 1)
                * sumOfSquares(bySums, row * outputs, outputs);
      }
      if (normalization != null) {
        normalization.addSquaredNorms(squaredNorms);
      }
    }

    /** Multiplies what each row gives to the gradient, after {@link #backward}. */
    void weighRows(double[] weights) {
      if (normalization != null) {
        normalization.weighRows(weights);
      }
      for (int row = 0; row < rows; row++) {
        double weight = weights[row];
        if (weight != 1) {
          int from = row * outputs;
          for (int i = from; i < from + outputs; i++) {
            bySums[i] = (float) (bySums[i] * weight);
          }
          nativeSums.putBack(bySums, from, outputs);
        }
      }
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

  /**
   * Rows from which a small weight is transposed for the way back: of 64 × 64 and 256 rows the two
   * steps take 15 instead of 19 µs, with 64 rows they take longer.
   */
  private static final int ROWS_WORTH_TRANSPOSING = 128;

  private final Parameters parameters;
  private final Block weight;
  private final Block bias;
  private final int inputs;
  private final int outputs;
  private final @Nullable LayerNorm norm;
  private final Activation activation;
  private final double dropoutRate;
  private final Blas.Memory nativeWeight = new Blas.Memory();
  private final Blas.Memory nativeTransposedWeight = new Blas.Memory();
  private final Blas.Memory nativeBias = new Blas.Memory();
  private final Blas.Memory nativeWeightGradient = new Blas.Memory();
  private final Blas.Memory nativeBiasGradient = new Blas.Memory();
  private float[] mirrored = {};
  private float[] transposed = {};
  private boolean isTransposed;

  /** Makes a layer that gives its weighted sums. */
  Dense(Parameters parameters, String name, int inputs, int outputs) {
    this(parameters, name, inputs, outputs, null, Activation.IDENTITY, 0);
  }

  /**
   * Makes a layer on its blocks of the parameters.
   *
   * @param norm normalises the weighted sums before the activation, or null
   * @param dropoutRate the share of outputs that learning leaves out, in [0, 1)
   */
  Dense(
      Parameters parameters,
      String name,
      int inputs,
      int outputs,
      @Nullable LayerNorm norm,
      Activation activation,
      double dropoutRate) {
    this.parameters = parameters;
    this.weight = Blocks.require(parameters, name + "/weight", List.of(inputs, outputs));
    this.bias = Blocks.require(parameters, name + "/bias", List.of(outputs));
    this.inputs = inputs;
    this.outputs = outputs;
    this.norm = norm;
    this.activation = activation;
    this.dropoutRate = dropoutRate;
  }

  static void declare(ParameterLayout.Builder layout, String name, int inputs, int outputs) {
    layout.add(name + "/weight", inputs, outputs).add(name + "/bias", outputs);
  }

  /** Returns whether the layer belongs to one of some groups; all layers do if there are none. */
  boolean isIn(List<String> groups) {
    return groups.isEmpty() || groups.contains(weight.group());
  }

  /** Tells the layer, and its normalisation if there is one, with the parameters as they are. */
  void tell(List<NetworkLayer> layers) {
    float[] weights = values(weight);
    float[] biases = values(bias);
    if (norm == null) {
      layers.add(new DenseLayer(weight.layer(), weights, biases, activation));
    } else {
      layers.add(new DenseLayer(weight.layer(), weights, biases, Activation.IDENTITY));
      layers.add(
          new NormLayer(norm.gain().layer(), values(norm.gain()), values(norm.bias()), activation));
    }
  }

  private float[] values(Block block) {
    return Arrays.copyOfRange(parameters.values(), block.offset(), block.end());
  }

  /** Tells layers one after the other. */
  static List<NetworkLayer> told(Dense... layers) {
    List<NetworkLayer> told = new ArrayList<>();
    for (Dense layer : layers) {
      layer.tell(told);
    }
    return told;
  }

  int inputs() {
    return inputs;
  }

  int outputs() {
    return outputs;
  }

  void initialize(Initialization initialization, RandomGenerator random, double gain) {
    initialization.draw(random, parameters.values(), weight, bias, gain);
    if (norm != null) {
      norm.initialize();
    }
  }

  /** Sums in double: no squares of floats overflow or vanish there. */
  private static double sumOfSquares(float[] values, int from, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    int end = from + n;
    for (; i <= end - 4; i += 4) {
      double w = values[i];
      double x = values[i + 1];
      double y = values[i + 2];
      double z = values[i + 3];
      a += w * w;
      b += x * x;
      c += y * y;
      d += z * z;
    }
    for (; i < end; i++) {
      double w = values[i];
      a += w * w;
    }
    return (a + b) + (c + d);
  }

  /** Renews the native copy of weights and biases. */
  void mirror() {
    nativeWeight.reserve(weight.length());
    nativeWeight.put(parameters.values(), weight.offset(), weight.length());
    nativeBias.reserve(bias.length());
    nativeBias.put(parameters.values(), bias.offset(), bias.length());
    isTransposed = false;
  }

  private Blas.Memory nativeTransposedWeight() {
    if (!isTransposed) {
      int n = weight.length();
      if (transposed.length < n) {
        mirrored = new float[n];
        transposed = new float[n];
        nativeTransposedWeight.reserve(n);
      }
      // Of the copy: the parameters may have changed since the forward pass.
      nativeWeight.get(mirrored, 0, n);
      Blas.transpose(mirrored, inputs, outputs, transposed);
      nativeTransposedWeight.put(transposed, 0, n);
      isTransposed = true;
    }
    return nativeTransposedWeight;
  }
}
