package io.rein4j.nn;

import io.rein4j.nn.model.ActivatedModel;
import io.rein4j.nn.model.Activation;
import io.rein4j.nn.model.Image;
import io.rein4j.nn.model.LayerModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function of each element by itself, where no layer before it applies one.
 *
 * @param name what it is called in descriptions
 * @param image how a row of inputs, and of outputs, holds an image
 * @param activation the function
 */
public record Activated(String name, Image image, Activation activation) implements ImageLayer {

  @Override
  public int inputs() {
    return image.size();
  }

  @Override
  public BoundLayer on(Parameters parameters) {
    return new BoundLayer() {
      @Override
      public LayerPass pass(boolean training) {
        return new Pass(Activated.this);
      }

      @Override
      public void describe(List<LayerModel> description) {
        description.add(new ActivatedModel(name, image.size(), activation));
      }
    };
  }

  /** A pass of rows. */
  private static final class Pass implements RowPass.WithoutParameters {
    private final Activated layer;
    private final int width;
    private float[] sums = {};
    private float[] results = {};
    private int rows;

    Pass(Activated layer) {
      this.layer = layer;
      this.width = layer.inputs();
    }

    @Override
    public float[] forward(float[] inputs, int rows) {
      this.rows = rows;
      int n = Math.multiplyExact(rows, width);
      if (results.length < n) {
        results = new float[Math.max(n, Dense.SHORTEST_LOOP)];
        sums = layer.activation.needsSums() ? new float[results.length] : results;
      }
      System.arraycopy(inputs, 0, sums, 0, n);
      layer.activation.apply(sums, results, Math.max(n, Dense.SHORTEST_LOOP));
      return results;
    }

    @Override
    public void countDormant(DormantUnits units) {
      if (layer.activation != Activation.IDENTITY) {
        int channels = layer.image.channels();
        units.add(results, rows * (width / channels), channels);
      }
    }

    @Override
    public void backwardRows(float[] outputGradient, float @Nullable [] inputGradient) {
      if (inputGradient != null) {
        int n = rows * width;
        layer.activation.multiplyByDerivative(sums, results, outputGradient, n);
        System.arraycopy(outputGradient, 0, inputGradient, 0, n);
      }
    }
  }
}
