package io.rein4j.nn;

import io.rein4j.settings.SettingException;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one layer of a network: exactly one of its kinds is given.
 *
 * @param dense a fully connected layer: its width, or a section of {@code units} and what sets it
 *     apart from the network's others
 * @param lstm a long short-term memory: its width, or a section of {@code units} and {@code
 *     sequence-length}
 */
public record LayerSettings(@Nullable DenseSettings dense, @Nullable LstmSettings lstm) {

  public LayerSettings {
    if ((dense == null) == (lstm == null)) {
      throw new SettingException(
          List.of("dense", "lstm"),
          "A layer is of one kind, 'dense' or 'lstm', but %s given."
              .formatted(dense == null ? "none is" : "both are"));
    }
  }

  /**
   * {@return the settings of a fully connected layer}
   *
   * @param layer its settings
   */
  public static LayerSettings of(DenseSettings layer) {
    return new LayerSettings(layer, null);
  }

  /**
   * {@return the settings of a long short-term memory}
   *
   * @param layer its settings
   */
  public static LayerSettings of(LstmSettings layer) {
    return new LayerSettings(null, layer);
  }

  /** {@return the width of the layer's outputs} */
  int units() {
    if (dense != null) {
      return dense.units();
    }
    return lstm == null ? 0 : lstm.units();
  }

  /** {@return the number of floats that the layer carries from step to step} */
  double stateSize() {
    return lstm == null ? 0 : 2.0 * lstm.units();
  }

  /** {@return how many steps the layer is trained on in one piece, if it says so} */
  OptionalInt sequenceLength() {
    return lstm == null || lstm.sequenceLength() == null
        ? OptionalInt.empty()
        : OptionalInt.of(lstm.sequenceLength());
  }
}
