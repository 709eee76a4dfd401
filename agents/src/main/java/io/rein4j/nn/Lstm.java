package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A long short-term memory that learns, computing what {@link LstmLayer} says. The columns of its
 * weights are those of the four gates in their order there.
 */
final class Lstm {

  private static final int GATES = 4;

  /**
   * Elements that a step is computed for at least, needed or not, for the reason that {@link Dense}
   * has.
   */
  private static final int SHORTEST_LOOP = 256;

  /**
   * A pass over sequences. All arrays have a row for each of the sequences' rows, and all loops one
   * index for all arrays, which C2 vectorises.
   */
  final class Pass {
    /** The inputs, each row with a 1 behind it, which is the bias's. */
    private final Blas.Memory nativeInputs = new Blas.Memory();

    /** The outputs before each row. */
    private final Blas.Memory nativePrevious = new Blas.Memory();

    /** The gates' sums; after a backward pass the gradient by them. */
    private final Blas.Memory nativeSums = new Blas.Memory();

    private final Blas.Memory nativeStep = new Blas.Memory();
    private float[] inputsAndOnes = {};
    private float[] inGates = {};
    private float[] forgetGates = {};
    private float[] candidates = {};
    private float[] outGates = {};
    private float[] previousCells = {};
    private float[] cells = {};
    private float[] squashedCells = {};
    private float[] results = {};
    private float[] byResults = {};
    private float[] byCells = {};
    private float[] scratch = {};
    private Sequences sequences = new Sequences();
    private int mostRows;

    /**
     * Computes one step.
     *
     * @param states rows × 2·units floats, changed in place
     * @return rows × units floats from index 0, overwritten by the next call
     */
    float[] step(float[] input, int rows, float[] states) {
      reserve(rows);
      project(input, rows);
      begin(states, rows);
      advance(0, rows);
      for (int row = 0; row < rows; row++) {
        System.arraycopy(results, row * units, states, 2 * row * units, units);
        System.arraycopy(cells, row * units, states, (2 * row + 1) * units, units);
      }
      return results;
    }

    /**
     * Computes all steps of some sequences, and keeps what {@link #backward} needs.
     *
     * @param states the states before them
     * @return a row of units floats for each row of the sequences, overwritten by the next call
     */
    float[] forward(float[] input, Sequences sequences, float[] states) {
      this.sequences = sequences;
      reserve(sequences.rows());
      project(input, sequences.rows());
      begin(states, sequences.count());
      for (int step = 0; step < sequences.steps(); step++) {
        int row = sequences.firstRow(step);
        int rows = sequences.rowsOf(step);
        if (step > 0) {
          int before = sequences.firstRow(step - 1);
          int n = rows * units;
          nativePrevious.putAt(row * units, results, before * units, n);
          System.arraycopy(cells, before * units, previousCells, row * units, n);
        }
        for (int i = row; i < row + rows; i++) {
          if (sequences.starts(i)) {
            nativePrevious.putAt(i * units, zeros, 0, units);
            Arrays.fill(previousCells, i * units, (i + 1) * units, 0);
          }
        }
        advance(row, rows);
      }
      return results;
    }

    /** Computes what the inputs of all rows give to the gates' sums, in one product. */
    private void project(float[] input, int rows) {
      int width = inputs + 1;
      for (int row = 0; row < rows; row++) {
        System.arraycopy(input, row * inputs, inputsAndOnes, row * width, inputs);
      }
      nativeInputs.put(inputsAndOnes, 0, rows * width);
      Blas.multiply(rows, GATES * units, width, nativeInputs, nativeInputWeightAndBias, nativeSums);
    }

    /** Takes the states before the first rows. */
    private void begin(float[] states, int rows) {
      for (int row = 0; row < rows; row++) {
        nativePrevious.putAt(row * units, states, 2 * row * units, units);
        System.arraycopy(states, (2 * row + 1) * units, previousCells, row * units, units);
      }
    }

    /** Computes rows from the outputs and cells before them. */
    private void advance(int row, int rows) {
      Blas.addProduct(
          row, rows, GATES * units, units, nativePrevious, nativeRecurrentWeight, nativeSums);
      for (int i = row; i < row + rows; i++) {
        int at = GATES * i * units;
        nativeSums.getAt(at, inGates, i * units, units);
        nativeSums.getAt(at + units, forgetGates, i * units, units);
        nativeSums.getAt(at + 2 * units, candidates, i * units, units);
        nativeSums.getAt(at + 3 * units, outGates, i * units, units);
      }
      int from = row * units;
      int to = from + Math.max(rows * units, SHORTEST_LOOP);
      logistic(inGates, from, to);
      logistic(forgetGates, from, to);
      tanh(candidates, from, to);
      logistic(outGates, from, to);
      for (int n = from; n < to; n++) {
        cells[n] = forgetGates[n] * previousCells[n] + inGates[n] * candidates[n];
      }
      for (int n = from; n < to; n++) {
        squashedCells[n] = VectorMath.tanh(cells[n]);
      }
      for (int n = from; n < to; n++) {
        results[n] = outGates[n] * squashedCells[n];
      }
    }

    /**
     * Writes the gradient of the layer's parameters.
     *
     * @param byOutputs the gradient by the outputs of the last {@link #forward}; rows of the
     *     burn-in are ignored
     */
    void backward(float[] byOutputs) {
      int first = sequences.burnIn();
      int firstRow = sequences.firstLearningRow();
      int rows = sequences.rows() - firstRow;
      reserveGradients();
      System.arraycopy(byOutputs, firstRow * units, byResults, firstRow * units, rows * units);
      Arrays.fill(byCells, firstRow * units, (firstRow + rows) * units, 0);
      for (int step = sequences.steps() - 1; step >= first; step--) {
        int row = sequences.firstRow(step);
        differentiate(row, sequences.rowsOf(step));
        if (step > first) {
          goBack(row, sequences.rowsOf(step), sequences.firstRow(step - 1));
        }
      }
      if (rows == 0) {
        for (Block block : List.of(inputWeight, recurrentWeight, bias)) {
          Arrays.fill(parameters.gradient(), block.offset(), block.end(), 0);
        }
        return;
      }
      multiplyBySums(inputs + 1, nativeInputs, firstRow, rows);
      writeGradient(inputWeight, 0);
      writeGradient(bias, inputWeight.length());
      multiplyBySums(units, nativePrevious, firstRow, rows);
      writeGradient(recurrentWeight, 0);
    }

    /** Computes the gradient of what the rows of some memory were multiplied by. */
    private void multiplyBySums(int width, Blas.Memory read, int row, int rows) {
      int sums = GATES * units;
      nativeGradient.reserve(width * sums);
      Blas.multiplyTransposedBy(width, sums, row, rows, read, nativeSums, nativeGradient);
    }

    private void writeGradient(Block block, int from) {
      nativeGradient.getAt(from, parameters.gradient(), block.offset(), block.length());
    }

    /**
     * Turns the gradients by outputs and cells of a step's rows into those by the gates' sums, and
     * by the cells before. Arrays that are not read again take them: several loops over few arrays
     * each take a quarter of the time of one over all.
     */
    private void differentiate(int row, int rows) {
      int from = row * units;
      int to = from + rows * units;
      for (int n = from; n < to; n++) {
        byCells[n] += byResults[n] * outGates[n] * (1 - squashedCells[n] * squashedCells[n]);
      }
      for (int n = from; n < to; n++) {
        float gate = outGates[n];
        outGates[n] = byResults[n] * squashedCells[n] * gate * (1 - gate);
      }
      float[] byCandidates = byResults;
      for (int n = from; n < to; n++) {
        byCandidates[n] = byCells[n] * inGates[n] * (1 - candidates[n] * candidates[n]);
      }
      for (int n = from; n < to; n++) {
        float gate = inGates[n];
        inGates[n] = byCells[n] * candidates[n] * gate * (1 - gate);
      }
      float[] byForgets = previousCells;
      for (int n = from; n < to; n++) {
        float gate = forgetGates[n];
        byForgets[n] = byCells[n] * previousCells[n] * gate * (1 - gate);
      }
      for (int n = from; n < to; n++) {
        byCells[n] *= forgetGates[n];
      }
      for (int i = row; i < row + rows; i++) {
        int at = GATES * i * units;
        nativeSums.putAt(at, inGates, i * units, units);
        nativeSums.putAt(at + units, byForgets, i * units, units);
        nativeSums.putAt(at + 2 * units, byCandidates, i * units, units);
        nativeSums.putAt(at + 3 * units, outGates, i * units, units);
      }
    }

    /**
     * Adds what a step's rows give to the gradients by the outputs and cells of the step before.
     */
    private void goBack(int row, int rows, int before) {
      Blas.multiplyByTransposed(
          row, rows, units, GATES * units, nativeSums, nativeRecurrentWeight, nativeStep);
      int from = before * units;
      int n = rows * units;
      nativeStep.getAt(0, scratch, from, n);
      System.arraycopy(byCells, row * units, byCells, from, n);
      for (int i = 0; i < rows; i++) {
        if (sequences.starts(row + i)) {
          int at = (before + i) * units;
          Arrays.fill(scratch, at, at + units, 0);
          Arrays.fill(byCells, at, at + units, 0);
        }
      }
      for (int i = from; i < from + n; i++) {
        byResults[i] += scratch[i];
      }
    }

    /**
     * Computes the gradient with respect to the inputs, after {@link #backward}; of rows of the
     * burn-in it is 0. The inputs' native copy is lost in it.
     *
     * @param gradient a row of inputs floats for each row, overwritten
     */
    void backwardToInputs(float[] gradient) {
      int firstRow = sequences.firstLearningRow();
      int rows = sequences.rows() - firstRow;
      Arrays.fill(gradient, 0, firstRow * inputs, 0);
      if (rows > 0) {
        Blas.multiplyByTransposed(
            firstRow,
            rows,
            inputs,
            GATES * units,
            nativeSums,
            nativeInputWeightAndBias,
            nativeInputs);
        nativeInputs.getAt(0, gradient, firstRow * inputs, rows * inputs);
      }
    }

    private void reserve(int rows) {
      if (rows > mostRows) {
        mostRows = rows;
        inputsAndOnes = new float[Math.multiplyExact(rows, inputs + 1)];
        Arrays.fill(inputsAndOnes, 1);
        nativeInputs.reserve(inputsAndOnes.length);
        nativePrevious.reserve(Math.multiplyExact(rows, units));
        nativeSums.reserve(Math.multiplyExact(rows, GATES * units));
        // Steps of few rows are computed beyond their end.
        int n = rows * units + SHORTEST_LOOP;
        inGates = new float[n];
        forgetGates = new float[n];
        candidates = new float[n];
        outGates = new float[n];
        previousCells = new float[n];
        cells = new float[n];
        squashedCells = new float[n];
        results = new float[n];
      }
    }

    private void reserveGradients() {
      if (byCells.length < results.length) {
        byResults = new float[results.length];
        byCells = new float[results.length];
        scratch = new float[results.length];
      }
      nativeStep.reserve(sequences.count() * units);
    }
  }

  private final Parameters parameters;
  private final String name;
  private final Block inputWeight;
  private final Block recurrentWeight;
  private final Block bias;
  private final int inputs;
  private final int units;
  private final float[] zeros;
  private final Blas.Memory nativeInputWeightAndBias = new Blas.Memory();
  private final Blas.Memory nativeRecurrentWeight = new Blas.Memory();
  private final Blas.Memory nativeGradient = new Blas.Memory();

  /**
   * Makes a layer on its blocks of the parameters, which stay as they are.
   *
   * @param parameters their layout holds what {@link #declare} with the same arguments added
   */
  Lstm(Parameters parameters, String name, int inputs, int units) {
    this.parameters = parameters;
    this.name = name;
    this.inputs = inputs;
    this.units = units;
    int sums = Math.multiplyExact(GATES, units);
    this.inputWeight = Blocks.require(parameters, name + "/input-weight", List.of(inputs, sums));
    this.recurrentWeight =
        Blocks.require(parameters, name + "/recurrent-weight", List.of(units, sums));
    this.bias = Blocks.require(parameters, name + "/bias", List.of(sums));
    this.zeros = new float[units];
  }

  static void declare(ParameterLayout.Builder layout, String name, int inputs, int units) {
    int sums = Math.multiplyExact(GATES, units);
    layout
        .add(name + "/input-weight", inputs, sums)
        .add(name + "/recurrent-weight", units, sums)
        .add(name + "/bias", sums);
  }

  /** {@return the layer with its parameters as they are} */
  LstmLayer told() {
    float[] values = parameters.values();
    return new LstmLayer(
        name,
        Arrays.copyOfRange(values, inputWeight.offset(), inputWeight.end()),
        Arrays.copyOfRange(values, recurrentWeight.offset(), recurrentWeight.end()),
        Arrays.copyOfRange(values, bias.offset(), bias.end()));
  }

  int inputs() {
    return inputs;
  }

  int units() {
    return units;
  }

  /** Draws all parameters uniformly in ±1/√units, as {@code torch.nn.LSTM} does. */
  void initialize(RandomGenerator random) {
    double bound = 1 / Math.sqrt(units);
    float[] values = parameters.values();
    for (Block block : List.of(inputWeight, recurrentWeight, bias)) {
      for (int i = block.offset(); i < block.end(); i++) {
        values[i] = (float) (bound * (2 * random.nextDouble() - 1));
      }
    }
  }

  /** Renews the native copy of the parameters. */
  void mirror() {
    float[] values = parameters.values();
    nativeInputWeightAndBias.reserve(inputWeight.length() + bias.length());
    nativeInputWeightAndBias.put(values, inputWeight.offset(), inputWeight.length());
    nativeInputWeightAndBias.putAt(inputWeight.length(), values, bias.offset(), bias.length());
    nativeRecurrentWeight.reserve(recurrentWeight.length());
    nativeRecurrentWeight.put(values, recurrentWeight.offset(), recurrentWeight.length());
  }

  private static void logistic(float[] values, int from, int to) {
    for (int n = from; n < to; n++) {
      values[n] = 0.5f + 0.5f * VectorMath.tanh(0.5f * values[n]);
    }
  }

  private static void tanh(float[] values, int from, int to) {
    for (int n = from; n < to; n++) {
      values[n] = VectorMath.tanh(values[n]);
    }
  }
}
