package io.rein4j.clip;

/**
 * The running mean of squared gradients that an optimizer divides its steps by, as it stands after
 * the last step: v of Adam and RMSProp.
 */
public interface SecondMoments {

  /** {@return the mean of each parameter's squares, where the parameter lies; for reading} */
  float[] values();

  /** {@return what the means are multiplied by to correct their bias, ≥ 1; 1 if nothing is} */
  double correction();

  /**
   * {@return the least that a corrected mean counts for, ≥ 0: ε² where the optimizer adds ε to the
   * root, ε where it adds it inside}
   */
  double floor();
}
