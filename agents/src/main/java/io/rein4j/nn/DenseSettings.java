package io.rein4j.nn;

import io.rein4j.nn.model.Activation;
import io.rein4j.settings.Setting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one fully connected hidden layer; what is absent is as in the network's other
 * layers.
 *
 * @param units the layer's width, ≥ 1
 * @param activation the function of its weighted sums, normalised or not
 * @param layerNorm whether its weighted sums are normalised before the activation
 * @param dropout the share of its outputs that learning leaves out, in [0, 1)
 */
public record DenseSettings(
    int units,
    @Nullable Activation activation,
    @Nullable Boolean layerNorm,
    @Nullable Double dropout) {

  public DenseSettings {
    new Setting("units", "A hidden layer's 'units'").atLeast(1, units);
    if (dropout != null) {
      Dropout.requireRate(dropout);
    }
  }

  /**
   * Makes the settings of a layer that is as the network's others but for its width.
   *
   * @param units the layer's width, ≥ 1
   */
  public DenseSettings(int units) {
    this(units, null, null, null);
  }

  /**
   * {@return layers that differ in nothing but their widths}
   *
   * @param widths each ≥ 1
   */
  public static List<DenseSettings> ofWidths(List<Integer> widths) {
    return widths.stream().map(DenseSettings::new).toList();
  }
}
