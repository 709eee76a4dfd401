package io.rein4j.policy;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.nn.Activated;
import io.rein4j.nn.Bounds;
import io.rein4j.nn.CategoricalMean;
import io.rein4j.nn.Convolution;
import io.rein4j.nn.Dense;
import io.rein4j.nn.Dropout;
import io.rein4j.nn.DuelingSum;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.Layer;
import io.rein4j.nn.LayerNorm;
import io.rein4j.nn.LearnedVector;
import io.rein4j.nn.Lstm;
import io.rein4j.nn.MaxPool;
import io.rein4j.nn.OneHot;
import io.rein4j.nn.Parallel;
import io.rein4j.nn.QuantileMean;
import io.rein4j.nn.Residual;
import io.rein4j.nn.Sequential;
import io.rein4j.nn.StateDependentLogStd;
import io.rein4j.nn.model.Activation;
import io.rein4j.nn.model.Image;
import io.rein4j.nn.model.Window;
import java.util.ArrayList;
import java.util.List;

/** The layers of a policy as those of an agent at rest: without noise and dropout. */
final class PlainLayers {

  private PlainLayers() {}

  /**
   * {@return copies of an agent's layers with its parameters of the moment}
   *
   * @throws IllegalArgumentException naming a layer that no policy can hold
   */
  static PolicyLayers of(PolicyLayers layers) {
    Sequential network = new Sequential(plain(layers.network().layers()));
    List<Layer> behind = plain(layers.behind());
    Layer deviations = layers.logDeviations();
    ParameterLayout layout = PolicyContent.layout(network, behind, deviations);
    return new PolicyLayers(
        PolicyContent.taken(layout, layers.parameters()),
        network,
        behind,
        layers.draws(),
        deviations);
  }

  private static List<Layer> plain(List<Layer> layers) {
    List<Layer> plain = new ArrayList<>();
    for (Layer layer : layers) {
      if (!(layer instanceof Dropout)) {
        plain.add(plain(layer));
      }
    }
    return plain;
  }

  private static Layer plain(Layer layer) {
    if (layer instanceof Dense dense) {
      return dense(dense.name(), dense.inputs(), dense.outputs(), dense.activation());
    }
    if (layer instanceof Sequential row) {
      return new Sequential(plain(row.layers()));
    }
    if (layer instanceof Parallel branches) {
      return new Parallel(branches.name(), plain(branches.branches()));
    }
    if (layer instanceof Convolution conv) {
      return convolution(
          conv.name(),
          conv.input(),
          conv.window(),
          conv.filters(),
          conv.activation(),
          conv.inputScale());
    }
    if (layer instanceof Residual block) {
      return new Residual(
          block.name(), block.image(), new Sequential(plain(block.branch().layers())));
    }
    if (layer instanceof LayerNorm
        || layer instanceof MaxPool
        || layer instanceof Activated
        || layer instanceof Lstm
        || layer instanceof OneHot
        || layer instanceof DuelingSum
        || layer instanceof QuantileMean
        || layer instanceof CategoricalMean
        || layer instanceof Bounds
        || layer instanceof LearnedVector
        || layer instanceof StateDependentLogStd) {
      return layer;
    }
    throw new IllegalArgumentException(
        "The agent's network has a layer that Rein4J's policies cannot hold, a %s: of a network of DL4J's export a model for DL4J or ONNX."
            .formatted(layer.getClass().getSimpleName()));
  }

  /** {@return a layer whose weights are never drawn} */
  static Convolution convolution(
      String name,
      Image input,
      Window window,
      int filters,
      Activation activation,
      double inputScale) {
    return new Convolution(
        name, input, window, filters, activation, Initialization.ORTHOGONAL, 1, inputScale);
  }

  /** {@return a layer whose weights are never drawn} */
  static Dense dense(String name, int inputs, int outputs, Activation activation) {
    return new Dense(name, inputs, outputs, activation, Initialization.ORTHOGONAL, 1, null);
  }
}
