package io.rein4j.nn;

import io.rein4j.nn.model.Image;
import io.rein4j.nn.model.Padding;
import io.rein4j.nn.model.Window;
import io.rein4j.settings.Bare;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a layer that takes the largest value of each channel in windows of images.
 *
 * @param size height and width of the windows in pixels, ≥ 1
 * @param stride pixels from one window to the next, ≥ 1; {@code size} if absent
 * @param padding whether windows stay within the image (none), or reach beyond it, so that outputs
 *     have height and width of the image divided by {@code stride}, rounded up (same)
 */
@TypeName("max-pool")
public record MaxPoolSettings(@Bare int size, @Nullable Integer stride, Padding padding)
    implements HiddenLayerSettings {

  /** Within the image. */
  public static final Padding DEFAULT_PADDING = Padding.NONE;

  public MaxPoolSettings {
    new Setting("size", "The 'size' of 'max-pool'").atLeast(1, size);
    if (stride != null) {
      new Setting("stride", "The 'stride' of 'max-pool'").atLeast(1, stride);
    }
  }

  @Override
  public boolean needsImages() {
    return true;
  }

  @Override
  public List<Layer> layers(HiddenStack network, String prefix, int number, int inputs) {
    throw ConvSettings.withoutImage("max-pool", inputs);
  }

  /** {@return the layer {@code prefix/pool0}, {@code prefix/pool1}, …} */
  @Override
  public List<Layer> layersOfImage(HiddenStack network, String prefix, int number, Image inputs) {
    return List.of(
        new MaxPool(
            prefix + "/pool" + number,
            inputs,
            new Window(size, stride == null ? size : stride, padding)));
  }
}
