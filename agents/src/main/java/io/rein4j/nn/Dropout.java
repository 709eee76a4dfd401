package io.rein4j.nn;

import io.rein4j.settings.Setting;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What learning leaves out of a layer's outputs: each with the same probability, while those that
 * stay are divided by the probability to stay, so that expectations are as without (Srivastava et
 * al. 2014, in the form that {@code torch.nn.Dropout} has).
 */
final class Dropout {

  private final double rate;
  private @Nullable RandomGenerator random;
  private float[] factors = {};
  private float[] kept = {};

  /**
   * Leaves out a share.
   *
   * @param rate the probability of each output to be left out, in [0, 1)
   */
  Dropout(double rate) {
    this.rate = rate;
  }

  static void requireRate(double rate) {
    new Setting("dropout").shareBelowOne(rate);
  }

  void drawFrom(RandomGenerator source) {
    random = source;
  }

  /** Draws what to leave out; returns what is kept, and 0 elsewhere. */
  float[] forward(float[] outputs, int n) {
    RandomGenerator source = random;
    if (source == null) {
      throw new IllegalStateException(
          "A network with dropout needs a source of randomness to learn, but has none.");
    }
    if (factors.length < n) {
      factors = new float[n];
      kept = new float[n];
    }
    float factor = (float) (1 / (1 - rate));
    for (int i = 0; i < n; i++) {
      factors[i] = source.nextDouble() < rate ? 0 : factor;
    }
    for (int i = 0; i < n; i++) {
      kept[i] = outputs[i] * factors[i];
    }
    return kept;
  }

  /** Turns a gradient with respect to what was kept into that with respect to the outputs. */
  void backward(float[] gradient, int n) {
    for (int i = 0; i < n; i++) {
      gradient[i] *= factors[i];
    }
  }
}
