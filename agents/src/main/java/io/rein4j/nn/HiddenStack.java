package io.rein4j.nn;

import io.rein4j.nn.model.Activation;
import io.rein4j.nn.model.Image;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a network's layers before its last, given one by one, from which trunks and the
 * heads behind them are made.
 *
 * @param layers in order; none makes a linear function
 * @param activation the function after each fully connected layer that has none of its own
 * @param layerNorm whether the weighted sums of those that do not say so are normalised
 * @param dropout the share of outputs that learning leaves out behind those that do not say so
 * @param initialization how weights and biases are drawn
 * @param inputScale what inputs are divided by in the first layer, a convolution if it is not 1;
 *     finite and &gt; 0
 */
public record HiddenStack(
    List<HiddenLayerSettings> layers,
    Activation activation,
    boolean layerNorm,
    double dropout,
    Initialization initialization,
    double inputScale) {

  /**
   * The factor of hidden layers' weights, where the initialization has one: √2, that of
   * Stable-Baselines3.
   */
  public static final double HIDDEN_GAIN = Math.sqrt(2);

  public HiddenStack {
    layers = List.copyOf(layers);
  }

  /**
   * Makes the settings of layers that take inputs as they are.
   *
   * @param layers in order; none makes a linear function
   * @param activation the function after each fully connected layer that has none of its own
   * @param layerNorm whether the weighted sums of those that do not say so are normalised
   * @param dropout the share of outputs that learning leaves out behind those that do not say so
   * @param initialization how weights and biases are drawn
   */
  public HiddenStack(
      List<HiddenLayerSettings> layers,
      Activation activation,
      boolean layerNorm,
      double dropout,
      Initialization initialization) {
    this(layers, activation, layerNorm, dropout, initialization, 1);
  }

  /** {@return settings of other layers, for which the same holds, with inputs as they are} */
  HiddenStack withLayers(List<HiddenLayerSettings> others) {
    return new HiddenStack(others, activation, layerNorm, dropout, initialization);
  }

  static List<HiddenLayerSettings> joined(
      List<HiddenLayerSettings> layers, HiddenLayerSettings last) {
    return Stream.concat(layers.stream(), Stream.of(last)).toList();
  }

  /**
   * {@return a network of the hidden layers and a last one, in a row}
   *
   * @param prefix the part of the block names before the layer
   * @param inputShape the dimensions of one row of inputs; none means a single number
   * @param outputs floats of one row of outputs, ≥ 1
   * @param outputGain factor of the last layer's weights, where the initialization has one
   */
  Sequential network(String prefix, List<Integer> inputShape, int outputs, double outputGain) {
    List<Layer> all = trunk(prefix, inputShape);
    all.add(output(prefix, outputs(all, inputShape), outputs, outputGain));
    return new Sequential(all);
  }

  /**
   * {@return the hidden layers, whose names begin with the prefix}
   *
   * @param prefix the part of the block names before the layer
   * @param inputShape the dimensions of one row of inputs; none means a single number
   */
  public List<Layer> trunk(String prefix, List<Integer> inputShape) {
    List<Layer> trunk =
        layers(prefix, outputs(List.of(), inputShape), Image.of(inputShape).orElse(null));
    return inputScale == 1 ? trunk : scaled(trunk);
  }

  /** {@return the hidden layers on an image} */
  List<Layer> layers(String prefix, Image image) {
    return layers(prefix, image.size(), image);
  }

  private List<Layer> layers(String prefix, int inputs, @Nullable Image image) {
    List<Layer> all = new ArrayList<>();
    Map<Class<?>, Integer> numbers = new HashMap<>();
    int size = inputs;
    Image seen = image;
    for (HiddenLayerSettings layer : layers) {
      int number = numbers.merge(layer.getClass(), 1, Integer::sum) - 1;
      List<Layer> own =
          seen == null
              ? layer.layers(this, prefix, number, size)
              : layer.layersOfImage(this, prefix, number, seen);
      seen = null;
      if (!own.isEmpty()) {
        Layer last = own.get(own.size() - 1);
        size = last.outputs();
        seen = last instanceof ImageLayer images ? images.image() : null;
      }
      all.addAll(own);
    }
    return all;
  }

  private List<Layer> scaled(List<Layer> trunk) {
    // A maximum of scaled numbers is the scaled maximum.
    int at = 0;
    while (at < trunk.size() && trunk.get(at) instanceof MaxPool) {
      at++;
    }
    if (at == trunk.size() || !(trunk.get(at) instanceof Convolution first)) {
      throw new IllegalArgumentException(
          "'input-scale' is what a convolution divides its inputs by, but the network's first layer"
              + " is none: leave it out, and use the wrapper 'observation-normalization'.");
    }
    List<Layer> scaled = new ArrayList<>(trunk);
    scaled.set(at, first.withInputScale(inputScale));
    return scaled;
  }

  private static int outputs(List<Layer> trunk, List<Integer> inputShape) {
    return trunk.isEmpty()
        ? inputShape.stream().reduce(1, Math::multiplyExact)
        : trunk.get(trunk.size() - 1).outputs();
  }

  /**
   * {@return the number of floats of one row of the last hidden layer's outputs}
   *
   * @param inputShape the dimensions of one row of inputs; none means a single number
   */
  public int features(List<Integer> inputShape) {
    return outputs(trunk("", inputShape), inputShape);
  }

  /**
   * {@return a head with hidden layers of its own}
   *
   * @param prefix the part of the block names before the layer
   * @param inputs floats of one row of inputs, ≥ 1
   * @param hidden the hidden layers in order
   * @param outputs floats of one row of outputs, ≥ 1
   */
  public Sequential head(String prefix, int inputs, List<DenseSettings> hidden, int outputs) {
    return new HiddenStack(List.copyOf(hidden), activation, layerNorm, dropout, initialization)
        .network(prefix, List.of(inputs), outputs, 1);
  }

  /**
   * {@return the last layer, {@code prefix/output}}
   *
   * @param prefix the part of the block names before the layer
   * @param inputs floats of one row of inputs, ≥ 1
   * @param outputs floats of one row of outputs, ≥ 1
   * @param gain factor of its weights, where the initialization has one
   */
  public Dense output(String prefix, int inputs, int outputs, double gain) {
    return new Dense(
        prefix + "/output", inputs, outputs, Activation.IDENTITY, initialization, gain, null);
  }

  boolean hasDropout() {
    return layers.stream().anyMatch(layer -> layer.hasDropout(this));
  }

  boolean needsImages() {
    return layers.stream().anyMatch(HiddenLayerSettings::needsImages);
  }

  double stateSize() {
    return layers.stream().mapToDouble(HiddenLayerSettings::stateSize).sum();
  }

  /** {@return how many steps each of the layers that says so is trained on in one piece} */
  static IntStream sequenceLengths(List<HiddenLayerSettings> layers) {
    return layers.stream()
        .flatMapToInt(
            layer -> {
              Integer length = layer.sequenceLength();
              return length == null ? IntStream.empty() : IntStream.of(length);
            });
  }
}
