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
 * A layer without inputs, whose parameters are its outputs in every row: what a model learns that
 * does not depend on what it sees, as the log standard deviations of a policy.
 *
 * @param name its block's name
 * @param outputs floats of one row of outputs, ≥ 1
 * @param initial the value that all of them start with
 */
public record LearnedVector(String name, int outputs, float initial) implements Layer {

  @Override
  public int inputs() {
    return 0;
  }

  @Override
  public void declare(ParameterLayout.Builder layout) {
    layout.add(name, outputs);
  }

  @Override
  public void initialize(Parameters parameters, RandomGenerator random) {
    Block block = block(parameters);
    Arrays.fill(parameters.values(), block.offset(), block.end(), initial);
  }

  private Block block(Parameters parameters) {
    return Blocks.require(parameters, name, List.of(outputs));
  }

  @Override
  public BoundLayer on(Parameters parameters) {
    Block block = block(parameters);
    return new BoundLayer() {
      @Override
      public LayerPass pass(boolean training) {
        return new Pass(parameters, block);
      }

      @Override
      public void describe(List<LayerModel> description) {
        throw new IllegalArgumentException(
            "The learned vector '%s' cannot be exported.".formatted(name));
      }
    };
  }

  /** A pass of rows. */
  private static final class Pass implements RowPass {
    private final Parameters parameters;
    private final Block block;
    private final int size;
    private float[] vectors = {};
    private float[] byOutputs = {};
    private int rows;

    Pass(Parameters parameters, Block block) {
      this.parameters = parameters;
      this.block = block;
      this.size = block.length();
    }

    @Override
    public float[] forward(float[] inputs, int rows) {
      this.rows = rows;
      vectors = Buffers.atLeast(vectors, Math.multiplyExact(rows, size));
      for (int row = 0; row < rows; row++) {
        System.arraycopy(parameters.values(), block.offset(), vectors, row * size, size);
      }
      return vectors;
    }

    @Override
    public void backward(float[] outputGradient, float @Nullable [] inputGradient) {
      backwardRows(outputGradient, inputGradient);
      gradientOfRows(0, rows);
    }

    @Override
    public void backwardRows(float[] outputGradient, float @Nullable [] inputGradient) {
      byOutputs = outputGradient;
    }

    @Override
    public void addSquaredNorms(double[] squaredNorms, List<String> groups) {
      if (Blocks.isIn(block, groups)) {
        for (int row = 0; row < rows; row++) {
          squaredNorms[row] += VectorMath.sumOfSquares(byOutputs, row * size, size);
        }
      }
    }

    @Override
    public void weighRows(double[] weights, List<String> groups) {
      if (Blocks.isIn(block, groups)) {
        Blocks.weighRows(byOutputs, size, weights, rows);
      }
    }

    @Override
    public void gradientOfRows(int from, int to) {
      float[] gradient = parameters.gradient();
      for (int i = 0; i < size; i++) {
        double sum = 0;
        for (int row = from; row < to; row++) {
          sum += byOutputs[row * size + i];
        }
        gradient[block.offset() + i] = (float) sum;
      }
    }
  }
}
