package io.rein4j.export;

import io.rein4j.agent.Learner;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.env.wrap.ObservationScaling;
import io.rein4j.nn.DenseLayer;
import io.rein4j.nn.Mlp;
import io.rein4j.nn.Network;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An agent's way from observations to what its greedy actions are read off, as fully connected
 * layers with their parameters.
 */
public final class PolicyModel {

  private final List<DenseLayer> layers;
  private final float[] parameters;
  private final @Nullable ObservationScaling scaling;

  private PolicyModel(
      List<DenseLayer> layers, float[] parameters, @Nullable ObservationScaling scaling) {
    this.layers = List.copyOf(layers);
    this.parameters = parameters;
    this.scaling = scaling;
  }

  /**
   * {@return the model of an agent}
   *
   * @param agent with its parameters as they are now
   * @param scaling what observations go through before the agent sees them, or null
   * @throws IllegalArgumentException if the agent's network is not made of fully connected layers
   */
  public static PolicyModel of(Learner agent, @Nullable ObservationScaling scaling) {
    Network network =
        agent
            .policyNetwork()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "This agent cannot be exported: there is no single network that says from"
                            + " one observation what it does, as with a 'shared-trunk' or an"
                            + " 'lstm'."));
    if (!(network instanceof Mlp mlp)) {
      throw new IllegalArgumentException(
          "Networks of fully connected layers can be exported, but the agent's is a %s."
              .formatted(network.getClass().getSimpleName()));
    }
    if (scaling != null && scaling.mean().size() != mlp.inputSize()) {
      throw new IllegalArgumentException(
          "The network has %d inputs, but observations are scaled by %d means."
              .formatted(mlp.inputSize(), scaling.mean().size()));
    }
    return new PolicyModel(mlp.layers(), agent.parameters().clone(), scaling);
  }

  /** {@return the layers, from the inputs to the outputs} */
  List<DenseLayer> layers() {
    return layers;
  }

  int inputs() {
    return layers.get(0).inputs();
  }

  int outputs() {
    return layers.get(layers.size() - 1).outputs();
  }

  /** {@return what observations go through first, or null} */
  @Nullable ObservationScaling scaling() {
    return scaling;
  }

  /** Returns a copy of all parameters, in the array that the layers' blocks lie in. */
  float[] parameters() {
    return parameters.clone();
  }

  /** Returns a copy of one parameter, row-major. */
  float[] values(Block block) {
    return Arrays.copyOfRange(parameters, block.offset(), block.end());
  }
}
