package io.rein4j.agent.offpolicy;

import io.rein4j.agent.ObservationEncoding;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.nn.Layer;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.Parallel;
import io.rein4j.nn.Sequential;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layers of an off-policy agent.
 *
 * @param critics from encoded observations and actions to values, one network for each critic
 * @param actor from observations to all that the actor gives
 * @param coefficient what gives the logarithm of the entropy's coefficient; null if it is not
 *     learned
 */
record OffPolicyLayers(List<Sequential> critics, Sequential actor, @Nullable Layer coefficient) {

  OffPolicyLayers {
    critics = List.copyOf(critics);
  }

  /** {@return critics of observations and actions} */
  static List<Sequential> critics(
      NetworkSettings network, List<String> groups, ObservationEncoding encoding, int actionSize) {
    List<Integer> inputs = List.of(Math.addExact(encoding.size(), actionSize));
    return groups.stream().map(group -> network.forValues().network(group, inputs, 1, 1)).toList();
  }

  /** {@return layers in a row with one behind them} */
  static Sequential with(List<Layer> layers, Layer last) {
    List<Layer> all = new ArrayList<>(layers);
    all.add(last);
    return new Sequential(all);
  }

  /** {@return the critics side by side} */
  Sequential allCritics() {
    return Sequential.of(new Parallel("critics", List.copyOf(critics)));
  }

  /** Adds all parameters to a layout, those of the critics first. */
  void declare(ParameterLayout.Builder layout) {
    critics.forEach(critic -> critic.declare(layout));
    actor.declare(layout);
    if (coefficient != null) {
      coefficient.declare(layout);
    }
  }
}
