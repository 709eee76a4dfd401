package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout.Block;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A distribution from which the weights and biases of a fully connected layer are drawn before
 * training.
 */
public enum Initialization {
  /**
   * Weights with orthonormal rows or columns, whichever are fewer, times the gain; biases 0 (Saxe
   * et al. 2014; {@code torch.nn.init.orthogonal_} and Stable-Baselines3's default).
   */
  ORTHOGONAL {
    @Override
    void draw(RandomGenerator random, float[] values, Block weight, Block bias, double gain) {
      int in = weight.shape().get(0);
      int out = weight.shape().get(1);
      double[][] basis = orthonormal(random, Math.min(in, out), Math.max(in, out));
      for (int i = 0; i < in; i++) {
        for (int j = 0; j < out; j++) {
          double value = in <= out ? basis[i][j] : basis[j][i];
          values[weight.offset() + i * out + j] = (float) (gain * value);
        }
      }
      Arrays.fill(values, bias.offset(), bias.end(), 0f);
    }
  },

  /**
   * Weights and biases uniform in ±1/√inputs, whatever the gain: what {@code torch.nn.Linear}
   * starts with.
   */
  KAIMING_UNIFORM {
    @Override
    void draw(RandomGenerator random, float[] values, Block weight, Block bias, double gain) {
      double bound = 1 / Math.sqrt(weight.shape().get(0));
      uniform(random, values, weight, bound);
      uniform(random, values, bias, bound);
    }
  },

  /**
   * Weights uniform in ±gain·√(6 / (inputs + outputs)); biases 0 (Glorot and Bengio 2010, eq. 16;
   * {@code torch.nn.init.xavier_uniform_}).
   */
  XAVIER_UNIFORM {
    @Override
    void draw(RandomGenerator random, float[] values, Block weight, Block bias, double gain) {
      int ends = weight.shape().get(0) + weight.shape().get(1);
      uniform(random, values, weight, gain * Math.sqrt(6.0 / ends));
      Arrays.fill(values, bias.offset(), bias.end(), 0f);
    }
  };

  /**
   * Draws one layer.
   *
   * @param random the source of randomness
   * @param values the flat array of parameters; the two blocks are written
   * @param weight block of shape [in, out]
   * @param bias block of shape [out]
   * @param gain factor of the weights, where the scheme has one
   */
  abstract void draw(RandomGenerator random, float[] values, Block weight, Block bias, double gain);

  private static void uniform(RandomGenerator random, float[] values, Block block, double bound) {
    for (int i = block.offset(); i < block.end(); i++) {
      values[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
  }

  /**
   * {@return {@code count} orthonormal vectors of a length ≥ count, uniformly distributed}
   *
   * <p>Gram–Schmidt on Gaussian vectors, each made orthogonal twice ("twice is enough", Kahan): the
   * same as QR decomposition with the signs of R's diagonal made positive.
   */
  private static double[][] orthonormal(RandomGenerator random, int count, int length) {
    double[][] basis = new double[count][length];
    for (int k = 0; k < count; k++) {
      double[] vector = basis[k];
      double norm;
      do {
        for (int i = 0; i < length; i++) {
          vector[i] = random.nextGaussian();
        }
        for (int pass = 0; pass < 2; pass++) {
          for (int j = 0; j < k; j++) {
            addScaled(vector, basis[j], -dot(vector, basis[j]));
          }
        }
        norm = Math.sqrt(dot(vector, vector));
      } while (norm < 1e-8);
      for (int i = 0; i < length; i++) {
        vector[i] /= norm;
      }
    }
    return basis;
  }

  private static double dot(double[] a, double[] b) {
    double even = 0;
    double odd = 0;
    int i = 0;
    for (; i + 1 < a.length; i += 2) {
      even += a[i] * b[i];
      odd += a[i + 1] * b[i + 1];
    }
    return i < a.length ? even + odd + a[i] * b[i] : even + odd;
  }

  private static void addScaled(double[] sum, double[] summand, double factor) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * summand[i];
    }
  }
}
