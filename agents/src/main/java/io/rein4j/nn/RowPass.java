package io.rein4j.nn;

import io.rein4j.math.PackedSequences;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pass through a layer without a state, which computes each row by itself. */
interface RowPass extends LayerPass {

  /**
   * Computes outputs, and keeps what going backward needs.
   *
   * @param inputs rows × inputs floats from index 0
   * @param rows number of rows, ≥ 1
   * @return rows × outputs floats from index 0
   */
  float[] forward(float[] inputs, int rows);

  @Override
  default float[] step(float[] inputs, int rows, float[] states, int at, int width) {
    return forward(inputs, rows);
  }

  @Override
  default float[] forward(
      float[] inputs, PackedSequences sequences, float[] states, int at, int width) {
    return forward(inputs, sequences.rows());
  }

  @Override
  void backwardRows(float[] outputGradient, float @Nullable [] inputGradient);

  @Override
  void addSquaredNorms(double[] squaredNorms, List<String> groups);

  @Override
  void weighRows(double[] weights, List<String> groups);

  @Override
  void gradientOfRows(int from, int to);

  /** A pass through a layer that has no parameters. */
  interface WithoutParameters extends RowPass {

    @Override
    default void backward(float[] outputGradient, float @Nullable [] inputGradient) {
      backwardRows(outputGradient, inputGradient);
    }

    @Override
    default void addSquaredNorms(double[] squaredNorms, List<String> groups) {}

    @Override
    default void weighRows(double[] weights, List<String> groups) {}

    @Override
    default void gradientOfRows(int from, int to) {}
  }
}
