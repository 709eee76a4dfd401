package io.rein4j.optim;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * An optimizer, which turns a gradient into a change of the parameters and keeps the moments that
 * this takes.
 */
public interface Optimizer {

  /**
   * Changes the parameters by one step against the gradient.
   *
   * @param parameters changed in place
   * @param gradient left as it is
   * @param learningRate the step's learning rate, ≥ 0
   */
  void step(float[] parameters, float[] gradient, double learningRate);

  /**
   * Writes moments and step count.
   *
   * @param out receives the state
   * @throws IOException if {@code out} fails
   */
  void writeState(DataOutput out) throws IOException;

  /**
   * Takes over what {@link #writeState} of an optimizer with the same settings and layout wrote.
   *
   * @param in holds the state
   * @throws IOException if {@code in} fails or holds something else
   */
  void readState(DataInput in) throws IOException;
}
