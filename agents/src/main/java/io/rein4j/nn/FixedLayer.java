package io.rein4j.nn;

import io.rein4j.nn.model.LayerModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer without parameters that computes what a model says. It is there to act and to be
 * exported: it cannot be learned through, and allocates its outputs.
 *
 * @param model what outputs are computed by, without a state
 */
public record FixedLayer(LayerModel model) implements Layer {

  @Override
  public int inputs() {
    return model.inputs();
  }

  @Override
  public int outputs() {
    return model.outputs();
  }

  @Override
  public BoundLayer on(Parameters parameters) {
    return new BoundLayer() {
      @Override
      public LayerPass pass(boolean training) {
        return new Pass(model);
      }

      @Override
      public void describe(List<LayerModel> description) {
        description.add(model);
      }
    };
  }

  /** A pass of rows. */
  private record Pass(LayerModel layer) implements RowPass.WithoutParameters {

    @Override
    public float[] forward(float[] inputs, int rows) {
      return layer.apply(inputs, rows);
    }

    @Override
    public void backwardRows(float[] outputGradient, float @Nullable [] inputGradient) {
      throw new UnsupportedOperationException(
          "No gradient goes through the layer '%s'.".formatted(layer.name()));
    }
  }
}
