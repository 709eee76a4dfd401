package io.rein4j.dl4j;

import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.Sequential;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a DL4J network: a MultiLayerNetwork or ComputationGraph of any layers, with one
 * input and one output.
 *
 * @param dl4j a configuration as DL4J writes it ({@code .json}), whose parameters are drawn at
 *     random; or a model with its parameters (DL4J's {@code .zip} or Keras's {@code .h5})
 * @param critic the same for the critic's network; required by agents that have a critic
 * @param inputScale what inputs are divided by, finite and > 0; 255 for images of bytes
 */
@TypeName("dl4j")
public record Dl4jNetworkSettings(Path dl4j, @Nullable Path critic, double inputScale)
    implements NetworkSettings {

  /** Inputs as they are. */
  public static final double DEFAULT_INPUT_SCALE = 1;

  public Dl4jNetworkSettings {
    Setting scale = new Setting("input-scale", "A network's 'input-scale'");
    scale.positive(inputScale);
    scale.withinFloats(inputScale);
    scale.notBelowFloats(inputScale);
  }

  @Override
  public Sequential network(
      String prefix, List<Integer> inputShape, int outputs, double outputGain) {
    return Sequential.of(
        new Dl4jLayer(Dl4jFile.read(dl4j), prefix, inputShape, outputs, (float) inputScale));
  }

  @Override
  public NetworkSettings forValues() {
    if (critic == null) {
      throw new IllegalArgumentException(
          "The network '%s' is the actor's; the critic, which has one output, needs one of its own,"
                  .formatted(dl4j)
              + " as the network's key 'critic'.");
    }
    return new Dl4jNetworkSettings(critic, null, inputScale);
  }
}
