package io.rein4j.nn.model;

import java.util.List;

/**
 * A long short-term memory layer (Hochreiter and Schmidhuber 1997; Gers et al. 2000), one step at a
 * time, as {@code torch.nn.LSTM} computes it, σ being the logistic function:
 *
 * <pre>
 *   (i, f, g, o) = (σ, σ, tanh, σ)(x · input-weight + h · recurrent-weight + bias)
 *   c' = f ∘ c + i ∘ g
 *   h' = o ∘ tanh(c')
 * </pre>
 *
 * <p>There is one bias, the sum of PyTorch's two. A state is h, then c, of as many floats as there
 * are units each; the output is h'.
 */
public final class LstmModel implements LayerModel {

  /** The quarters of a row of sums. */
  public enum Gate {
    /** i, what of the candidates is taken in. */
    INPUT,
    /** f, what of the cells is kept. */
    FORGET,
    /** g, what the cells might take in. */
    CANDIDATE,
    /** o, what of the cells is shown. */
    OUTPUT
  }

  /** The order of the columns here. */
  private static final List<Gate> COLUMNS =
      List.of(Gate.INPUT, Gate.FORGET, Gate.CANDIDATE, Gate.OUTPUT);

  private static final int GATES = COLUMNS.size();

  private final String name;
  private final int inputs;
  private final int units;
  private final float[] inputWeights;
  private final float[] recurrentWeights;
  private final float[] biases;

  /**
   * Makes a layer, the columns of whose parameters are those of the {@linkplain Gate gates} in
   * their order.
   *
   * @param name what it is called
   * @param inputWeights [inputs, 4 · units], row-major
   * @param recurrentWeights [units, 4 · units], row-major
   * @param biases 4 · units
   */
  public LstmModel(String name, float[] inputWeights, float[] recurrentWeights, float[] biases) {
    int columns = biases.length;
    this.units = columns / GATES;
    if (units == 0
        || columns % GATES != 0
        || inputWeights.length % columns != 0
        || recurrentWeights.length != units * columns) {
      throw new IllegalArgumentException(
          "The layer '%s' has %s biases, %s input weights and %s recurrent weights, which are not those of 4 gates."
              .formatted(name, columns, inputWeights.length, recurrentWeights.length));
    }
    this.name = name;
    this.inputs = inputWeights.length / columns;
    this.inputWeights = inputWeights.clone();
    this.recurrentWeights = recurrentWeights.clone();
    this.biases = biases.clone();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int inputs() {
    return inputs;
  }

  @Override
  public int outputs() {
    return units;
  }

  @Override
  public int stateSize() {
    return 2 * units;
  }

  /**
   * {@return a copy of the weights of the inputs, [inputs, 4 · units], row-major}
   *
   * @param order of the columns, each gate once
   */
  public float[] inputWeights(List<Gate> order) {
    return ordered(inputWeights, order);
  }

  /**
   * {@return a copy of the weights of the outputs before, [units, 4 · units], row-major}
   *
   * @param order of the columns, each gate once
   */
  public float[] recurrentWeights(List<Gate> order) {
    return ordered(recurrentWeights, order);
  }

  /**
   * {@return a copy of the biases, 4 · units}
   *
   * @param order of the biases, each gate once
   */
  public float[] biases(List<Gate> order) {
    return ordered(biases, order);
  }

  /** Returns the first column of a gate. */
  private int column(Gate gate) {
    return COLUMNS.indexOf(gate) * units;
  }

  private float[] ordered(float[] rows, List<Gate> order) {
    float[] ordered = new float[rows.length];
    for (int from = 0; from < rows.length; from += GATES * units) {
      for (int i = 0; i < GATES; i++) {
        System.arraycopy(rows, from + column(order.get(i)), ordered, from + i * units, units);
      }
    }
    return ordered;
  }

  @Override
  public float[] apply(float[] values, int rows) {
    return step(values, rows, new float[rows * stateSize()], 0, stateSize());
  }

  @Override
  public float[] step(float[] values, int rows, float[] states, int at, int width) {
    float[] outputs = new float[rows * units];
    double[] sums = new double[GATES * units];
    int input = column(Gate.INPUT);
    int forget = column(Gate.FORGET);
    int candidate = column(Gate.CANDIDATE);
    int shown = column(Gate.OUTPUT);
    for (int row = 0; row < rows; row++) {
      int outputsBefore = row * width + at;
      int cells = outputsBefore + units;
      for (int i = 0; i < sums.length; i++) {
        sums[i] = biases[i];
      }
      addProduct(values, row * inputs, inputs, inputWeights, sums);
      addProduct(states, outputsBefore, units, recurrentWeights, sums);
      for (int unit = 0; unit < units; unit++) {
        double cell =
            logistic(sums[forget + unit]) * states[cells + unit]
                + logistic(sums[input + unit]) * Math.tanh(sums[candidate + unit]);
        float output = (float) (logistic(sums[shown + unit]) * Math.tanh(cell));
        states[cells + unit] = (float) cell;
        states[outputsBefore + unit] = output;
        outputs[row * units + unit] = output;
      }
    }
    return outputs;
  }

  private static void addProduct(float[] row, int from, int n, float[] weights, double[] sums) {
    for (int i = 0; i < n; i++) {
      double value = row[from + i];
      for (int to = 0; to < sums.length; to++) {
        sums[to] += value * weights[i * sums.length + to];
      }
    }
  }

  private static double logistic(double value) {
    return 1 / (1 + Math.exp(-value));
  }
}
