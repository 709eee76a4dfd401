package io.rein4j.clip;

import java.util.List;

/**
 * The gradients of the samples of a batch, each of the sample's own loss, of which the batch's loss
 * is the mean. They need not exist one by one: whoever has them answers for norms and means only.
 */
public interface SampleGradients {

  /** {@return the number of samples, ≥ 1} */
  int samples();

  /**
   * {@return the square of each sample's Euclidean norm over the parameters of some groups, from
   * index 0; the caller may overwrite it} Finite if and only if the sample's gradient by them is,
   * as far as the norm does not exceed 10¹⁵⁰.
   *
   * @param groups the names of the groups; all if there are none
   */
  double[] squaredNorms(List<String> groups);

  /**
   * Multiplies each sample's gradient by the parameters of some groups.
   *
   * @param weights one factor ≥ 0 a sample, from index 0; 1 leaves every bit as it is
   * @param groups the names of the groups; all if there are none
   */
  void weigh(double[] weights, List<String> groups);

  /**
   * Computes the mean gradient of consecutive samples. Of all samples, none of them weighed, it is
   * bit for bit what an ordinary backward pass gives.
   *
   * @param from the first sample
   * @param to behind the last sample, above {@code from}
   * @param gradient overwritten, one element for each of the layout
   */
  void mean(int from, int to, float[] gradient);
}
