package io.rein4j.nn;

import io.rein4j.nn.model.Activation;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.WithBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a multi-layer perceptron: fully connected layers, an activation after each but
 * the last; before them, optionally, a recurrent layer.
 *
 * @param lstm the recurrent layer, which the hidden layers read instead of the inputs; none if
 *     absent
 * @param hidden the hidden layers in order, each a width or a section of {@code units} and whatever
 *     differs from the other layers; none makes a linear function
 * @param activation the function after each hidden layer
 * @param layerNorm whether the weighted sums of each hidden layer are normalised before the
 *     activation (Ba et al. 2016)
 * @param dropout the share of each hidden layer's outputs that is dropped in learning, in [0, 1);
 *     for dqn agents only, and never in their actions and targets
 * @param initialization how weights and biases are drawn
 * @param criticHidden the hidden layers of the critic's network, if the agent has one; those of
 *     {@code hidden} if absent
 */
@WithBuilder
@TypeName("mlp")
public record MlpSettings(
    @Nullable LstmSettings lstm,
    List<DenseSettings> hidden,
    Activation activation,
    boolean layerNorm,
    double dropout,
    Initialization initialization,
    @Nullable List<DenseSettings> criticHidden)
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
   * {@return a builder that starts from layers with ReLU, drawn orthogonally, without a recurrent
   * layer, normalisation and dropout}
   *
   * @param hidden the widths of the hidden layers in order, each ≥ 1
   */
  public static MlpSettingsBuilder builder(Integer... hidden) {
    return new MlpSettings(List.of(hidden), Activation.RELU, Initialization.ORTHOGONAL).toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public MlpSettingsBuilder toBuilder() {
    return MlpSettingsBuilder.from(this);
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
        DenseSettings.ofWidths(hidden),
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

  private MlpSettings withHidden(List<DenseSettings> layers) {
    return toBuilder().hidden(layers).criticHidden(null).build();
  }

  private HiddenStack stack() {
    List<HiddenLayerSettings> layers = new ArrayList<>(hidden);
    if (lstm != null) {
      layers.add(0, lstm);
    }
    return new HiddenStack(layers, activation, layerNorm, dropout, initialization);
  }

  @Override
  public Optional<HiddenStack> hiddenStack() {
    return Optional.of(stack());
  }

  @Override
  public Sequential network(
      String prefix, List<Integer> inputShape, int outputs, double outputGain) {
    return stack().network(prefix, inputShape, outputs, outputGain);
  }

  @Override
  public NetworkSettings forValues() {
    return criticHidden == null ? this : withHidden(criticHidden);
  }

  @Override
  public Optional<String> criticKey() {
    return criticHidden == null ? Optional.empty() : Optional.of("critic-hidden");
  }
}
