package io.rein4j.nn;

import io.rein4j.nn.model.LayerModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer without parameters that is there to act and to be exported: it cannot be learned through.
 */
interface FixedLayer extends Layer {

  /** {@return the layer's description} */
  LayerModel model();

  /** {@return a new way to compute outputs, with arrays of its own} */
  Computation computation();

  /** A way to compute outputs. */
  @FunctionalInterface
  interface Computation {

    /**
     * Computes outputs.
     *
     * @param inputs rows × inputs floats from index 0, left as they are
     * @param rows number of rows, ≥ 1
     * @param outputs receives rows × outputs floats from index 0
     */
    void compute(float[] inputs, int rows, float[] outputs);
  }

  @Override
  default BoundLayer on(Parameters parameters) {
    return new BoundLayer() {
      @Override
      public LayerPass pass(boolean training) {
        return new Pass(FixedLayer.this);
      }

      @Override
      public void describe(List<LayerModel> description) {
        description.add(model());
      }
    };
  }

  /** A pass of rows. */
  final class Pass implements RowPass.WithoutParameters {
    private final FixedLayer layer;
    private final Computation computation;
    private float[] results = {};

    private Pass(FixedLayer layer) {
      this.layer = layer;
      this.computation = layer.computation();
    }

    @Override
    public float[] forward(float[] inputs, int rows) {
      results = Buffers.atLeast(results, Math.multiplyExact(rows, layer.outputs()));
      computation.compute(inputs, rows, results);
      return results;
    }

    @Override
    public void backwardRows(float[] outputGradient, float @Nullable [] inputGradient) {
      throw new UnsupportedOperationException(
          "No gradient goes through the layer '%s'.".formatted(layer.model().name()));
    }
  }
}
