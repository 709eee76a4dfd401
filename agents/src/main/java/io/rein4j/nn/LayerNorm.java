package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.nn.model.Activation;
import io.rein4j.nn.model.LayerModel;
import io.rein4j.nn.model.LayerNormModel;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Layer normalisation and an activation behind it: each row is brought to mean 0 and variance 1,
 * then multiplied by a learned gain and moved by a learned bias (Ba et al. 2016, "Layer
 * normalization", eq. 4). As {@code torch.nn.LayerNorm}, it divides by √(σ² + ε) with the row's
 * variance σ² and ε = 10⁻⁵.
 *
 * <p>Its parameters are {@code name/weight}, the gain, and {@code name/bias}.
 *
 * @param name the part of its blocks' names before the last slash
 * @param width floats of one row, ≥ 1
 * @param activation the function of what is normalised
 */
public record LayerNorm(String name, int width, Activation activation) implements Layer {

  @Override
  public int inputs() {
    return width;
  }

  @Override
  public int outputs() {
    return width;
  }

  @Override
  public void declare(ParameterLayout.Builder layout) {
    layout.add(name + "/weight", width).add(name + "/bias", width);
  }

  private Block gain(Parameters parameters) {
    return Blocks.require(parameters, name + "/weight", List.of(width));
  }

  private Block bias(Parameters parameters) {
    return Blocks.require(parameters, name + "/bias", List.of(width));
  }

  /** Makes gains 1 and biases 0. */
  @Override
  public void initialize(Parameters parameters, RandomGenerator random) {
    Block gain = gain(parameters);
    Block bias = bias(parameters);
    Arrays.fill(parameters.values(), gain.offset(), gain.end(), 1f);
    Arrays.fill(parameters.values(), bias.offset(), bias.end(), 0f);
  }

  @Override
  public BoundLayer on(Parameters parameters) {
    Block gain = gain(parameters);
    Block bias = bias(parameters);
    return new BoundLayer() {
      @Override
      public LayerPass pass(boolean training) {
        return new Pass(parameters, gain, bias, activation);
      }

      @Override
      public void describe(List<LayerModel> description) {
        description.add(
            new LayerNormModel(
                name,
                Blocks.values(parameters, gain),
                Blocks.values(parameters, bias),
                activation));
      }
    };
  }

  /** A pass of rows, sized for the most rows so far. */
  private static final class Pass implements RowPass {
    private final Parameters parameters;
    private final Block gain;
    private final Block bias;
    private final Activation activation;
    private final int width;
    private float[] normalized = {};
    private float[] inverseDeviations = {};
    private float[] sums = {};
    private float[] results = {};
    private float[] byOutputs = {};
    private int rows;

    Pass(Parameters parameters, Block gain, Block bias, Activation activation) {
      this.parameters = parameters;
      this.gain = gain;
      this.bias = bias;
      this.activation = activation;
      this.width = gain.length();
    }

    @Override
    public float[] forward(float[] inputs, int rows) {
      this.rows = rows;
      reserve(rows);
      float[] all = parameters.values();
      int gains = gain.offset();
      int biases = bias.offset();
      for (int row = 0; row < rows; row++) {
        int from = row * width;
        double mean = sum(inputs, from, width) / width;
        double variance = sumOfSquares(inputs, from, width, mean) / width;
        float centre = (float) mean;
        float inverse = (float) (1 / Math.sqrt(variance + LayerNormModel.EPSILON));
        inverseDeviations[row] = inverse;
        for (int i = 0; i < width; i++) {
          normalized[from + i] = (inputs[from + i] - centre) * inverse;
        }
        for (int i = 0; i < width; i++) {
          sums[from + i] = normalized[from + i] * all[gains + i] + all[biases + i];
        }
      }
      activation.apply(sums, results, Math.max(rows * width, Dense.SHORTEST_LOOP));
      return results;
    }

    private void reserve(int rows) {
      if (inverseDeviations.length < rows) {
        int n = Math.max(Math.multiplyExact(rows, width), Dense.SHORTEST_LOOP);
        inverseDeviations = new float[rows];
        normalized = new float[n];
        results = new float[n];
        sums = activation.needsSums() ? new float[n] : results;
      }
    }

    @Override
    public void countDormant(DormantUnits units) {
      if (activation != Activation.IDENTITY) {
        units.add(results, rows, width);
      }
    }

    @Override
    public void backward(float[] outputGradient, float @Nullable [] inputGradient) {
      backwardRows(outputGradient, inputGradient);
      gradientOfRows(0, rows);
    }

    /**
     * With x̂ the normalised row and g the gradient times the gain, the gradient by the inputs is
     * (g − mean of g − x̂ · mean of g·x̂) / √(σ² + ε).
     */
    @Override
    public void backwardRows(float[] outputGradient, float @Nullable [] inputGradient) {
      activation.multiplyByDerivative(sums, results, outputGradient, rows * width);
      byOutputs = outputGradient;
      if (inputGradient == null) {
        return;
      }
      float[] all = parameters.values();
      int gains = gain.offset();
      for (int row = 0; row < rows; row++) {
        int from = row * width;
        for (int i = 0; i < width; i++) {
          inputGradient[from + i] = outputGradient[from + i] * all[gains + i];
        }
        float mean = (float) (sum(inputGradient, from, width) / width);
        float slope = (float) (sumOfProducts(inputGradient, normalized, from, width) / width);
        float inverse = inverseDeviations[row];
        for (int i = 0; i < width; i++) {
          inputGradient[from + i] =
              (inputGradient[from + i] - mean - normalized[from + i] * slope) * inverse;
        }
      }
    }

    @Override
    public void gradientOfRows(int from, int to) {
      float[] gradient = parameters.gradient();
      int gains = gain.offset();
      int biases = bias.offset();
      Arrays.fill(gradient, gains, gains + width, 0f);
      Arrays.fill(gradient, biases, biases + width, 0f);
      for (int row = from; row < to; row++) {
        int at = row * width;
        for (int i = 0; i < width; i++) {
          gradient[gains + i] += byOutputs[at + i] * normalized[at + i];
        }
        for (int i = 0; i < width; i++) {
          gradient[biases + i] += byOutputs[at + i];
        }
      }
    }

    @Override
    public void addSquaredNorms(double[] squaredNorms, List<String> groups) {
      if (!Blocks.isIn(gain, groups)) {
        return;
      }
      for (int row = 0; row < rows; row++) {
        double sum = 0;
        for (int i = row * width; i < (row + 1) * width; i++) {
          double byBias = byOutputs[i];
          double byGain = byBias * normalized[i];
          sum += byBias * byBias + byGain * byGain;
        }
        squaredNorms[row] += sum;
      }
    }

    @Override
    public void weighRows(double[] weights, List<String> groups) {
      if (Blocks.isIn(gain, groups)) {
        Blocks.weighRows(byOutputs, width, weights, rows);
      }
    }
  }

  // Four sums at a time: one alone would wait for itself. In double, where nothing overflows.

  private static double sum(float[] values, int from, int width) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    int end = from + width;
    for (; i <= end - 4; i += 4) {
      a += values[i];
      b += values[i + 1];
      c += values[i + 2];
      d += values[i + 3];
    }
    for (; i < end; i++) {
      a += values[i];
    }
    return (a + b) + (c + d);
  }

  private static double sumOfSquares(float[] values, int from, int width, double centre) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    int end = from + width;
    for (; i <= end - 4; i += 4) {
      double w = values[i] - centre;
      double x = values[i + 1] - centre;
      double y = values[i + 2] - centre;
      double z = values[i + 3] - centre;
      a += w * w;
      b += x * x;
      c += y * y;
      d += z * z;
    }
    for (; i < end; i++) {
      double w = values[i] - centre;
      a += w * w;
    }
    return (a + b) + (c + d);
  }

  private static double sumOfProducts(float[] values, float[] others, int from, int width) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    int end = from + width;
    for (; i <= end - 4; i += 4) {
      a += (double) values[i] * others[i];
      b += (double) values[i + 1] * others[i + 1];
      c += (double) values[i + 2] * others[i + 2];
      d += (double) values[i + 3] * others[i + 3];
    }
    for (; i < end; i++) {
      a += (double) values[i] * others[i];
    }
    return (a + b) + (c + d);
  }
}
