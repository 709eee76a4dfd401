package io.rein4j.nn;

import io.rein4j.nn.model.LayerModel;
import io.rein4j.settings.Setting;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A layer that leaves out some of its inputs in training: each with the same probability, while
 * those that stay are divided by the probability to stay, so that expectations are as without
 * (Srivastava et al. 2014, "Dropout", in the form that {@code torch.nn.Dropout} has).
 *
 * @param width floats of one row, ≥ 1
 * @param rate the probability of each input to be left out, in [0, 1)
 */
public record Dropout(int width, double rate) implements Layer {

  public Dropout {
    requireRate(rate);
  }

  static void requireRate(double rate) {
    new Setting("dropout").shareBelowOne(rate);
  }

  @Override
  public int inputs() {
    return width;
  }

  @Override
  public int outputs() {
    return width;
  }

  @Override
  public BoundLayer on(Parameters parameters) {
    return new BoundLayer() {
      @Override
      public LayerPass pass(boolean training) {
        return training ? new Pass(width, rate) : new Unchanged();
      }

      /** Nothing is left out where it is described. */
      @Override
      public void describe(List<LayerModel> description) {}
    };
  }

  /** A pass that leaves nothing out, and is not learned from. */
  private static final class Unchanged implements RowPass.WithoutParameters {

    @Override
    public float[] forward(float[] inputs, int rows) {
      return inputs;
    }

    @Override
    public void backwardRows(float[] outputGradient, float @Nullable [] inputGradient) {
      throw new IllegalStateException("A pass that nothing is learned from cannot go backward.");
    }
  }

  /** A pass that leaves inputs out. */
  private static final class Pass implements RowPass.WithoutParameters {
    private final int width;
    private final double rate;
    private @Nullable RandomGenerator random;
    private float[] factors = {};
    private float[] kept = {};
    private int rows;

    Pass(int width, double rate) {
      this.width = width;
      this.rate = rate;
    }

    @Override
    public void drawFrom(RandomGenerator source) {
      random = source;
    }

    @Override
    public float[] forward(float[] inputs, int rows) {
      RandomGenerator source = random;
      if (source == null) {
        throw new IllegalStateException(
            "A network with dropout needs a source of randomness to learn, but has none.");
      }
      this.rows = rows;
      int n = Math.multiplyExact(rows, width);
      if (factors.length < n) {
        factors = new float[n];
        kept = new float[n];
      }
      float factor = (float) (1 / (1 - rate));
      for (int i = 0; i < n; i++) {
        factors[i] = source.nextDouble() < rate ? 0 : factor;
      }
      for (int i = 0; i < n; i++) {
        kept[i] = inputs[i] * factors[i];
      }
      return kept;
    }

    @Override
    public void backwardRows(float[] outputGradient, float @Nullable [] inputGradient) {
      if (inputGradient != null) {
        for (int i = 0; i < rows * width; i++) {
          inputGradient[i] = outputGradient[i] * factors[i];
        }
      }
    }
  }
}
