package io.rein4j.nn;

/** A loss of the error between a prediction and its target. */
public enum RegressionLoss {
  /** The error squared, without a factor ½ (PyTorch's {@code mse_loss}). */
  SQUARED {
    @Override
    public float value(float error) {
      return error * error;
    }

    @Override
    public float derivative(float error) {
      return 2 * error;
    }
  },

  /**
   * Half the error squared for errors within ±1, its magnitude less ½ beyond (Huber 1964 with δ =
   * 1, PyTorch's {@code smooth_l1_loss}). This is what the "error clipping" of Mnih et al. (2015)
   * is: the derivative by each sample's prediction is clipped to ±1, the gradient of the parameters
   * is not.
   */
  HUBER {
    @Override
    public float value(float error) {
      float bounded = derivative(error);
      return bounded * (error - 0.5f * bounded);
    }

    @Override
    public float derivative(float error) {
      return Math.max(-1f, Math.min(1f, error));
    }
  };

  /**
   * {@return the loss of one error}
   *
   * @param error prediction minus target
   */
  public abstract float value(float error);

  /**
   * {@return the derivative of the loss by the prediction}
   *
   * @param error prediction minus target
   */
  public abstract float derivative(float error);

  /**
   * {@return the mean loss over predictions, summed in double}
   *
   * @param predictions what was predicted
   * @param targets what should have been
   * @param gradient receives the derivative of the mean by each prediction; may be one of the
   *     inputs
   * @param n how many, from index 0, ≥ 1
   */
  public double mean(float[] predictions, float[] targets, float[] gradient, int n) {
    double sum = 0;
    float share = 1f / n;
    for (int i = 0; i < n; i++) {
      float error = predictions[i] - targets[i];
      sum += value(error);
      gradient[i] = share * derivative(error);
    }
    return sum / n;
  }
}
