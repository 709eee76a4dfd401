package io.rein4j.nn.model;

import io.rein4j.math.VectorMath;

/**
 * The function that a layer applies to each of its weighted sums.
 *
 * <p>{@link #TANH}, {@link #ELU} and {@link #SILU} are computed to an absolute error below 10⁻⁶ for
 * arguments in [−10, 10].
 */
public enum Activation {
  /** The larger of x and 0. Its derivative at 0 is 0. */
  RELU {
    @Override
    public void apply(float[] sums, float[] outputs, int n) {
      for (int i = 0; i < n; i++) {
        outputs[i] = Math.max(0f, sums[i]);
      }
    }

    @Override
    public void multiplyByDerivative(float[] sums, float[] outputs, float[] gradient, int n) {
      for (int i = 0; i < n; i++) {
        // 1 for every positive output, the smallest included: C2 vectorises this, but no ?: here.
        gradient[i] *= Math.min(1f, outputs[i] * 1e38f * 1e38f);
      }
    }
  },

  /** The hyperbolic tangent. */
  TANH {
    @Override
    public void apply(float[] sums, float[] outputs, int n) {
      for (int i = 0; i < n; i++) {
        outputs[i] = VectorMath.tanh(sums[i]);
      }
    }

    @Override
    public void multiplyByDerivative(float[] sums, float[] outputs, float[] gradient, int n) {
      for (int i = 0; i < n; i++) {
        gradient[i] *= 1 - outputs[i] * outputs[i];
      }
    }
  },

  /** The exponential linear unit with α = 1: x above 0, eˣ − 1 below (Clevert et al. 2016). */
  ELU {
    @Override
    public void apply(float[] sums, float[] outputs, int n) {
      for (int i = 0; i < n; i++) {
        float x = sums[i];
        // eˣ − 1 = 2t / (1 − t) with t = tanh(x/2), which cancels nothing where x ≤ 0.
        float t = VectorMath.tanh(0.5f * Math.min(x, 0f));
        outputs[i] = Math.max(x, 0f) + 2 * t / (1 - t);
      }
    }

    @Override
    public void multiplyByDerivative(float[] sums, float[] outputs, float[] gradient, int n) {
      for (int i = 0; i < n; i++) {
        gradient[i] *= 1 + Math.min(outputs[i], 0f);
      }
    }
  },

  /** x times its logistic function, also called swish (Elfwing et al. 2018). */
  SILU {
    @Override
    public void apply(float[] sums, float[] outputs, int n) {
      for (int i = 0; i < n; i++) {
        float x = sums[i];
        float logistic = 0.5f + 0.5f * VectorMath.tanh(0.5f * x);
        sums[i] = logistic;
        outputs[i] = x * logistic;
      }
    }

    @Override
    public void multiplyByDerivative(float[] logistics, float[] outputs, float[] gradient, int n) {
      for (int i = 0; i < n; i++) {
        gradient[i] *= logistics[i] + outputs[i] * (1 - logistics[i]);
      }
    }

    @Override
    public boolean needsSums() {
      return true;
    }
  },

  /** x itself. */
  IDENTITY {
    @Override
    public void apply(float[] sums, float[] outputs, int n) {
      // The outputs are the sums.
    }

    @Override
    public void multiplyByDerivative(float[] sums, float[] outputs, float[] gradient, int n) {}
  };

  /**
   * Applies the function elementwise.
   *
   * @param sums its arguments; may be overwritten by what {@link #multiplyByDerivative} takes
   * @param outputs its values; the same array unless {@link #needsSums()}
   * @param n how many, from index 0
   */
  public abstract void apply(float[] sums, float[] outputs, int n);

  /**
   * Turns a gradient with respect to outputs into that with respect to the weighted sums.
   *
   * @param sums as {@link #apply} left it; read only if {@link #needsSums()}
   * @param outputs what {@link #apply} computed
   * @param gradient changed in place
   * @param n how many, from index 0
   */
  public abstract void multiplyByDerivative(float[] sums, float[] outputs, float[] gradient, int n);

  /** {@return whether the derivative takes more than the outputs} */
  public boolean needsSums() {
    return false;
  }
}
