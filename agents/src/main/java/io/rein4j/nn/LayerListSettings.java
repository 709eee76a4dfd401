package io.rein4j.nn;

import io.rein4j.nn.model.Activation;
import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.WithBuilder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a network that is given layer by layer, in any order.
 *
 * @param layers the layers in order, as in [{dense: 256}, {lstm: 64}]; the agent adds the output
 *     layer
 * @param critic the layers of the critic's network, if the agent has one; those of {@code layers}
 *     if absent
 * @param activation the activation after each convolution and fully connected layer; relu if
 *     absent, for every agent
 * @param initialization how weights and biases are drawn; orthogonal if absent, for every agent
 * @param inputScale what inputs are divided by, finite and > 0; 255 for images of bytes, and 1
 *     where the first layer is not a convolution
 */
@WithBuilder
@TypeName("layers")
public record LayerListSettings(
    List<HiddenLayerSettings> layers,
    @Nullable List<HiddenLayerSettings> critic,
    Activation activation,
    Initialization initialization,
    double inputScale)
    implements NetworkSettings {

  /** Rectified linear units. */
  public static final Activation DEFAULT_ACTIVATION = Activation.RELU;

  /** Orthogonal weights. */
  public static final Initialization DEFAULT_INITIALIZATION = Initialization.ORTHOGONAL;

  /** Inputs as they are. */
  public static final double DEFAULT_INPUT_SCALE = 1;

  public LayerListSettings {
    layers = checked("layers", layers);
    critic = critic == null ? null : checked("critic", critic);
    if (lengths(layers, critic).distinct().count() > 1) {
      throw new SettingException(
          "layers",
          "The LSTMs in 'layers' and 'critic' are trained on the same pieces, but have different"
              + " 'sequence-length's: give it to one of them.");
    }
    Setting scale = new Setting("input-scale", "A network's 'input-scale'");
    scale.positive(inputScale);
    scale.withinFloats(inputScale);
    scale.notBelowFloats(inputScale);
  }

  /**
   * Makes the settings of a network that takes its inputs as they are.
   *
   * @param layers the layers in order
   * @param critic the layers of the critic's network, or null
   * @param activation the activation after each fully connected layer
   * @param initialization how weights and biases are drawn
   */
  public LayerListSettings(
      List<HiddenLayerSettings> layers,
      @Nullable List<HiddenLayerSettings> critic,
      Activation activation,
      Initialization initialization) {
    this(layers, critic, activation, initialization, DEFAULT_INPUT_SCALE);
  }

  /**
   * {@return a builder that starts from layers with ReLU, drawn orthogonally, and inputs as they
   * are}
   *
   * @param layers the layers in order
   */
  public static LayerListSettingsBuilder builder(HiddenLayerSettings... layers) {
    return new LayerListSettings(List.of(layers), null, DEFAULT_ACTIVATION, DEFAULT_INITIALIZATION)
        .toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public LayerListSettingsBuilder toBuilder() {
    return LayerListSettingsBuilder.from(this);
  }

  private static List<HiddenLayerSettings> checked(String key, List<HiddenLayerSettings> layers) {
    if (layers.isEmpty()) {
      throw new SettingException(
          key,
          "'%s' is an empty list: give at least one layer, as in [{dense: 64}].".formatted(key));
    }
    return List.copyOf(layers);
  }

  private static IntStream lengths(
      List<HiddenLayerSettings> layers, @Nullable List<HiddenLayerSettings> critic) {
    return HiddenStack.sequenceLengths(
        Stream.concat(layers.stream(), critic == null ? Stream.empty() : critic.stream()).toList());
  }

  private HiddenStack stack() {
    return new HiddenStack(layers, activation, false, 0, initialization, inputScale);
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
  public OptionalInt sequenceLength() {
    return lengths(layers, critic).findFirst();
  }

  @Override
  public Optional<String> criticKey() {
    return critic == null ? Optional.empty() : Optional.of("critic");
  }

  @Override
  public NetworkSettings forValues() {
    return critic == null
        ? this
        : new LayerListSettings(critic, null, activation, initialization, inputScale);
  }
}
