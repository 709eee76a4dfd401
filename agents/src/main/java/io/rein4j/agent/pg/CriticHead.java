package io.rein4j.agent.pg;

import org.jspecify.annotations.Nullable;

/** The head of a critic: what its outputs say of values. */
interface CriticHead {

  /** A value is an output itself. */
  CriticHead VALUE =
      new CriticHead() {
        @Override
        public int outputs() {
          return 1;
        }

        @Override
        public float[] values(float[] outputs, int rows) {
          return outputs;
        }
      };

  /** {@return the head that the settings choose} */
  static CriticHead of(@Nullable ValueDistribution distribution) {
    return distribution instanceof HlGaussValues gaussian
        ? new HistogramHead(gaussian.histogram())
        : VALUE;
  }

  /** {@return the number of outputs for a value} */
  int outputs();

  /**
   * {@return the values, one a row} The array may be that of the outputs, and is overwritten by the
   * next call otherwise.
   *
   * @param outputs of the critic, rows × outputs from index 0, left as they are
   */
  float[] values(float[] outputs, int rows);
}
