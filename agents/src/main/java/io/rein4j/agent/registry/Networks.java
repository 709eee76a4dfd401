package io.rein4j.agent.registry;

import io.rein4j.dl4j.Dl4jNetworkSettings;
import io.rein4j.nn.LayerListSettings;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.NetworkSettings;
import java.util.Map;

/** The kinds of network by name. */
public final class Networks {

  /** The settings record of each kind of network, by its {@code type} in a config. */
  public static final Map<String, Class<? extends NetworkSettings>> TYPES =
      Map.of(
          "mlp", MlpSettings.class,
          "layers", LayerListSettings.class,
          "dl4j", Dl4jNetworkSettings.class);

  private Networks() {}
}
