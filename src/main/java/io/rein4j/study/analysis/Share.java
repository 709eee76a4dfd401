package io.rein4j.study.analysis;

/**
 * How many of the runs.
 *
 * @param count those it is true of
 * @param of all
 */
public record Share(int count, int of) {

  /** {@return the share, from 0 to 1} */
  public double value() {
    return (double) count / of;
  }
}
