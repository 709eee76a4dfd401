package io.rein4j.nn;

import io.rein4j.nn.model.Image;
import io.rein4j.nn.model.Padding;
import io.rein4j.settings.Bare;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;
import java.util.List;

/**
 * The settings of the network of Mnih et al. 2015 ("Human-level control through deep reinforcement
 * learning", methods): three convolutions, of 32 filters of 8 × 8 pixels every 4, 64 of 4 × 4 every
 * 2 and 64 of 3 × 3, and a fully connected layer.
 *
 * @param features width of the fully connected layer, ≥ 1
 */
@TypeName("nature-cnn")
public record NatureCnnSettings(@Bare int features) implements HiddenLayerSettings {

  /** That of the paper. */
  public static final int DEFAULT_FEATURES = 512;

  private static final List<HiddenLayerSettings> CONVOLUTIONS =
      List.of(
          new ConvSettings(32, 8, 4, Padding.NONE),
          new ConvSettings(64, 4, 2, Padding.NONE),
          new ConvSettings(64, 3, 1, Padding.NONE));

  public NatureCnnSettings {
    new Setting("features", "The 'features' of 'nature-cnn'").atLeast(1, features);
  }

  @Override
  public boolean needsImages() {
    return true;
  }

  @Override
  public List<Layer> layers(HiddenStack network, String prefix, int number, int inputs) {
    throw ConvSettings.withoutImage("nature-cnn", inputs);
  }

  /** {@return the layers {@code prefix/cnn0/conv0}, …, {@code prefix/cnn0/dense0}} */
  @Override
  public List<Layer> layersOfImage(HiddenStack network, String prefix, int number, Image inputs) {
    HiddenStack own =
        network.withLayers(HiddenStack.joined(CONVOLUTIONS, new DenseSettings(features)));
    return own.layers(prefix + "/cnn" + number, inputs);
  }
}
