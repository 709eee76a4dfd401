package io.rein4j.nn;

import io.rein4j.nn.model.Activation;
import io.rein4j.settings.Bare;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one fully connected hidden layer; what is absent is as in the network's other
 * layers.
 *
 * @param units the layer's width, ≥ 1
 * @param activation its activation, a function of its weighted sums, normalised or not
 * @param layerNorm whether its weighted sums are normalised before the activation
 * @param dropout the share of its outputs that is dropped in learning, in [0, 1)
 */
@TypeName("dense")
public record DenseSettings(
    @Bare int units,
    @Nullable Activation activation,
    @Nullable Boolean layerNorm,
    @Nullable Double dropout)
    implements HiddenLayerSettings {

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

  /**
   * {@return the layer {@code prefix/dense0}, {@code prefix/dense1}, …, behind it {@code
   * prefix/norm0}, … if its sums are normalised, and dropout if there is some}
   */
  @Override
  public List<Layer> layers(HiddenStack network, String prefix, int number, int inputs) {
    boolean isNormalized = layerNorm == null ? network.layerNorm() : layerNorm;
    Activation own = activation == null ? network.activation() : activation;
    List<Layer> layers = new ArrayList<>();
    layers.add(
        new Dense(
            prefix + "/dense" + number,
            inputs,
            units,
            isNormalized ? Activation.IDENTITY : own,
            network.initialization(),
            HiddenStack.HIDDEN_GAIN,
            null));
    if (isNormalized) {
      layers.add(new LayerNorm(prefix + "/norm" + number, units, own));
    }
    if (hasDropout(network)) {
      layers.add(new Dropout(units, dropout(network)));
    }
    return layers;
  }

  private double dropout(HiddenStack network) {
    return dropout == null ? network.dropout() : dropout;
  }

  @Override
  public boolean hasDropout(HiddenStack network) {
    return dropout(network) > 0;
  }
}
