package io.rein4j.nn;

import io.rein4j.math.PackedSequences;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A forward pass of rows through a layer, and the backward pass that follows it.
 *
 * <p>Arrays are row-major. Returned arrays belong to the pass or are the inputs themselves, may be
 * longer than rows × outputs, and are overwritten by its next call. Computing does not allocate
 * once the largest number of rows has been seen.
 *
 * <p>States are parts of the rows of an array: that of sequence <i>s</i> begins at index <i>s</i> ×
 * {@code width} + {@code at}.
 */
public interface LayerPass {

  /**
   * Computes the outputs of one step of several sequences; nothing can go backward after it.
   *
   * @param inputs rows × inputs floats from index 0, left as they are
   * @param rows number of sequences, ≥ 1
   * @param states the states before the step, overwritten by those after it
   * @param at where states begin within their rows
   * @param width floats of one row of states
   * @return rows × outputs floats from index 0
   */
  float[] step(float[] inputs, int rows, float[] states, int at, int width);

  /**
   * Computes the outputs of all steps of several sequences, and keeps what going backward needs.
   *
   * @param inputs a row for each of the sequences' rows; must not change before the backward pass
   * @param sequences how the rows follow each other; must not change before the backward pass
   * @param states the states before the first steps, left as they are
   * @param at where states begin within their rows
   * @param width floats of one row of states
   * @return a row of outputs for each of the sequences' rows
   */
  float[] forward(float[] inputs, PackedSequences sequences, float[] states, int at, int width);

  /**
   * Sets what forward passes draw from; only dropout draws.
   *
   * @param random the source of randomness
   */
  default void drawFrom(RandomGenerator random) {}

  /**
   * Counts the dormant units of the last {@link #forward}, before the backward pass; only layers
   * with an activation have units.
   *
   * @param units takes in a layer's units at a time
   */
  default void countDormant(DormantUnits units) {}

  /**
   * Writes the gradient of a loss with respect to the layer's parameters over their blocks of
   * {@link Parameters#gradient()}. Only one backward pass may follow a {@link #forward}.
   *
   * @param outputGradient the loss's derivative by each output of the last {@link #forward}; may be
   *     overwritten
   * @param inputGradient receives the derivative by each input, is another array than {@code
   *     outputGradient}; null if it is not asked for
   */
  void backward(float[] outputGradient, float @Nullable [] inputGradient);

  /**
   * Does the part of a backward pass that goes through the layer, and writes no gradient of
   * parameters yet.
   *
   * @param outputGradient as for {@link #backward}; may be overwritten, and must not change until
   *     the gradient is written
   * @param inputGradient as for {@link #backward}
   */
  default void backwardRows(float[] outputGradient, float @Nullable [] inputGradient) {
    throw mixed();
  }

  /**
   * Adds to each row's number the square of the Euclidean norm of what it gives to the gradient of
   * the parameters of some groups.
   *
   * @param squaredNorms one number a row, from index 0
   * @param groups the names of the groups; all if there are none
   */
  default void addSquaredNorms(double[] squaredNorms, List<String> groups) {
    throw mixed();
  }

  /**
   * Multiplies what each row gives to the gradient of the parameters of some groups.
   *
   * @param weights one factor a row, from index 0; 1 leaves every bit as it is
   * @param groups the names of the groups; all if there are none
   */
  default void weighRows(double[] weights, List<String> groups) {
    throw mixed();
  }

  /**
   * Writes what consecutive rows give to the gradient over the layer's blocks of {@link
   * Parameters#gradient()}.
   *
   * @param from the first row
   * @param to behind the last row, above {@code from}
   */
  default void gradientOfRows(int from, int to) {
    throw mixed();
  }

  private static UnsupportedOperationException mixed() {
    return new UnsupportedOperationException(
        "The layer mixes its rows, so that their gradients cannot be told apart.");
  }
}
