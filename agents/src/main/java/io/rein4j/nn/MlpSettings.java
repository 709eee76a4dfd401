package io.rein4j.nn;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a multi-layer perceptron: fully connected layers, an activation after each but
 * the last; and before them, if wanted, a recurrent layer.
 *
 * @param lstm the recurrent layer, which the hidden layers read instead of the inputs; none if
 *     absent
 * @param hidden the widths of the hidden layers in order, each ≥ 1; none makes a linear function
 * @param activation the function after each hidden layer
 * @param initialization how weights and biases are drawn
 */
public record MlpSettings(
    @Nullable LstmSettings lstm,
    List<Integer> hidden,
    Activation activation,
    Initialization initialization)
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

  /**
   * Makes the settings of a network without a recurrent layer.
   *
   * @param hidden the widths of the hidden layers in order
   * @param activation the function after each hidden layer
   * @param initialization how weights and biases are drawn
   */
  public MlpSettings(List<Integer> hidden, Activation activation, Initialization initialization) {
    this(null, hidden, activation, initialization);
  }

  @Override
  public boolean recurrent() {
    return lstm != null;
  }

  @Override
  public OptionalInt sequenceLength() {
    return lstm == null || lstm.sequenceLength() == null
        ? OptionalInt.empty()
        : OptionalInt.of(lstm.sequenceLength());
  }

  @Override
  public NetworkPlan plan(String prefix, List<Integer> inputShape, int outputs) {
    if (lstm != null) {
      throw new IllegalArgumentException(
          "A network with an 'lstm' has no outputs of single rows: it needs sequences of them.");
    }
    return new MlpPlan(prefix, inputs(inputShape), this, outputs);
  }

  @Override
  public RecurrentPlan recurrentPlan(String prefix, List<Integer> inputShape, int outputs) {
    if (lstm == null) {
      return NetworkSettings.super.recurrentPlan(prefix, inputShape, outputs);
    }
    MlpPlan behind = new MlpPlan(prefix, lstm.units(), this, outputs);
    return new LstmPlan(prefix, inputs(inputShape), lstm, behind);
  }

  private static int inputs(List<Integer> shape) {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
