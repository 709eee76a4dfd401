package io.rein4j.nn;

/**
 * The settings of a recurrent layer, a long short-term memory.
 *
 * @param units size of its output, ≥ 1; its state has twice as many floats
 */
public record LstmSettings(int units) {

  public LstmSettings {
    if (units < 1) {
      throw new IllegalArgumentException(
          "An LSTM's 'units' must be ≥ 1, but is %d.".formatted(units));
    }
  }
}
