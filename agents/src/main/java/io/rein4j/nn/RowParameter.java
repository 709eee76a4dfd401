package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import java.util.Arrays;
import java.util.List;

/**
 * A network without inputs, whose outputs are its parameters in every row: what a model learns that
 * does not depend on what it sees, as the deviation of a policy's noise.
 */
public final class RowParameter implements RowwiseNetwork {

  private final Parameters parameters;
  private final Block block;
  private final int size;
  private float[] predicted = {};
  private float[] outputs = {};
  private float[] byOutputs = {};
  private int rows;
  private int differentiatedRows;

  /**
   * Makes a network on its block of the parameters, which stays as it is.
   *
   * @param parameters their layout holds what {@link #declare} with the same arguments added
   * @param name the block's name
   * @param size floats of one row of outputs, ≥ 1
   */
  public RowParameter(Parameters parameters, String name, int size) {
    this.parameters = parameters;
    this.block = Blocks.require(parameters, name, List.of(size));
    this.size = size;
  }

  /**
   * Adds the block of a network to a layout.
   *
   * @param layout receives the block
   * @param name the block's name
   * @param size floats of one row of outputs, ≥ 1
   */
  public static void declare(ParameterLayout.Builder layout, String name, int size) {
    layout.add(name, size);
  }

  /**
   * Gives all parameters one value.
   *
   * @param value any float
   */
  public void initialize(float value) {
    Arrays.fill(parameters.values(), block.offset(), block.end(), value);
    parameters.changed();
  }

  @Override
  public int inputSize() {
    return 0;
  }

  @Override
  public int outputSize() {
    return size;
  }

  @Override
  public float[] predict(float[] inputs, int rows) {
    predicted = fill(predicted, rows);
    return predicted;
  }

  @Override
  public float[] forward(float[] inputs, int rows) {
    outputs = fill(outputs, rows);
    this.rows = rows;
    this.differentiatedRows = 0;
    return outputs;
  }

  private float[] fill(float[] array, int rows) {
    int n = Math.multiplyExact(rows, size);
    float[] filled = array.length < n ? new float[n] : array;
    for (int row = 0; row < rows; row++) {
      System.arraycopy(parameters.values(), block.offset(), filled, row * size, size);
    }
    return filled;
  }

  @Override
  public void backward(float[] outputGradient) {
    backwardRows(outputGradient);
    gradientOfRows(0, differentiatedRows);
  }

  @Override
  public void backwardRows(float[] outputGradient) {
    Blocks.requireForward(rows);
    byOutputs = outputGradient;
    differentiatedRows = rows;
    rows = 0;
  }

  @Override
  public void addSquaredNorms(double[] squaredNorms, List<String> groups) {
    if (Blocks.isIn(block, groups)) {
      for (int row = 0; row < differentiatedRows; row++) {
        squaredNorms[row] += Blocks.sumOfSquares(byOutputs, row * size, size);
      }
    }
  }

  @Override
  public void weighRows(double[] weights, List<String> groups) {
    if (Blocks.isIn(block, groups)) {
      Blocks.weighRows(byOutputs, size, weights, differentiatedRows);
    }
  }

  @Override
  public void gradientOfRows(int from, int to) {
    Blocks.requireRows(from, to, differentiatedRows);
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
