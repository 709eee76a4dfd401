package io.rein4j.nn;

import io.rein4j.nn.model.Image;
import io.rein4j.nn.model.LayerModel;
import io.rein4j.nn.model.MaxPoolModel;
import io.rein4j.nn.model.Window;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The largest value of each channel among those that a window sees, at each of its stops. The
 * gradient goes to the first of several, the window's rows in order.
 *
 * @param name what it is called in descriptions
 * @param input how a row of inputs holds an image
 * @param window what slides over it
 */
public record MaxPool(String name, Image input, Window window) implements ImageLayer {

  public MaxPool {
    if (input.groups() != 1) {
      throw new IllegalArgumentException(
          "A 'max-pool' needs its input's channels last, but they stand in %s groups: put a 'conv' before it."
              .formatted(input.groups()));
    }
    window.requireFits("A pooling window", input);
  }

  @Override
  public int inputs() {
    return input.size();
  }

  @Override
  public Image image() {
    return window.outputs(input, input.channels());
  }

  @Override
  public BoundLayer on(Parameters parameters) {
    return new BoundLayer() {
      @Override
      public LayerPass pass(boolean training) {
        return new Pass(MaxPool.this);
      }

      @Override
      public void describe(List<LayerModel> description) {
        description.add(new MaxPoolModel(name, input, window));
      }
    };
  }

  /** A pass of rows. */
  private static final class Pass implements RowPass.WithoutParameters {
    private final MaxPool layer;
    private final Image image;
    private final int inputs;
    private final int outputs;
    private float[] results = {};

    /** Where in its row each result is from. */
    private int[] places = {};

    private int rows;

    Pass(MaxPool layer) {
      this.layer = layer;
      this.image = layer.image();
      this.inputs = layer.inputs();
      this.outputs = layer.outputs();
    }

    @Override
    public float[] forward(float[] input, int rows) {
      this.rows = rows;
      int n = Math.multiplyExact(rows, outputs);
      if (results.length < n) {
        results = new float[n];
        places = new int[n];
      }
      for (int row = 0; row < rows; row++) {
        pool(input, row * inputs, row * outputs);
      }
      return results;
    }

    private void pool(float[] input, int from, int to) {
      Image seen = layer.input;
      Window window = layer.window;
      int channels = seen.channels();
      int target = to;
      for (int down = 0; down < image.height(); down++) {
        int y = down * window.stride() - window.before(seen.height());
        for (int across = 0; across < image.width(); across++) {
          int x = across * window.stride() - window.before(seen.width());
          boolean first = true;
          for (int i = Math.max(0, y); i < Math.min(seen.height(), y + window.size()); i++) {
            for (int j = Math.max(0, x); j < Math.min(seen.width(), x + window.size()); j++) {
              take(input, from, (i * seen.width() + j) * channels, target, first);
              first = false;
            }
          }
          target += channels;
        }
      }
    }

    /** NaN counts as larger than everything, and stays. */
    private void take(float[] input, int from, int pixel, int to, boolean first) {
      int channels = layer.input.channels();
      for (int channel = 0; channel < channels; channel++) {
        float value = input[from + pixel + channel];
        if (first || value > results[to + channel] || Float.isNaN(value)) {
          results[to + channel] = value;
          places[to + channel] = pixel + channel;
        }
      }
    }

    @Override
    public void backwardRows(float[] outputGradient, float @Nullable [] inputGradient) {
      if (inputGradient == null) {
        return;
      }
      Arrays.fill(inputGradient, 0, rows * inputs, 0);
      for (int row = 0; row < rows; row++) {
        int to = row * inputs;
        for (int i = row * outputs; i < (row + 1) * outputs; i++) {
          inputGradient[to + places[i]] += outputGradient[i];
        }
      }
    }
  }
}
