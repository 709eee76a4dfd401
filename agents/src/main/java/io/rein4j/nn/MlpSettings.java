package io.rein4j.nn;

import io.rein4j.nn.model.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a multi-layer perceptron: fully connected layers, an activation after each but
 * the last; and before them, if wanted, a recurrent layer.
 *
 * @param lstm the recurrent layer, which the hidden layers read instead of the inputs; none if
 *     absent
 * @param hidden the hidden layers in order, each a width or a section of {@code units} and what
 *     sets the layer apart from the others; none makes a linear function
 * @param activation the function after each hidden layer
 * @param layerNorm whether the weighted sums of each hidden layer are normalised before the
 *     activation (Ba et al. 2016)
 * @param dropout the share of each hidden layer's outputs that learning leaves out, in [0, 1); for
 *     dqn agents only, in whose actions and targets none is left out
 * @param initialization how weights and biases are drawn
 * @param criticHidden the hidden layers of the critic's network, where these are a policy's; those
 *     of {@code hidden} if absent
 */
public record MlpSettings(
    @Nullable LstmSettings lstm,
    List<HiddenLayer> hidden,
    Activation activation,
    boolean layerNorm,
    double dropout,
    Initialization initialization,
    @Nullable List<HiddenLayer> criticHidden)
    implements NetworkSettings {

  /**
   * The factor of hidden layers' weights, where the initialization has one: √2, that of
   * Stable-Baselines3.
   */
  public static final double HIDDEN_GAIN = Math.sqrt(2);

  /** No normalisation. */
  public static final boolean DEFAULT_LAYER_NORM = false;

  /** Nothing left out. */
  public static final double DEFAULT_DROPOUT = 0;

  public MlpSettings {
    hidden = List.copyOf(hidden);
    criticHidden = criticHidden == null ? null : List.copyOf(criticHidden);
    Dropout.requireRate(dropout);
  }

  /**
   * Makes the settings of a network whose layers differ in nothing but their widths, without
   * normalisation and dropout.
   *
   * @param lstm the recurrent layer, or null
   * @param hidden the widths of the hidden layers in order, each ≥ 1
   * @param activation the function after each hidden layer
   * @param initialization how weights and biases are drawn
   */
  public MlpSettings(
      @Nullable LstmSettings lstm,
      List<Integer> hidden,
      Activation activation,
      Initialization initialization) {
    this(
        lstm,
        HiddenLayer.ofWidths(hidden),
        activation,
        DEFAULT_LAYER_NORM,
        DEFAULT_DROPOUT,
        initialization,
        null);
  }

  /**
   * Makes the settings of a network without a recurrent layer, normalisation and dropout, whose
   * layers differ in nothing but their widths.
   *
   * @param hidden the widths of the hidden layers in order, each ≥ 1
   * @param activation the function after each hidden layer
   * @param initialization how weights and biases are drawn
   */
  public MlpSettings(List<Integer> hidden, Activation activation, Initialization initialization) {
    this(null, hidden, activation, initialization);
  }

  /**
   * {@return these settings with other hidden layers}
   *
   * @param layers the hidden layers in order
   */
  public MlpSettings withHidden(List<HiddenLayer> layers) {
    return new MlpSettings(lstm, layers, activation, layerNorm, dropout, initialization, null);
  }

  @Override
  public boolean hasDropout() {
    return hidden.stream().anyMatch(layer -> dropoutOf(layer) > 0)
        || (criticHidden != null && withHidden(criticHidden).hasDropout());
  }

  private double dropoutOf(HiddenLayer layer) {
    return layer.dropout() == null ? dropout : layer.dropout();
  }

  @Override
  public boolean recurrent() {
    return lstm != null;
  }

  @Override
  public double stateSize() {
    return lstm == null ? 0 : 2.0 * lstm.units();
  }

  @Override
  public OptionalInt sequenceLength() {
    return lstm == null || lstm.sequenceLength() == null
        ? OptionalInt.empty()
        : OptionalInt.of(lstm.sequenceLength());
  }

  @Override
  public Optional<MlpSettings> asMlp() {
    return Optional.of(this);
  }

  @Override
  public List<Layer> layers(
      String prefix, List<Integer> inputShape, int outputs, double outputGain) {
    List<Layer> layers = trunk(prefix, inputShape);
    int in = layers.isEmpty() ? inputs(inputShape) : layers.get(layers.size() - 1).outputs();
    layers.add(output(prefix, in, outputs, outputGain));
    return layers;
  }

  /**
   * {@return the layers before the last: {@code prefix/lstm} if there is one, {@code
   * prefix/dense0}, {@code prefix/dense1}, … and behind each {@code prefix/norm0}, … if it is
   * normalised}
   *
   * @param prefix the part of the block names before the layer
   * @param inputShape the dimensions of one row of inputs; none means a single number
   */
  public List<Layer> trunk(String prefix, List<Integer> inputShape) {
    List<Layer> layers = new ArrayList<>();
    int in = inputs(inputShape);
    if (lstm != null) {
      layers.add(new Lstm(prefix + "/lstm", in, lstm.units()));
      in = lstm.units();
    }
    addHidden(layers, prefix, in, hidden);
    return layers;
  }

  /**
   * {@return a head with hidden layers of its own}
   *
   * @param prefix the part of the block names before the layer
   * @param inputs floats of one row of inputs, ≥ 1
   * @param hidden the hidden layers in order
   * @param outputs floats of one row of outputs, ≥ 1
   */
  public Sequential head(String prefix, int inputs, List<HiddenLayer> hidden, int outputs) {
    List<Layer> layers = new ArrayList<>();
    int in = addHidden(layers, prefix, inputs, hidden);
    layers.add(output(prefix, in, outputs, 1));
    return new Sequential(layers);
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

  /** Returns the width of the last one, or the inputs if there is none. */
  private int addHidden(List<Layer> layers, String prefix, int inputs, List<HiddenLayer> hidden) {
    int in = inputs;
    for (int i = 0; i < hidden.size(); i++) {
      HiddenLayer layer = hidden.get(i);
      int units = layer.units();
      boolean isNormalized = layer.layerNorm() == null ? layerNorm : layer.layerNorm();
      Activation own = layer.activation() == null ? activation : layer.activation();
      Activation ofSums = isNormalized ? Activation.IDENTITY : own;
      layers.add(
          new Dense(prefix + "/dense" + i, in, units, ofSums, initialization, HIDDEN_GAIN, null));
      if (isNormalized) {
        layers.add(new LayerNorm(prefix + "/norm" + i, units, own));
      }
      if (dropoutOf(layer) > 0) {
        layers.add(new Dropout(units, dropoutOf(layer)));
      }
      in = units;
    }
    return in;
  }

  private static int inputs(List<Integer> shape) {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  @Override
  public NetworkSettings forValues() {
    return criticHidden == null ? this : withHidden(criticHidden);
  }

  @Override
  public boolean hasCriticLayers() {
    return criticHidden != null;
  }
}
