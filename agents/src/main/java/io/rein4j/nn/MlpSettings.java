package io.rein4j.nn;

import java.util.List;
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
 * @param criticHidden the hidden layers of the network that tells values, where these are a
 *     policy's; those of {@code hidden} if absent
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

  /**
   * {@return the width of the last hidden layer, or the inputs if there is none}
   *
   * @param inputs floats of one row of inputs
   */
  public int latentSize(int inputs) {
    return hidden.isEmpty() ? inputs : hidden.get(hidden.size() - 1).units();
  }

  @Override
  public boolean hasDropout() {
    return hidden.stream().anyMatch(layer -> dropoutOf(layer) > 0)
        || (criticHidden != null && withHidden(criticHidden).hasDropout());
  }

  /** Returns the function after a hidden layer. */
  Activation activationOf(HiddenLayer layer) {
    return layer.activation() == null ? activation : layer.activation();
  }

  /** Returns whether a hidden layer's weighted sums are normalised. */
  boolean isNormalized(HiddenLayer layer) {
    return layer.layerNorm() == null ? layerNorm : layer.layerNorm();
  }

  /** Returns the share of a hidden layer's outputs that learning leaves out. */
  double dropoutOf(HiddenLayer layer) {
    return layer.dropout() == null ? dropout : layer.dropout();
  }

  @Override
  public boolean recurrent() {
    return lstm != null;
  }

  @Override
  public OptionalInt sequenceLength() {
    return lstm == null || lstm.sequenceLength() == null
        ? OptionalInt.empty()
        : OptionalInt.of(lstm.sequenceLength());
  }

  @Override
  public NetworkPlan plan(String prefix, List<Integer> inputShape, int outputs) {
    if (lstm != null) {
      throw new IllegalArgumentException(
          "A network with an 'lstm' has no outputs of single rows: it needs sequences of them.");
    }
    return new MlpPlan(prefix, inputs(inputShape), this, outputs);
  }

  @Override
  public RecurrentPlan recurrentPlan(String prefix, List<Integer> inputShape, int outputs) {
    if (lstm == null) {
      return NetworkSettings.super.recurrentPlan(prefix, inputShape, outputs);
    }
    MlpPlan behind = new MlpPlan(prefix, lstm.units(), this, outputs);
    return new LstmPlan(prefix, inputs(inputShape), lstm, behind);
  }

  /**
   * {@return the plan of a network with streams behind the recurrent layer}
   *
   * @param prefix the part of the recurrent layer's block names before the layer
   * @param inputShape the dimensions of one row of inputs; none means a single number
   * @param behind takes as many inputs as the recurrent layer has units
   * @throws IllegalArgumentException if there is no recurrent layer
   */
  public RecurrentPlan recurrentPlan(String prefix, List<Integer> inputShape, DuelingPlan behind) {
    if (lstm == null) {
      return NetworkSettings.super.recurrentPlan(prefix, inputShape, behind.actions());
    }
    return new LstmPlan(prefix, inputs(inputShape), lstm, behind);
  }

  private static int inputs(List<Integer> shape) {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  @Override
  public NetworkSettings forValues() {
    return criticHidden == null ? this : withHidden(criticHidden);
  }
}
