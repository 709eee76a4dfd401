package io.rein4j.nn.model;

/**
 * The largest value of each channel at each stop of a window.
 *
 * @param name what it is called
 * @param input how a row of inputs holds an image, channels last
 * @param window what slides over it
 */
public record MaxPoolModel(String name, Image input, Window window) implements LayerModel {

  /** {@return how a row of outputs holds an image} */
  public Image output() {
    return window.outputs(input, input.channels());
  }

  @Override
  public int inputs() {
    return input.size();
  }

  @Override
  public int outputs() {
    return output().size();
  }

  @Override
  public float[] apply(float[] values, int rows) {
    Image output = output();
    float[] results = new float[rows * outputs()];
    for (int i = 0; i < results.length; i++) {
      int row = i / outputs();
      int within = i % outputs();
      int channel = within % output.channels();
      int stop = within / output.channels();
      results[i] =
          largest(values, row * inputs() + channel, stop / output.width(), stop % output.width());
    }
    return results;
  }

  private float largest(float[] values, int from, int down, int across) {
    int top = down * window.stride() - window.before(input.height());
    int left = across * window.stride() - window.before(input.width());
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = Math.max(0, top); i < Math.min(input.height(), top + window.size()); i++) {
      for (int j = Math.max(0, left); j < Math.min(input.width(), left + window.size()); j++) {
        largest = Math.max(largest, values[from + (i * input.width() + j) * input.channels()]);
      }
    }
    return largest;
  }
}
