package io.rein4j.nn;

import io.rein4j.nn.model.Activation;
import java.util.Arrays;

/**
 * A multi-layer perceptron without dropout in double precision, in the plainest form; its gradient
 * two ways.
 */
final class ReferenceMlp {

  private final int[] widths;
  private final Activation[] activations;
  private final boolean[] normalized;
  private final double[] parameters;

  ReferenceMlp(MlpSettings settings, int inputs, int outputs, float[] parameters) {
    this.widths = new int[settings.hidden().size() + 2];
    this.activations = new Activation[widths.length - 1];
    this.normalized = new boolean[widths.length - 1];
    Arrays.fill(activations, Activation.IDENTITY);
    this.parameters = toDouble(parameters);
    widths[0] = inputs;
    for (int i = 0; i < settings.hidden().size(); i++) {
      DenseSettings layer = settings.hidden().get(i);
      widths[i + 1] = layer.units();
      activations[i] = layer.activation() == null ? settings.activation() : layer.activation();
      normalized[i] = layer.layerNorm() == null ? settings.layerNorm() : layer.layerNorm();
    }
    widths[widths.length - 1] = outputs;
  }

  float[] outputs(float[] inputs, int rows) {
    return toFloat(compute(parameters, toDouble(inputs), rows));
  }

  /** {@return the gradient of Σ weights · outputs by the parameters, by central differences} */
  float[] gradient(float[] inputs, int rows, float[] weights) {
    double[] x = toDouble(inputs);
    return differences(parameters, p -> compute(p, x, rows), weights);
  }

  /** {@return the gradient of Σ weights · outputs by the inputs, by central differences} */
  float[] inputGradient(float[] inputs, int rows, float[] weights) {
    return differences(toDouble(inputs), x -> compute(parameters, x, rows), weights);
  }

  /**
   * {@return the gradient of Σ weights · outputs by the parameters, by the chain rule for tanh
   * without normalisation}
   */
  float[] exactGradient(float[] inputs, int rows, float[] weights) {
    double[] gradient = new double[parameters.length];
    for (int row = 0; row < rows; row++) {
      int layers = widths.length - 1;
      double[][] h = new double[layers + 1][];
      h[0] = new double[widths[0]];
      for (int i = 0; i < widths[0]; i++) {
        h[0][i] = inputs[row * widths[0] + i];
      }
      int at = 0;
      for (int l = 0; l < layers; l++) {
        h[l + 1] = layer(parameters, at, l, h[l]);
        at += (widths[l] + 1) * widths[l + 1];
      }
      double[] delta = new double[widths[layers]];
      for (int j = 0; j < delta.length; j++) {
        delta[j] = weights[row * delta.length + j];
      }
      for (int l = layers - 1; l >= 0; l--) {
        at -= (widths[l] + 1) * widths[l + 1];
        double[] below = new double[widths[l]];
        for (int j = 0; j < widths[l + 1]; j++) {
          for (int i = 0; i < widths[l]; i++) {
            gradient[at + i * widths[l + 1] + j] += h[l][i] * delta[j];
            below[i] += parameters[at + i * widths[l + 1] + j] * delta[j];
          }
          gradient[at + widths[l] * widths[l + 1] + j] += delta[j];
        }
        for (int i = 0; i < widths[l]; i++) {
          below[i] *= 1 - h[l][i] * h[l][i];
        }
        delta = below;
      }
    }
    return toFloat(gradient);
  }

  private interface Function {
    double[] at(double[] point);
  }

  private static float[] differences(double[] point, Function function, float[] weights) {
    double step = 1e-6;
    float[] gradient = new float[point.length];
    for (int i = 0; i < point.length; i++) {
      double kept = point[i];
      point[i] = kept + step;
      double[] above = function.at(point);
      point[i] = kept - step;
      double[] below = function.at(point);
      point[i] = kept;
      double sum = 0;
      for (int j = 0; j < weights.length; j++) {
        sum += weights[j] * (above[j] - below[j]);
      }
      gradient[i] = (float) (sum / (2 * step));
    }
    return gradient;
  }

  private double[] compute(double[] parameters, double[] inputs, int rows) {
    int out = widths[widths.length - 1];
    double[] outputs = new double[rows * out];
    for (int row = 0; row < rows; row++) {
      double[] h = new double[widths[0]];
      System.arraycopy(inputs, row * h.length, h, 0, h.length);
      int at = 0;
      for (int l = 0; l < widths.length - 1; l++) {
        h = layer(parameters, at, l, h);
        at += (widths[l] + (normalized[l] ? 3 : 1)) * widths[l + 1];
      }
      System.arraycopy(h, 0, outputs, row * out, out);
    }
    return outputs;
  }

  private double[] layer(double[] parameters, int at, int l, double[] h) {
    int out = widths[l + 1];
    double[] result = new double[out];
    for (int j = 0; j < out; j++) {
      double sum = parameters[at + widths[l] * out + j];
      for (int i = 0; i < widths[l]; i++) {
        sum += h[i] * parameters[at + i * out + j];
      }
      result[j] = sum;
    }
    if (normalized[l]) {
      normalize(parameters, at + (widths[l] + 1) * out, result);
    }
    for (int j = 0; j < out; j++) {
      result[j] = value(activations[l], result[j]);
    }
    return result;
  }

  private static void normalize(double[] parameters, int at, double[] row) {
    int n = row.length;
    double mean = Arrays.stream(row).sum() / n;
    double variance = Arrays.stream(row).map(x -> (x - mean) * (x - mean)).sum() / n;
    for (int j = 0; j < n; j++) {
      row[j] =
          (row[j] - mean) / Math.sqrt(variance + 1e-5) * parameters[at + j]
              + parameters[at + n + j];
    }
  }

  private static double value(Activation activation, double x) {
    return switch (activation) {
      case RELU -> Math.max(0, x);
      case TANH -> Math.tanh(x);
      case ELU -> x > 0 ? x : Math.expm1(x);
      case SILU -> x / (1 + Math.exp(-x));
      case IDENTITY -> x;
    };
  }

  private static double[] toDouble(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i];
    }
    return result;
  }

  private static float[] toFloat(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }
}
