package io.rein4j.clip;

/**
 * A rule on samples at work: it forms the gradient of a batch, and then is the first on its way
 * through the stage, where there is nothing left to do but to report.
 */
public interface SampleClipper extends Clipper {

  /** What {@link #form} of a rule returns that clips no single sample. */
  long NOT_COUNTED = -1;

  /**
   * Forms the gradient of a batch.
   *
   * <p>A gradient that is not finite, of a sample or a block of them, is passed on as it is: the
   * stage finds it and acts by its policy.
   *
   * @param batch the gradients of the samples, as the last backward pass left them
   * @param gradient overwritten by what goes through the stage
   * @param progress the share of training that is over, in [0, 1]
   * @return how many samples were clipped, or {@link #NOT_COUNTED}
   */
  long form(SampleGradients batch, float[] gradient, double progress);
}
