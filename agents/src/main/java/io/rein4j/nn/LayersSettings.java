package io.rein4j.nn;

import io.rein4j.nn.model.Activation;
import io.rein4j.settings.SettingException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a network that is given layer by layer, in any order.
 *
 * @param layers in order, each {@code dense} or {@code lstm}, as in {@code [{dense: 256}, {lstm:
 *     64}]}; the last layer, with the outputs, is added by the agent
 * @param critic the layers of the critic's network, where these are a policy's; those of {@code
 *     layers} if absent
 * @param activation the function after each fully connected layer
 * @param initialization how weights and biases are drawn
 */
public record LayersSettings(
    List<LayerSettings> layers,
    @Nullable List<LayerSettings> critic,
    Activation activation,
    Initialization initialization)
    implements NetworkSettings {

  /** Rectified linear units. */
  public static final Activation DEFAULT_ACTIVATION = Activation.RELU;

  /** Orthogonal weights. */
  public static final Initialization DEFAULT_INITIALIZATION = Initialization.ORTHOGONAL;

  public LayersSettings {
    layers = checked("layers", layers);
    critic = critic == null ? null : checked("critic", critic);
  }

  private static List<LayerSettings> checked(String key, List<LayerSettings> layers) {
    if (layers.isEmpty()) {
      throw new SettingException(
          key,
          "'%s' is an empty list: give at least one layer, as in [{dense: 64}].".formatted(key));
    }
    long lengths =
        layers.stream()
            .map(LayerSettings::sequenceLength)
            .flatMapToInt(OptionalInt::stream)
            .distinct()
            .count();
    if (lengths > 1) {
      throw new SettingException(
          key,
          "The LSTMs in '%s' are trained on the same pieces, but have different 'sequence-length's: give it to one of them."
              .formatted(key));
    }
    return List.copyOf(layers);
  }

  private HiddenStack stack() {
    return new HiddenStack(layers, activation, false, 0, initialization);
  }

  @Override
  public Optional<HiddenStack> hiddenStack() {
    return Optional.of(stack());
  }

  @Override
  public List<Layer> layers(
      String prefix, List<Integer> inputShape, int outputs, double outputGain) {
    return stack().network(prefix, inputShape, outputs, outputGain);
  }

  @Override
  public boolean hasDropout() {
    return stack().hasDropout() || (critic != null && forValues().hasDropout());
  }

  @Override
  public boolean recurrent() {
    return stateSize() > 0;
  }

  @Override
  public double stateSize() {
    return stack().stateSize();
  }

  @Override
  public OptionalInt sequenceLength() {
    return stack().sequenceLength();
  }

  @Override
  public boolean hasCriticLayers() {
    return critic != null;
  }

  @Override
  public NetworkSettings forValues() {
    return critic == null ? this : new LayersSettings(critic, null, activation, initialization);
  }
}
