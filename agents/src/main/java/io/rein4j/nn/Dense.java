package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.math.VectorMath;
import io.rein4j.nn.model.Activation;
import io.rein4j.nn.model.DenseModel;
import io.rein4j.nn.model.LayerModel;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A fully connected layer: outputs = activation(inputs · weight + bias).
 *
 * <p>Its parameters are {@code name/weight}, [inputs, outputs], and {@code name/bias}; with noise,
 * deviations behind each of them.
 *
 * @param name the part of its blocks' names before the last slash
 * @param inputs floats of one row of inputs, ≥ 1
 * @param outputs floats of one row of outputs, ≥ 1
 * @param activation the function of the weighted sums
 * @param initialization how weights and biases are drawn
 * @param gain factor of the weights, where the initialization has one
 * @param noise the deviation that {@linkplain FactorisedNoise noise} on weights and biases begins
 *     with, times √inputs; null for none
 */
public record Dense(
    String name,
    int inputs,
    int outputs,
    Activation activation,
    Initialization initialization,
    double gain,
    @Nullable Double noise)
    implements Layer {

  /**
   * Elements that an activation is computed for at least, needed or not. C2 unrolls a loop, and so
   * vectorises it, by the counts it saw before it compiled it: acting on single observations must
   * not leave learning with narrow vectors.
   */
  static final int SHORTEST_LOOP = 256;

  /**
   * Rows from which transposing a small weight before the way back takes less time than it saves.
   */
  private static final int ROWS_WORTH_TRANSPOSING = 128;

  @Override
  public boolean isNoisy() {
    return noise != null;
  }

  @Override
  public Dense withNoise(double sigma) {
    return new Dense(name, inputs, outputs, activation, initialization, gain, sigma);
  }

  @Override
  public void declare(ParameterLayout.Builder layout) {
    declare(layout, weight(), inputs, outputs);
    declare(layout, bias(), outputs);
  }

  private void declare(ParameterLayout.Builder layout, String block, int... shape) {
    layout.add(block, shape);
    if (noise != null) {
      layout.add(FactorisedNoise.sigmaOf(block), shape);
    }
  }

  private String weight() {
    return name + "/weight";
  }

  private String bias() {
    return name + "/bias";
  }

  private Block weight(Parameters parameters) {
    return Blocks.require(parameters, weight(), List.of(inputs, outputs));
  }

  private Block bias(Parameters parameters) {
    return Blocks.require(parameters, bias(), List.of(outputs));
  }

  @Override
  public void initialize(Parameters parameters, RandomGenerator random) {
    initialization.draw(random, parameters.values(), weight(parameters), bias(parameters), gain);
    if (noise != null) {
      new FactorisedNoise(parameters, weight(), bias()).initialize(noise);
    }
  }

  @Override
  public BoundLayer on(Parameters parameters) {
    return new Bound(this, parameters);
  }

  /** The layer on its blocks of parameters, and native copies of them. */
  private static final class Bound implements BoundLayer {
    private final Parameters parameters;
    private final Block weight;
    private final Block bias;
    private final int inputs;
    private final int outputs;
    private final Activation activation;

    /** Null if weights are fixed. */
    private final @Nullable FactorisedNoise noise;

    private final Blas.Memory nativeWeight = new Blas.Memory();
    private final Blas.Memory nativeTransposedWeight = new Blas.Memory();
    private final Blas.Memory nativeBias = new Blas.Memory();
    private final Blas.Memory nativeWeightGradient = new Blas.Memory();
    private final Blas.Memory nativeBiasGradient = new Blas.Memory();
    private float[] mirrored = {};
    private float[] transposed = {};
    private boolean isTransposed;

    Bound(Dense layer, Parameters parameters) {
      this.parameters = parameters;
      this.weight = layer.weight(parameters);
      this.bias = layer.bias(parameters);
      this.inputs = layer.inputs;
      this.outputs = layer.outputs;
      this.activation = layer.activation;
      this.noise =
          layer.noise == null
              ? null
              : new FactorisedNoise(parameters, layer.weight(), layer.bias());
    }

    @Override
    public void drawNoise(RandomGenerator random) {
      if (noise != null) {
        noise.draw(random);
      }
    }

    @Override
    public void removeNoise() {
      if (noise != null) {
        noise.remove();
      }
    }

    @Override
    public void refresh() {
      if (noise == null) {
        mirror(parameters.values(), weight.offset(), parameters.values(), bias.offset());
      } else {
        noise.apply();
        mirror(noise.weights(), 0, noise.biases(), 0);
      }
    }

    @Override
    public void refreshNoise() {
      if (noise != null) {
        refresh();
      }
    }

    private void mirror(float[] weights, int weightsAt, float[] biases, int biasesAt) {
      nativeWeight.reserve(weight.length());
      nativeWeight.put(weights, weightsAt, weight.length());
      nativeBias.reserve(bias.length());
      nativeBias.put(biases, biasesAt, bias.length());
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

    @Override
    public LayerPass pass(boolean training) {
      return new Pass(this);
    }

    @Override
    public void describe(List<LayerModel> description) {
      description.add(
          new DenseModel(
              weight.layer(),
              Blocks.values(parameters, weight),
              Blocks.values(parameters, bias),
              activation));
    }
  }

  /** A pass of rows, sized for the most rows so far. */
  private static final class Pass implements RowPass {
    private final Bound layer;
    private final int inputs;
    private final int outputs;
    private final Activation activation;
    private final Blas.Memory nativeInputs = new Blas.Memory();
    private final Blas.Memory nativeSums = new Blas.Memory();
    private final Blas.Memory nativeByInputs = new Blas.Memory();
    private final Blas.Memory ones = new Blas.Memory();
    private float[] sums = {};
    private float[] results = {};
    private float[] input = {};
    private float[] bySums = {};
    private int rows;
    private int mostRows;

    Pass(Bound layer) {
      this.layer = layer;
      this.inputs = layer.inputs;
      this.outputs = layer.outputs;
      this.activation = layer.activation;
    }

    @Override
    public float[] forward(float[] input, int rows) {
      reserve(rows);
      int n = rows * outputs;
      this.input = input;
      nativeInputs.put(input, 0, rows * inputs);
      Blas.multiply(rows, outputs, inputs, nativeInputs, layer.nativeWeight, nativeSums);
      Blas.addToRows(rows, outputs, ones, layer.nativeBias, nativeSums);
      nativeSums.get(sums, 0, n);
      activation.apply(sums, results, Math.max(n, SHORTEST_LOOP));
      return results;
    }

    @Override
    public void countDormant(DormantUnits units) {
      if (activation != Activation.IDENTITY) {
        units.add(results, rows, outputs);
      }
    }

    @Override
    public void backward(float[] outputGradient, float @Nullable [] inputGradient) {
      backwardToSums(outputGradient);
      gradientOfRows(0, rows);
      if (inputGradient != null) {
        // The inputs are no longer needed, so their native memory takes the gradient by them.
        backwardToInputs(nativeInputs, inputGradient);
      }
    }

    @Override
    public void backwardRows(float[] outputGradient, float @Nullable [] inputGradient) {
      backwardToSums(outputGradient);
      if (inputGradient != null) {
        nativeByInputs.reserve(rows * inputs);
        backwardToInputs(nativeByInputs, inputGradient);
      }
    }

    private void backwardToSums(float[] gradient) {
      int n = rows * outputs;
      activation.multiplyByDerivative(sums, results, gradient, n);
      bySums = gradient;
      // The sums are no longer needed, so their native memory takes the gradient by them.
      nativeSums.put(gradient, 0, n);
    }

    private void backwardToInputs(Blas.Memory memory, float[] gradient) {
      if (rows >= ROWS_WORTH_TRANSPOSING && Blas.isSmall(inputs, outputs)) {
        Blas.multiply(rows, inputs, outputs, nativeSums, layer.nativeTransposedWeight(), memory);
      } else {
        Blas.multiplyByTransposed(rows, inputs, outputs, nativeSums, layer.nativeWeight, memory);
      }
      memory.get(gradient, 0, rows * inputs);
    }

    @Override
    public void gradientOfRows(int from, int to) {
      int count = to - from;
      Block weight = layer.weight;
      Block bias = layer.bias;
      float[] gradient = layer.parameters.gradient();
      Blas.Memory byWeight = layer.nativeWeightGradient;
      Blas.Memory byBias = layer.nativeBiasGradient;
      byWeight.reserve(weight.length());
      Blas.multiplyTransposedBy(inputs, outputs, from, count, nativeInputs, nativeSums, byWeight);
      byWeight.get(gradient, weight.offset(), weight.length());
      byBias.reserve(bias.length());
      Blas.sumRows(outputs, from, count, ones, nativeSums, byBias);
      byBias.get(gradient, bias.offset(), bias.length());
      if (layer.noise != null) {
        layer.noise.writeGradient();
      }
    }

    /**
     * A row's gradient is the outer product of its inputs, with a 1 for the bias, and its gradient
     * by the sums.
     */
    @Override
    public void addSquaredNorms(double[] squaredNorms, List<String> groups) {
      if (!Blocks.isIn(layer.weight, groups)) {
        return;
      }
      for (int row = 0; row < rows; row++) {
        squaredNorms[row] +=
            (VectorMath.sumOfSquares(input, row * inputs, inputs) + 1)
                * VectorMath.sumOfSquares(bySums, row * outputs, outputs);
      }
      FactorisedNoise noise = layer.noise;
      if (noise != null) {
        for (int row = 0; row < rows; row++) {
          squaredNorms[row] += noise.squaredNorm(input, row * inputs, bySums, row * outputs);
        }
      }
    }

    @Override
    public void weighRows(double[] weights, List<String> groups) {
      if (!Blocks.isIn(layer.weight, groups)) {
        return;
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
}
