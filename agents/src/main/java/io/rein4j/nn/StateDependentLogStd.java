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
 * The log standard deviations of noise that is linear in a network's features, ε = hᵀE with
 * independent E ~ N(0, σ²) of the shape [features, actions]: log √(Σ h²σ² + 10⁻⁶) for each action
 * (generalised state-dependent exploration, Raffin et al. 2021, "Smooth exploration for robotic
 * reinforcement learning", eq. 7 and 8; Stable-Baselines3's {@code
 * StateDependentNoiseDistribution}).
 *
 * <p>The parameters are log σ. No gradient goes through the features.
 *
 * @param name the block's name
 * @param inputs floats of one row of features, ≥ 1
 * @param outputs floats of one action, ≥ 1
 * @param initial the value that all parameters start with
 */
public record StateDependentLogStd(String name, int inputs, int outputs, float initial)
    implements Layer {

  private static final float LEAST_VARIANCE = 1e-6f;

  @Override
  public void declare(ParameterLayout.Builder layout) {
    layout.add(name, inputs, outputs);
  }

  @Override
  public void initialize(Parameters parameters, RandomGenerator random) {
    Block block = block(parameters);
    Arrays.fill(parameters.values(), block.offset(), block.end(), initial);
  }

  private Block block(Parameters parameters) {
    return Blocks.require(parameters, name, List.of(inputs, outputs));
  }

  @Override
  public BoundLayer on(Parameters parameters) {
    return new Bound(parameters, block(parameters), inputs, outputs);
  }

  /** The layer on its block of parameters. */
  private static final class Bound implements BoundLayer {
    private final Parameters parameters;
    private final Block block;
    private final int features;
    private final int actions;

    /** σ². */
    private final float[] variances;

    Bound(Parameters parameters, Block block, int features, int actions) {
      this.parameters = parameters;
      this.block = block;
      this.features = features;
      this.actions = actions;
      this.variances = new float[block.length()];
    }

    @Override
    public void refresh() {
      VectorMath.exp(parameters.values(), block.offset(), variances, 0, variances.length);
      for (int i = 0; i < variances.length; i++) {
        variances[i] *= variances[i];
      }
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
    private float[] squares = {};
    private float[] variance = {};
    private float[] outputs = {};

    /** A row's gradient is the outer product of h² and this, times σ². */
    private float[] byVariances = {};

    private int rows;

    Pass(Bound layer) {
      this.layer = layer;
      this.features = layer.features;
      this.actions = layer.actions;
      this.sums = new double[layer.variances.length];
    }

    @Override
    public float[] forward(float[] inputs, int rows) {
      this.rows = rows;
      int n = Math.multiplyExact(rows, features);
      int m = Math.multiplyExact(rows, actions);
      if (outputs.length < m || squares.length < n) {
        squares = new float[n];
        variance = new float[m];
        outputs = new float[m];
      }
      for (int i = 0; i < n; i++) {
        squares[i] = inputs[i] * inputs[i];
      }
      Arrays.fill(variance, 0, m, LEAST_VARIANCE);
      for (int row = 0; row < rows; row++) {
        for (int h = 0; h < features; h++) {
          float square = squares[row * features + h];
          for (int a = 0; a < actions; a++) {
            variance[row * actions + a] += square * layer.variances[h * actions + a];
          }
        }
      }
      VectorMath.log(variance, 0, outputs, 0, m);
      for (int i = 0; i < m; i++) {
        outputs[i] *= 0.5f;
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
      byVariances = outputGradient;
      for (int i = 0; i < rows * actions; i++) {
        byVariances[i] /= variance[i];
      }
      if (inputGradient != null) {
        Arrays.fill(inputGradient, 0, rows * features, 0);
      }
    }

    @Override
    public void addSquaredNorms(double[] squaredNorms, List<String> groups) {
      if (!Blocks.isIn(layer.block, groups)) {
        return;
      }
      for (int row = 0; row < rows; row++) {
        double sum = 0;
        for (int h = 0; h < features; h++) {
          double square = squares[row * features + h];
          for (int a = 0; a < actions; a++) {
            double element =
                square * layer.variances[h * actions + a] * byVariances[row * actions + a];
            sum += element * element;
          }
        }
        squaredNorms[row] += sum;
      }
    }

    @Override
    public void weighRows(double[] weights, List<String> groups) {
      if (Blocks.isIn(layer.block, groups)) {
        Blocks.weighRows(byVariances, actions, weights, rows);
      }
    }

    @Override
    public void gradientOfRows(int from, int to) {
      Arrays.fill(sums, 0);
      for (int row = from; row < to; row++) {
        for (int h = 0; h < features; h++) {
          float square = squares[row * features + h];
          for (int a = 0; a < actions; a++) {
            sums[h * actions + a] += (double) square * byVariances[row * actions + a];
          }
        }
      }
      float[] gradient = layer.parameters.gradient();
      for (int i = 0; i < sums.length; i++) {
        gradient[layer.block.offset() + i] = (float) (sums[i] * layer.variances[i]);
      }
    }
  }
}
