package io.rein4j.nn;

import io.rein4j.nn.model.Image;
import io.rein4j.settings.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of one hidden layer of some kind, which know what layers it is made of. */
@Kind(value = "layer", byKey = true)
public interface HiddenLayerSettings {

  /**
   * {@return the layers in a row, whose names begin with the prefix}
   *
   * @param network what holds for those of its layers that do not say otherwise
   * @param prefix the part of the block names before the layer, for instance {@code actor}
   * @param number how many layers of the same kind are before it in the network
   * @param inputs floats of one row of inputs, ≥ 1
   */
  List<Layer> layers(HiddenStack network, String prefix, int number, int inputs);

  /**
   * {@return the layers in a row, whose names begin with the prefix, where their inputs are an
   * image; none if the layers behind these are to take its floats as numbers without height and
   * width}
   *
   * @param network what holds for those of its layers that do not say otherwise
   * @param prefix the part of the block names before the layer, for instance {@code actor}
   * @param number how many layers of the same kind are before it in the network
   * @param inputs how a row of inputs holds the image
   */
  default List<Layer> layersOfImage(HiddenStack network, String prefix, int number, Image inputs) {
    return layers(network, prefix, number, inputs.size());
  }

  /**
   * {@return whether learning leaves out some of its outputs}
   *
   * @param network what holds for those of its layers that do not say otherwise
   */
  default boolean hasDropout(HiddenStack network) {
    return false;
  }

  /** {@return whether it takes images only} */
  default boolean needsImages() {
    return false;
  }

  /**
   * {@return the number of floats that it carries from step to step, as a double, which does not
   * overflow}
   */
  default double stateSize() {
    return 0;
  }

  /** {@return how many steps it is trained on in one piece, or null if it does not say so} */
  default @Nullable Integer sequenceLength() {
    return null;
  }
}
