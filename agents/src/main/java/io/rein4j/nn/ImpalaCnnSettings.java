package io.rein4j.nn;

import io.rein4j.nn.model.Activation;
import io.rein4j.nn.model.Image;
import io.rein4j.nn.model.Padding;
import io.rein4j.nn.model.Window;
import io.rein4j.settings.Bare;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings of the large network of Espeholt et al. 2018 ("IMPALA", figure 3, right), without
 * its LSTM: three sections, of 16, 32 and 32 filters, each a convolution, a maximum over 3 × 3
 * pixels every 2, and two residual blocks of two convolutions; then a fully connected layer.
 *
 * @param features width of the fully connected layer, ≥ 1
 * @param width factor of the filters' numbers, ≥ 1
 */
@TypeName("impala-cnn")
public record ImpalaCnnSettings(@Bare int features, int width) implements HiddenLayerSettings {

  /** That of the paper. */
  public static final int DEFAULT_FEATURES = 256;

  /** The paper's filters. */
  public static final int DEFAULT_WIDTH = 1;

  private static final int[] FILTERS = {16, 32, 32};
  private static final int BLOCKS = 2;

  public ImpalaCnnSettings {
    new Setting("features", "The 'features' of 'impala-cnn'").atLeast(1, features);
    new Setting("width", "The 'width' of 'impala-cnn'").atLeast(1, width);
  }

  @Override
  public boolean needsImages() {
    return true;
  }

  @Override
  public List<Layer> layers(HiddenStack network, String prefix, int number, int inputs) {
    throw ConvSettings.withoutImage("impala-cnn", inputs);
  }

  /** {@return the layers {@code prefix/cnn0/section0/conv}, …, {@code prefix/cnn0/dense0}} */
  @Override
  public List<Layer> layersOfImage(HiddenStack network, String prefix, int number, Image inputs) {
    String name = prefix + "/cnn" + number;
    List<Layer> all = new ArrayList<>();
    Image image = inputs;
    for (int i = 0; i < FILTERS.length; i++) {
      String section = name + "/section" + i;
      int filters = Math.multiplyExact(FILTERS[i], width);
      Convolution first =
          convolution(network, section + "/conv", image, filters, Activation.IDENTITY);
      MaxPool pool = new MaxPool(section + "/pool", first.image(), new Window(3, 2, Padding.SAME));
      all.add(first);
      all.add(pool);
      image = pool.image();
      for (int block = 0; block < BLOCKS; block++) {
        all.add(residual(network, section + "/block" + block, image));
      }
    }
    all.add(new Activated(name + "/activation", image, network.activation()));
    all.addAll(new DenseSettings(features).layers(network, name, 0, image.size()));
    return all;
  }

  private static Residual residual(HiddenStack network, String name, Image image) {
    int filters = image.channels();
    return new Residual(
        name,
        image,
        Sequential.of(
            new Activated(name + "/activation", image, network.activation()),
            convolution(network, name + "/conv0", image, filters, network.activation()),
            convolution(network, name + "/conv1", image, filters, Activation.IDENTITY)));
  }

  private static Convolution convolution(
      HiddenStack network, String name, Image image, int filters, Activation activation) {
    return new Convolution(
        name,
        image,
        new Window(3, 1, Padding.SAME),
        filters,
        activation,
        network.initialization(),
        HiddenStack.HIDDEN_GAIN,
        1);
  }
}
