package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The hidden layers of a network: {@code prefix/dense0}, {@code prefix/dense1}, …, and {@code
 * prefix/norm0}, … for those that are normalised.
 */
final class HiddenLayers {

  private HiddenLayers() {}

  /**
   * Adds the blocks of the layers to a layout.
   *
   * @return the width of the last one, or the inputs if there is none
   */
  static int declare(
      ParameterLayout.Builder layout, String prefix, int inputs, MlpSettings settings) {
    int in = inputs;
    for (int i = 0; i < settings.hidden().size(); i++) {
      HiddenLayer layer = settings.hidden().get(i);
      Dense.declare(layout, prefix + "/dense" + i, in, layer.units());
      if (settings.isNormalized(layer)) {
        LayerNorm.declare(layout, prefix + "/norm" + i, layer.units());
      }
      in = layer.units();
    }
    return in;
  }

  /** {@return the layers on their blocks of the parameters} */
  static List<Dense> build(Parameters parameters, String prefix, int inputs, MlpSettings settings) {
    List<Dense> layers = new ArrayList<>();
    int in = inputs;
    for (int i = 0; i < settings.hidden().size(); i++) {
      HiddenLayer layer = settings.hidden().get(i);
      LayerNorm norm =
          settings.isNormalized(layer)
              ? new LayerNorm(parameters, prefix + "/norm" + i, layer.units())
              : null;
      layers.add(
          new Dense(
              parameters,
              prefix + "/dense" + i,
              in,
              layer.units(),
              norm,
              settings.activationOf(layer),
              settings.dropoutOf(layer)));
      in = layer.units();
    }
    return layers;
  }
}
