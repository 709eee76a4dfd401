package io.rein4j.nn;

import io.rein4j.nn.model.LayerModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer without parameters that computes what its description says. It is there to act: it cannot
 * be learned through.
 *
 * @param description what outputs are computed by, without a state
 */
public record FixedLayer(LayerModel description) implements Layer {

  @Override
  public int inputs() {
    return description.inputs();
  }

  @Override
  public int outputs() {
    return description.outputs();
  }

  @Override
  public BoundLayer on(Parameters parameters) {
    return new BoundLayer() {
      @Override
      public LayerPass pass(boolean training) {
        return new Pass(FixedLayer.this.description);
      }

      @Override
      public void describe(List<LayerModel> description) {
        description.add(FixedLayer.this.description);
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
