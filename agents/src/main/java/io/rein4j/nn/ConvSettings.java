package io.rein4j.nn;

import io.rein4j.nn.model.Image;
import io.rein4j.nn.model.Padding;
import io.rein4j.nn.model.Window;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;
import java.util.List;

/**
 * The settings of a convolutional layer on images, with the network's activation.
 *
 * @param filters channels of its outputs, ≥ 1
 * @param kernel height and width of its filters in pixels, ≥ 1
 * @param stride pixels from one of their places to the next, ≥ 1
 * @param padding whether they stay within the image (none), or meet zeros around it, so that
 *     outputs have height and width of the image divided by {@code stride}, rounded up (same)
 */
@TypeName("conv")
public record ConvSettings(int filters, int kernel, int stride, Padding padding)
    implements HiddenLayerSettings {

  /** Every pixel. */
  public static final int DEFAULT_STRIDE = 1;

  /** Within the image. */
  public static final Padding DEFAULT_PADDING = Padding.NONE;

  public ConvSettings {
    new Setting("filters", "A convolution's 'filters'").atLeast(1, filters);
    new Setting("kernel", "A convolution's 'kernel'").atLeast(1, kernel);
    new Setting("stride", "A convolution's 'stride'").atLeast(1, stride);
  }

  @Override
  public boolean needsImages() {
    return true;
  }

  @Override
  public List<Layer> layers(HiddenStack network, String prefix, int number, int inputs) {
    throw withoutImage("conv", inputs);
  }

  /** {@return the layer {@code prefix/conv0}, {@code prefix/conv1}, …} */
  @Override
  public List<Layer> layersOfImage(HiddenStack network, String prefix, int number, Image inputs) {
    return List.of(
        new Convolution(
            prefix + "/conv" + number,
            inputs,
            new Window(kernel, stride, padding),
            filters,
            network.activation(),
            network.initialization(),
            HiddenStack.HIDDEN_GAIN,
            1));
  }

  /** {@return the refusal of a layer that needs an image where there is none} */
  static IllegalArgumentException withoutImage(String layer, int inputs) {
    return new IllegalArgumentException(
        "'%s' needs an image, but takes in %s numbers without height and width: put it before all other layers, of observations with two dimensions or more."
            .formatted(layer, inputs));
  }
}
