package io.rein4j.clip;

import io.rein4j.settings.TypeName;
import java.util.List;

/**
 * The rule that takes from the gradient of each unit (the weights that lead to one output) its mean
 * over the unit's inputs: {@code g ← g − mean(g)} (Yong et al. 2020, gradient centralization).
 *
 * <p>Units are the last axis of a tensor: the columns of a weight {@code [in, out]}, the filters of
 * a convolution, channels last. Tensors with one axis, such as biases, stay as they are, and so
 * does a unit with a single input, whose gradient would always become 0. optax's {@code centralize}
 * averages over all axes but the first. That is a unit's inputs where weights are {@code [out,
 * in]}, as in PyTorch, but its outputs for those of Flax and Keras.
 *
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@TypeName("centralize")
public record Centralize(List<String> groups) implements ClippingRule {

  /** All groups. */
  public static final Centralize DEFAULTS = new Centralize(List.of());

  public Centralize {
    groups = List.copyOf(groups);
  }

  @Override
  public Granularity granularity() {
    return Granularity.PARAMETER;
  }

  @Override
  public Clipper bind(ParameterLayout layout) {
    return new CentralizingClipper(ClippingRules.blocks(layout, groups));
  }
}
