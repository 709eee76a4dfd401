package io.rein4j.nn;

import io.rein4j.settings.Setting;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a recurrent layer, a long short-term memory.
 *
 * @param units size of its output, ≥ 1; its state has twice as many floats
 * @param sequenceLength steps of an environment that are learned from in one piece, ≥ 1: gradients
 *     go back to a piece's beginning, and the state there is taken as given; as many as the agent
 *     collects if absent
 */
public record LstmSettings(int units, @Nullable Integer sequenceLength) {

  public LstmSettings {
    requirePositive("units", units);
    if (sequenceLength != null) {
      requirePositive("sequence-length", sequenceLength);
    }
  }

  private static void requirePositive(String key, int value) {
    new Setting(key, "An LSTM's '" + key + "'").atLeast(1, value);
  }
}
