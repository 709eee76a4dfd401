package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.math.VectorMath;
import io.rein4j.nn.model.LayerModel;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Noise on actions that is linear in a network's features, as an actor learns through it: n = hᵀE
 * with E = σ ⊙ ε and one standard normal matrix ε for all rows (generalised state-dependent
 * exploration, Raffin et al. 2021, "Smooth exploration for robotic reinforcement learning", section
 * 3; Stable-Baselines3's {@code StateDependentNoiseDistribution} with {@code learn_features}).
 *
 * <p>A row of outputs is the noise n of each element of an action, then the log standard deviations
 * that it has over all ε, ½ log(Σ h²σ² + 10⁻⁶). The parameters are log σ, as those of a {@link
 * StateDependentLogStd}, through which no gradient reaches the features. {@link Network#drawNoise}
 * draws ε; without it the noise is 0.
 *
 * @param name the block's name
 * @param inputs floats of one row of features, ≥ 1
 * @param actions floats of one action, ≥ 1
 * @param initial the value that all parameters start with
 */
public record ExplorationNoise(String name, int inputs, int actions, float initial)
    implements Layer {

  private static final float LEAST_VARIANCE = 1e-6f;

  @Override
  public int outputs() {
    return 2 * actions;
  }

  @Override
  public boolean isNoisy() {
    return true;
  }

  @Override
  public void declare(ParameterLayout.Builder layout) {
    layout.add(name, inputs, actions);
  }

  @Override
  public void initialize(Parameters parameters, RandomGenerator random) {
    Block block = block(parameters);
    Arrays.fill(parameters.values(), block.offset(), block.end(), initial);
  }

  private Block block(Parameters parameters) {
    return Blocks.require(parameters, name, List.of(inputs, actions));
  }

  @Override
  public BoundLayer on(Parameters parameters) {
    return new Bound(parameters, block(parameters), inputs, actions);
  }

  /** The layer on its block of parameters, with its noise. */
  private static final class Bound implements BoundLayer {
    private final Parameters parameters;
    private final Block block;
    private final int features;
    private final int actions;

    /** ε. */
    private final float[] drawn;

    /** E = σ ⊙ ε. */
    private final float[] matrix;

    /** σ². */
    private final float[] variances;

    Bound(Parameters parameters, Block block, int features, int actions) {
      this.parameters = parameters;
      this.block = block;
      this.features = features;
      this.actions = actions;
      this.drawn = new float[block.length()];
      this.matrix = new float[block.length()];
      this.variances = new float[block.length()];
    }

    @Override
    public void drawNoise(RandomGenerator random) {
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = (float) random.nextGaussian();
      }
    }

    @Override
    public void removeNoise() {
      Arrays.fill(drawn, 0);
    }

    @Override
    public void refresh() {
      VectorMath.exp(parameters.values(), block.offset(), matrix, 0, matrix.length);
      for (int i = 0; i < matrix.length; i++) {
        float deviation = matrix[i];
        variances[i] = deviation * deviation;
        matrix[i] = deviation * drawn[i];
      }
    }

    @Override
    public void refreshNoise() {
      refresh();
    }

    @Override
    public LayerPass pass(boolean training) {
      return new Pass(this);
    }

    @Override
    public void describe(List<LayerModel> description) {
      throw new IllegalArgumentException(
          "The state-dependent noise '%s' cannot be exported.".formatted(block.name()));
    }
  }

  /** A pass of rows. */
  private static final class Pass implements RowPass {
    private final Bound layer;
    private final int features;
    private final int actions;
    private final double[] sums;
    private float[] inputs = {};
    private float[] variance = {};
    private float[] outputs = {};

    /** By the noise, and by the variance twice over. */
    private float[] byOutputs = {};

    private int rows;

    Pass(Bound layer) {
      this.layer = layer;
      this.features = layer.features;
      this.actions = layer.actions;
      this.sums = new double[layer.matrix.length];
    }

    @Override
    public float[] forward(float[] inputs, int rows) {
      this.inputs = inputs;
      this.rows = rows;
      variance = Buffers.atLeast(variance, Math.multiplyExact(rows, actions));
      outputs = Buffers.atLeast(outputs, Math.multiplyExact(rows, 2 * actions));
      Arrays.fill(variance, 0, rows * actions, LEAST_VARIANCE);
      Arrays.fill(outputs, 0, rows * 2 * actions, 0);
      for (int row = 0; row < rows; row++) {
        int noise = row * 2 * actions;
        for (int h = 0; h < features; h++) {
          float feature = inputs[row * features + h];
          for (int a = 0; a < actions; a++) {
            int element = h * actions + a;
            outputs[noise + a] += feature * layer.matrix[element];
            variance[row * actions + a] += feature * feature * layer.variances[element];
          }
        }
        for (int a = 0; a < actions; a++) {
          outputs[noise + actions + a] = 0.5f * VectorMath.log(variance[row * actions + a]);
        }
      }
      return outputs;
    }

    @Override
    public void backward(float[] outputGradient, float @Nullable [] inputGradient) {
      backwardRows(outputGradient, inputGradient);
      gradientOfRows(0, rows);
    }

    @Override
    public void backwardRows(float[] outputGradient, float @Nullable [] inputGradient) {
      byOutputs = outputGradient;
      for (int row = 0; row < rows; row++) {
        for (int a = 0; a < actions; a++) {
          byOutputs[row * 2 * actions + actions + a] /= variance[row * actions + a];
        }
      }
      if (inputGradient == null) {
        return;
      }
      for (int row = 0; row < rows; row++) {
        int at = row * 2 * actions;
        for (int h = 0; h < features; h++) {
          float feature = inputs[row * features + h];
          float sum = 0;
          for (int a = 0; a < actions; a++) {
            int element = h * actions + a;
            sum +=
                byOutputs[at + a] * layer.matrix[element]
                    + byOutputs[at + actions + a] * feature * layer.variances[element];
          }
          inputGradient[row * features + h] = sum;
        }
      }
    }

    /** {@return what a row gives to the gradient of one parameter} */
    private double term(int row, int h, int a) {
      int at = row * 2 * actions + a;
      int element = h * actions + a;
      double feature = inputs[row * features + h];
      return feature
          * (byOutputs[at] * layer.matrix[element]
              + feature * byOutputs[at + actions] * layer.variances[element]);
    }

    @Override
    public void addSquaredNorms(double[] squaredNorms, List<String> groups) {
      if (!Blocks.isIn(layer.block, groups)) {
        return;
      }
      for (int row = 0; row < rows; row++) {
        double sum = 0;
        for (int h = 0; h < features; h++) {
          for (int a = 0; a < actions; a++) {
            double term = term(row, h, a);
            sum += term * term;
          }
        }
        squaredNorms[row] += sum;
      }
    }

    @Override
    public void weighRows(double[] weights, List<String> groups) {
      if (Blocks.isIn(layer.block, groups)) {
        Blocks.weighRows(byOutputs, 2 * actions, weights, rows);
      }
    }

    @Override
    public void gradientOfRows(int from, int to) {
      Arrays.fill(sums, 0);
      for (int row = from; row < to; row++) {
        for (int h = 0; h < features; h++) {
          for (int a = 0; a < actions; a++) {
            sums[h * actions + a] += term(row, h, a);
          }
        }
      }
      float[] gradient = layer.parameters.gradient();
      for (int i = 0; i < sums.length; i++) {
        gradient[layer.block.offset() + i] = (float) sums[i];
      }
    }
  }
}
