package io.rein4j.nn;

import io.rein4j.settings.TypeName;
import java.util.List;

/**
 * The settings of the end of a network's images: the layers behind it take their floats as numbers
 * without height and width, as fully connected layers do anyway.
 */
@TypeName("flatten")
public record FlattenSettings() implements HiddenLayerSettings {

  @Override
  public List<Layer> layers(HiddenStack network, String prefix, int number, int inputs) {
    return List.of();
  }
}
