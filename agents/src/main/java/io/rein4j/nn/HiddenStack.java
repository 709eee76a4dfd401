package io.rein4j.nn;

import io.rein4j.nn.model.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The settings of a network's layers before its last, given one by one, from which trunks and the
 * heads behind them are made.
 *
 * @param layers in order; none makes a linear function
 * @param activation the function after each fully connected layer that has none of its own
 * @param layerNorm whether the weighted sums of those that do not say so are normalised
 * @param dropout the share of outputs that learning leaves out behind those that do not say so
 * @param initialization how weights and biases of fully connected layers are drawn
 */
public record HiddenStack(
    List<LayerSettings> layers,
    Activation activation,
    boolean layerNorm,
    double dropout,
    Initialization initialization) {

  /**
   * The factor of hidden layers' weights, where the initialization has one: √2, that of
   * Stable-Baselines3.
   */
  public static final double HIDDEN_GAIN = Math.sqrt(2);

  public HiddenStack {
    layers = List.copyOf(layers);
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
    List<Layer> layers = trunk(prefix, inputShape);
    layers.add(output(prefix, features(inputShape), outputs, outputGain));
    return new Sequential(layers);
  }

  /**
   * {@return the hidden layers: {@code prefix/dense0}, {@code prefix/dense1}, …, behind each {@code
   * prefix/norm0}, … if it is normalised, and {@code prefix/lstm}, {@code prefix/lstm1}, …}
   *
   * @param prefix the part of the block names before the layer
   * @param inputShape the dimensions of one row of inputs; none means a single number
   */
  public List<Layer> trunk(String prefix, List<Integer> inputShape) {
    List<Layer> trunk = new ArrayList<>();
    int in = inputs(inputShape);
    int dense = 0;
    int memories = 0;
    for (LayerSettings layer : layers) {
      if (layer.dense() != null) {
        addDense(trunk, prefix, dense++, in, layer.dense());
      } else {
        String name = prefix + "/lstm" + (memories == 0 ? "" : "" + memories);
        trunk.add(new Lstm(name, in, layer.units()));
        memories++;
      }
      in = layer.units();
    }
    return trunk;
  }

  /**
   * {@return the number of floats of one row of the last hidden layer's outputs}
   *
   * @param inputShape the dimensions of one row of inputs; none means a single number
   */
  public int features(List<Integer> inputShape) {
    return layers.isEmpty() ? inputs(inputShape) : layers.get(layers.size() - 1).units();
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
    List<LayerSettings> own = hidden.stream().map(LayerSettings::of).toList();
    HiddenStack stack = new HiddenStack(own, activation, layerNorm, dropout, initialization);
    return stack.network(prefix, List.of(inputs), outputs, 1);
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

  private void addDense(
      List<Layer> trunk, String prefix, int number, int inputs, DenseSettings layer) {
    int units = layer.units();
    boolean isNormalized = layer.layerNorm() == null ? layerNorm : layer.layerNorm();
    Activation own = layer.activation() == null ? activation : layer.activation();
    Activation ofSums = isNormalized ? Activation.IDENTITY : own;
    String name = prefix + "/dense" + number;
    trunk.add(new Dense(name, inputs, units, ofSums, initialization, HIDDEN_GAIN, null));
    if (isNormalized) {
      trunk.add(new LayerNorm(prefix + "/norm" + number, units, own));
    }
    if (dropoutOf(layer) > 0) {
      trunk.add(new Dropout(units, dropoutOf(layer)));
    }
  }

  private double dropoutOf(DenseSettings layer) {
    return layer.dropout() == null ? dropout : layer.dropout();
  }

  private static int inputs(List<Integer> shape) {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  boolean hasDropout() {
    return layers.stream().anyMatch(layer -> layer.dense() != null && dropoutOf(layer.dense()) > 0);
  }

  double stateSize() {
    return layers.stream().mapToDouble(LayerSettings::stateSize).sum();
  }

  OptionalInt sequenceLength() {
    return layers.stream()
        .map(LayerSettings::sequenceLength)
        .flatMapToInt(OptionalInt::stream)
        .findFirst();
  }
}
