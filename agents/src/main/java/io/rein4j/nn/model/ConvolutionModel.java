package io.rein4j.nn.model;

/**
 * A convolutional layer: at each stop of a window, outputs = activation(patch / scale · weights +
 * biases). Outputs are an image with a channel for each filter.
 */
public final class ConvolutionModel implements LayerModel {

  private final String name;
  private final Image input;
  private final Window window;
  private final float[] weights;
  private final float[] biases;
  private final Activation activation;
  private final float inputScale;

  /**
   * Makes a layer.
   *
   * @param name what it is called
   * @param input how a row of inputs holds an image
   * @param window what slides over it
   * @param weights [window row, group, window column, channel of the group, filter], row-major
   * @param biases one for each filter
   * @param activation the function of the weighted sums
   * @param inputScale what inputs are divided by
   */
  public ConvolutionModel(
      String name,
      Image input,
      Window window,
      float[] weights,
      float[] biases,
      Activation activation,
      float inputScale) {
    if (weights.length != biases.length * window.size() * window.size() * input.depth()) {
      throw new IllegalArgumentException(
          "The layer '%s' has %s weights, which are no %s filters of %s × %s pixels with %s channels."
              .formatted(
                  name,
                  weights.length,
                  biases.length,
                  window.size(),
                  window.size(),
                  input.depth()));
    }
    this.name = name;
    this.input = input;
    this.window = window;
    this.weights = weights.clone();
    this.biases = biases.clone();
    this.activation = activation;
    this.inputScale = inputScale;
  }

  @Override
  public String name() {
    return name;
  }

  /** {@return how a row of inputs holds an image} */
  public Image input() {
    return input;
  }

  /** {@return how a row of outputs holds an image} */
  public Image output() {
    return window.outputs(input, biases.length);
  }

  /** {@return what slides over the image} */
  public Window window() {
    return window;
  }

  @Override
  public int inputs() {
    return input.size();
  }

  @Override
  public int outputs() {
    return output().size();
  }

  /** {@return a copy of the biases} */
  public float[] biases() {
    return biases.clone();
  }

  /** {@return the function of the weighted sums} */
  public Activation activation() {
    return activation;
  }

  /** {@return what inputs are divided by} */
  public float inputScale() {
    return inputScale;
  }

  /**
   * {@return the weight of a place in a patch}
   *
   * @param filter the filter
   * @param channel the channel of all groups
   * @param row the window's row
   * @param column the window's column
   */
  public float weight(int filter, int channel, int row, int column) {
    int group = channel / input.channels();
    int within = channel % input.channels();
    int place =
        ((row * input.groups() + group) * window.size() + column) * input.channels() + within;
    return weights[place * biases.length + filter];
  }

  @Override
  public float[] apply(float[] values, int rows) {
    Image output = output();
    float[] sums = new float[rows * outputs()];
    for (int row = 0; row < rows; row++) {
      for (int y = 0; y < output.height(); y++) {
        for (int x = 0; x < output.width(); x++) {
          stop(values, row * inputs(), y, x, sums, row * outputs());
        }
      }
    }
    activation.apply(sums, sums, sums.length);
    return sums;
  }

  private void stop(float[] values, int from, int y, int x, float[] sums, int to) {
    int filters = biases.length;
    int top = y * window.stride() - window.before(input.height());
    int left = x * window.stride() - window.before(input.width());
    double[] sum = new double[filters];
    int place = 0;
    for (int i = top; i < top + window.size(); i++) {
      for (int group = 0; group < input.groups(); group++) {
        for (int j = left; j < left + window.size(); j++) {
          boolean within = i >= 0 && i < input.height() && j >= 0 && j < input.width();
          int pixel = (group * input.height() + i) * input.width() + j;
          for (int channel = 0; channel < input.channels(); channel++, place++) {
            if (within) {
              double value = values[from + pixel * input.channels() + channel] / inputScale;
              for (int filter = 0; filter < filters; filter++) {
                sum[filter] += value * weights[place * filters + filter];
              }
            }
          }
        }
      }
    }
    int at = to + (y * output().width() + x) * filters;
    for (int filter = 0; filter < filters; filter++) {
      sums[at + filter] = (float) (sum[filter] + biases[filter]);
    }
  }
}
