package io.rein4j.nn;

import io.rein4j.nn.model.BoundsModel;

/**
 * The step from unbounded vectors to actions within their bounds, through which nothing is learned.
 *
 * @param model what actions are computed by
 */
public record Bounds(BoundsModel model) implements FixedLayer {

  @Override
  public int inputs() {
    return model.inputs();
  }

  @Override
  public int outputs() {
    return model.outputs();
  }

  @Override
  public Computation computation() {
    return (inputs, rows, outputs) -> model.apply(inputs, 0, rows, outputs);
  }
}
