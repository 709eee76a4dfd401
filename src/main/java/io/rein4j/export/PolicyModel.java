package io.rein4j.export;

import io.rein4j.agent.Learner;
import io.rein4j.env.Space;
import io.rein4j.env.wrap.ObservationScaling;
import io.rein4j.nn.Network;
import io.rein4j.nn.model.LayerModel;
import io.rein4j.nn.model.LstmModel;
import io.rein4j.nn.model.OneHotModel;
import io.rein4j.random.Pcg64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An agent's way from observations to what its greedy actions are read off, as layers with their
 * parameters; continuous actions are the outputs themselves. Layers may be memories: then the way
 * is that of one step of an episode.
 */
public final class PolicyModel {

  private static final int TRIALS = 16;
  private static final int STEPS = 4;
  private static final double TOLERANCE = 1e-4;

  private final List<LayerModel> layers;
  private final @Nullable ObservationScaling scaling;
  private final ModelDescription description;

  private PolicyModel(
      List<LayerModel> layers, @Nullable ObservationScaling scaling, ModelDescription description) {
    this.layers = List.copyOf(layers);
    this.scaling = scaling;
    this.description = description;
  }

  /**
   * {@return the model of an agent}
   *
   * @param agent with its parameters as they are now
   * @param scaling what observations go through before the agent sees them, or null
   * @param description what the model says of itself
   * @throws IllegalArgumentException if there is something in the agent's network that cannot be
   *     described as layers
   */
  public static PolicyModel of(
      Learner agent, @Nullable ObservationScaling scaling, ModelDescription description) {
    Network network =
        agent
            .policyNetwork()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "This agent cannot be exported: there is no single network that says what it"
                            + " does."));
    if (scaling != null && scaling.mean().size() != network.inputSize()) {
      throw new IllegalArgumentException(
          "The network has %s inputs, but observations are scaled by %s means."
              .formatted(network.inputSize(), scaling.mean().size()));
    }
    List<LayerModel> layers = network.describe();
    requireSame(network, layers);
    return new PolicyModel(layers, scaling, description);
  }

  /** Nothing may be in the network that its models do not compute. */
  private static void requireSame(Network network, List<LayerModel> layers) {
    int stateSize = layers.stream().mapToInt(LayerModel::stateSize).sum();
    if (network.stateSize() != stateSize) {
      throw new IllegalArgumentException(
          "This agent cannot be exported: its network has a state of %s floats, but the memories among its layers, %s, have %s."
              .formatted(network.stateSize(), names(layers), stateSize));
    }
    Pcg64 random = new Pcg64(1);
    float[] states = new float[TRIALS * stateSize];
    float[] layersStates = new float[states.length];
    for (int step = 0; step < STEPS; step++) {
      float[] inputs = trials(layers.get(0), random);
      float[] expected = network.step(inputs, TRIALS, states);
      float[] found = LayerModel.stepAll(layers, inputs, TRIALS, layersStates);
      requireSame(layers, expected, found, TRIALS * network.outputSize());
      requireSame(layers, states, layersStates, states.length);
    }
  }

  private static void requireSame(List<LayerModel> layers, float[] expected, float[] found, int n) {
    for (int i = 0; i < n; i++) {
      if (Math.abs((double) found[i] - expected[i]) > TOLERANCE * (1 + Math.abs(expected[i]))) {
        throw new IllegalArgumentException(
            "This agent cannot be exported: its network computes %s where the layers that it is said to have, %s, give %s."
                .formatted(expected[i], names(layers), found[i]));
      }
    }
  }

  private static List<String> names(List<LayerModel> layers) {
    return layers.stream().map(LayerModel::name).toList();
  }

  private static float[] trials(LayerModel first, Pcg64 random) {
    float[] inputs = new float[TRIALS * first.inputs()];
    for (int i = 0; i < inputs.length; i++) {
      int element = i % first.inputs();
      inputs[i] =
          first instanceof OneHotModel integers
              ? integers.starts().get(element) + random.integers(integers.counts().get(element))
              : (float) random.nextGaussian();
    }
    return inputs;
  }

  /** {@return the layers that carry a state from step to step, in order} */
  List<LstmModel> memories() {
    return layers.stream().filter(LstmModel.class::isInstance).map(LstmModel.class::cast).toList();
  }

  /** {@return the layers, from the inputs to the outputs} */
  List<LayerModel> layers() {
    return layers;
  }

  int inputs() {
    return layers.get(0).inputs();
  }

  int outputs() {
    return layers.get(layers.size() - 1).outputs();
  }

  /** {@return what the model says of itself} */
  ModelDescription description() {
    return description;
  }

  /** {@return the space of the environment's actions} */
  Space actions() {
    return description.actions();
  }

  /** {@return what observations go through first, or null} */
  @Nullable ObservationScaling scaling() {
    return scaling;
  }
}
