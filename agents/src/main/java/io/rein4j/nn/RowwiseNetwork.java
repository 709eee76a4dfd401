package io.rein4j.nn;

import java.util.List;

/**
 * A network that does not mix its rows, so that its gradient is a sum with one term a row, and that
 * can measure and weigh the terms without computing them one by one ("ghost clipping": Goodfellow
 * 2015, "Efficient per-example gradient computations"; Li et al. 2022, "Large language models can
 * be strong differentially private learners", section 4).
 *
 * <p>After a {@link #forward}, {@link #backwardRows} takes the place of {@link #backward}; the
 * other methods follow it, in any order, until the next {@link #forward}.
 */
public interface RowwiseNetwork extends Network {

  /**
   * Does the part of a backward pass that goes through the layers, and writes no gradient yet.
   *
   * @param outputGradient as for {@link #backward}; may be overwritten, and must not change until
   *     the gradient is written
   */
  void backwardRows(float[] outputGradient);

  /**
   * Adds to each row's number the square of the Euclidean norm of its term, over the parameters of
   * some groups.
   *
   * @param squaredNorms one number a row, from index 0
   * @param groups the names of the groups; all if there are none
   */
  void addSquaredNorms(double[] squaredNorms, List<String> groups);

  /**
   * Multiplies each row's term where it belongs to parameters of some groups.
   *
   * @param weights one factor a row, from index 0; 1 leaves every bit as it is
   * @param groups the names of the groups; all if there are none
   */
  void weighRows(double[] weights, List<String> groups);

  /**
   * Writes the sum of the terms of consecutive rows over this network's blocks of {@link
   * Parameters#gradient()}; of all rows, none of them weighed, it is bit for bit what {@link
   * #backward} writes.
   *
   * @param from the first row
   * @param to behind the last row, above {@code from}
   */
  void gradientOfRows(int from, int to);
}
