package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import java.util.Arrays;
import java.util.List;

/**
 * Layer normalisation: each row is brought to mean 0 and variance 1, then multiplied by a learned
 * gain and moved by a learned bias (Ba et al. 2016, eq. 4). As {@code torch.nn.LayerNorm}, it
 * divides by √(σ² + ε) with the row's variance σ² and ε = 10⁻⁵.
 *
 * <p>Its parameters are {@code name/weight}, the gain, and {@code name/bias}.
 */
final class LayerNorm {

  private final Parameters parameters;
  private final Block gain;
  private final Block bias;
  private final int width;

  LayerNorm(Parameters parameters, String name, int width) {
    this.parameters = parameters;
    this.gain = Blocks.require(parameters, name + "/weight", List.of(width));
    this.bias = Blocks.require(parameters, name + "/bias", List.of(width));
    this.width = width;
  }

  static void declare(ParameterLayout.Builder layout, String name, int width) {
    layout.add(name + "/weight", width).add(name + "/bias", width);
  }

  Block gain() {
    return gain;
  }

  Block bias() {
    return bias;
  }

  /** Makes gains 1 and biases 0, whatever weights are drawn like. */
  void initialize() {
    Arrays.fill(parameters.values(), gain.offset(), gain.end(), 1f);
    Arrays.fill(parameters.values(), bias.offset(), bias.end(), 0f);
  }

  /** What one pass over rows computes, sized for the most rows so far. */
  final class Pass {
    private float[] normalized = {};
    private float[] inverseDeviations = {};
    private float[] byOutputs = {};
    private int rows;

    /** Normalises rows in place, and keeps what {@link #backward} needs. */
    void forward(float[] values, int rows) {
      this.rows = rows;
      if (inverseDeviations.length < rows) {
        inverseDeviations = new float[rows];
        normalized = new float[Math.multiplyExact(rows, width)];
      }
      float[] all = parameters.values();
      int gains = gain.offset();
      int biases = bias.offset();
      for (int row = 0; row < rows; row++) {
        int from = row * width;
        double mean = sum(values, from) / width;
        double variance = sumOfSquares(values, from, mean) / width;
        float centre = (float) mean;
        float inverse = (float) (1 / Math.sqrt(variance + NormLayer.EPSILON));
        inverseDeviations[row] = inverse;
        for (int i = 0; i < width; i++) {
          normalized[from + i] = (values[from + i] - centre) * inverse;
        }
        for (int i = 0; i < width; i++) {
          values[from + i] = normalized[from + i] * all[gains + i] + all[biases + i];
        }
      }
    }

    /**
     * Turns a gradient with respect to outputs into that with respect to inputs, in place.
     *
     * <p>With x̂ the normalised row and g the gradient times the gain, it is (g − mean of g − x̂ ·
     * mean of g·x̂) / √(σ² + ε).
     */
    void backward(float[] gradient) {
      int n = rows * width;
      if (byOutputs.length < n) {
        byOutputs = new float[n];
      }
      System.arraycopy(gradient, 0, byOutputs, 0, n);
      float[] all = parameters.values();
      int gains = gain.offset();
      for (int row = 0; row < rows; row++) {
        int from = row * width;
        for (int i = 0; i < width; i++) {
          gradient[from + i] *= all[gains + i];
        }
        float mean = (float) (sum(gradient, from) / width);
        float slope = (float) (sumOfProducts(gradient, normalized, from) / width);
        float inverse = inverseDeviations[row];
        for (int i = 0; i < width; i++) {
          gradient[from + i] = (gradient[from + i] - mean - normalized[from + i] * slope) * inverse;
        }
      }
    }

    /** Writes the gradient of gain and bias that some rows give, after {@link #backward}. */
    void writeGradient(int from, int to) {
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

    /** Adds the square of the norm of each row's gradient of gain and bias. */
    void addSquaredNorms(double[] squaredNorms) {
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

    /** Multiplies what each row gives to the gradient of gain and bias. */
    void weighRows(double[] weights) {
      Blocks.weighRows(byOutputs, width, weights, rows);
    }
  }

  // Four sums at a time: one alone would wait for itself. In double, where nothing overflows.

  private double sum(float[] values, int from) {
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

  private double sumOfSquares(float[] values, int from, double centre) {
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

  private double sumOfProducts(float[] values, float[] others, int from) {
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
