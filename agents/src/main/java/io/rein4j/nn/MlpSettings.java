package io.rein4j.nn;

import java.util.List;

/**
 * The settings of a multi-layer perceptron: fully connected layers, an activation after each but
 * the last.
 *
 * @param hidden the widths of the hidden layers in order, each ≥ 1; none makes a linear function
 * @param activation the function after each hidden layer
 * @param initialization how weights and biases are drawn
 */
public record MlpSettings(
    List<Integer> hidden, Activation activation, Initialization initialization)
    implements NetworkSettings {

  public MlpSettings {
    hidden = List.copyOf(hidden);
    for (int i = 0; i < hidden.size(); i++) {
      if (hidden.get(i) < 1) {
        throw new IllegalArgumentException(
            "A network's 'hidden' must hold layer widths ≥ 1, but its entry %d is %d."
                .formatted(i, hidden.get(i)));
      }
    }
  }

  @Override
  public NetworkPlan plan(String prefix, List<Integer> inputShape, int outputs) {
    int inputs = inputShape.stream().reduce(1, Math::multiplyExact);
    return new MlpPlan(prefix, inputs, this, outputs);
  }
}
