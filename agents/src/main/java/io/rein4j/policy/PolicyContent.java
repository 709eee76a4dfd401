package io.rein4j.policy;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.Space;
import io.rein4j.env.wrap.FrameStack;
import io.rein4j.env.wrap.ObservationStep;
import io.rein4j.math.VectorMath;
import io.rein4j.nn.Layer;
import io.rein4j.nn.OneHot;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.Sequential;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a policy is, which its file holds.
 *
 * @param origin where it comes from, by names in their order
 * @param observations the space of the environment's observations
 * @param steps what is made of an observation before the layers take it
 * @param actions the space of the environment's actions
 * @param layers what acts; their parameters have nothing else in them
 */
record PolicyContent(
    Map<String, String> origin,
    Space observations,
    List<ObservationStep> steps,
    Space actions,
    PolicyLayers layers) {

  PolicyContent {
    origin = Collections.unmodifiableMap(new LinkedHashMap<>(origin));
    steps = List.copyOf(steps);
    requireInputs(observations, steps, layers.network());
    requireOutputs(actions, layers);
    if (!VectorMath.allFinite(layers.parameters().values(), layers.parameters().layout().size())) {
      throw new IllegalArgumentException(
          "Some of the agent's parameters are not finite, as its training has diverged: take"
              + " another checkpoint, or train with other settings.");
    }
  }

  private static void requireInputs(
      Space observations, List<ObservationStep> steps, Sequential network) {
    int inputs = network.inputs();
    Space seen = observations;
    for (ObservationStep step : steps) {
      if (step instanceof FrameStack stack && (long) stack.size() * seen.size() > inputs) {
        throw new IllegalArgumentException(
            "%s observations of %s are stacked, but the network takes %s numbers."
                .formatted(stack.size(), seen, inputs));
      }
      seen = step.transform(seen).space();
    }
    if (seen.size() != inputs) {
      throw new IllegalArgumentException(
          "The network takes %s numbers, but observations of %s become %s."
              .formatted(inputs, observations, seen.size()));
    }
    List<Integer> counts = seen.integers().stream().map(Discrete::n).toList();
    List<Integer> starts = seen.integers().stream().map(Discrete::start).toList();
    if (network.layers().get(0) instanceof OneHot oneHot
        ? !oneHot.counts().equals(counts) || !oneHot.starts().equals(starts)
        : !counts.isEmpty()) {
      throw new IllegalArgumentException(
          "The network does not take the integers that observations of %s become."
              .formatted(observations));
    }
  }

  private static void requireOutputs(Space actions, PolicyLayers layers) {
    int outputs = layers.network().outputs();
    for (Layer layer : layers.behind()) {
      if (layer.inputs() != outputs) {
        throw new IllegalArgumentException(
            "A layer takes %s numbers, but the one before it has %s outputs."
                .formatted(layer.inputs(), outputs));
      }
      outputs = layer.outputs();
    }
    if (outputs != read(actions)) {
      throw new IllegalArgumentException(
          "Actions of %s are read off %s numbers, but there are %s."
              .formatted(actions, read(actions), outputs));
    }
    Layer deviations = layers.logDeviations();
    if (layers.draws() && actions instanceof Box != (deviations != null)) {
      throw new IllegalArgumentException(
          "Only continuous actions are drawn by deviations, but %s has %s."
              .formatted(actions, deviations == null ? "none" : "some"));
    }
    if (deviations != null && deviations.outputs() != layers.network().outputs()) {
      throw new IllegalArgumentException(
          "There are as many deviations as means, but there are %s and %s."
              .formatted(deviations.outputs(), layers.network().outputs()));
    }
  }

  /** {@return the count of numbers from which an action is taken} */
  private static int read(Space actions) {
    if (actions instanceof Box || actions instanceof MultiBinary) {
      return actions.size();
    }
    int sum = 0;
    for (Discrete integer : actions.integers()) {
      sum = Math.addExact(sum, integer.n());
    }
    return sum;
  }

  /** {@return how the parameters of a policy's layers, and no others, lie in their array} */
  static ParameterLayout layout(
      Sequential network, List<Layer> behind, @Nullable Layer deviations) {
    ParameterLayout.Builder layout = ParameterLayout.builder();
    network.declare(layout);
    for (Layer layer : behind) {
      layer.declare(layout);
    }
    if (deviations != null) {
      deviations.declare(layout);
    }
    return layout.build();
  }

  /** {@return parameters with the values of blocks of the same names and shapes in others} */
  static Parameters taken(ParameterLayout layout, Parameters from) {
    float[] values = new float[layout.arrayLength()];
    for (ParameterLayout.Block block : layout.blocks()) {
      System.arraycopy(
          from.values(),
          from.layout().block(block.name()).offset(),
          values,
          block.offset(),
          block.length());
    }
    return Parameters.fixed(layout, values);
  }
}
