package io.rein4j.policy;

import io.rein4j.nn.Layer;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.Sequential;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layers that an agent acts by, on its parameters.
 *
 * @param parameters the agent's
 * @param network from observations to outputs: what actions are drawn by, or distributions of
 *     returns
 * @param behind from outputs to what greedy actions are read off, or to the actions themselves
 *     where they are continuous; none if the outputs are that
 * @param draws whether the outputs are of a distribution that actions may be drawn from: the logits
 *     of integers or bits, or the means of normal distributions
 * @param logDeviations from what the network's last layer takes in to the natural logarithms of
 *     these distributions' standard deviations; null where actions are not continuous
 */
public record PolicyLayers(
    Parameters parameters,
    Sequential network,
    List<Layer> behind,
    boolean draws,
    @Nullable Layer logDeviations) {

  public PolicyLayers {
    behind = List.copyOf(behind);
  }

  /**
   * {@return the network from observations to what greedy actions are read off, with the parameters
   * as they will be when it computes}
   */
  public Network toNetwork() {
    List<Layer> all = new ArrayList<>(network.layers());
    all.addAll(behind);
    return new Network(parameters, new Sequential(all));
  }
}
