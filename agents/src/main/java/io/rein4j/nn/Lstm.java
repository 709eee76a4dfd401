package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.math.PackedSequences;
import io.rein4j.math.VectorMath;
import io.rein4j.nn.model.LayerModel;
import io.rein4j.nn.model.LstmModel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A long short-term memory (Hochreiter and Schmidhuber 1997; Gers et al. 2000), as {@code
 * torch.nn.LSTM} computes it, σ being the logistic function:
 *
 * <pre>
 *   (i, f, g, o) = (σ, σ, tanh, σ)(x · input-weight + h · recurrent-weight + bias)
 *   c' = f ∘ c + i ∘ g
 *   h' = o ∘ tanh(c')
 * </pre>
 *
 * <p>With δ for the gradient by what follows it, and a step's own and the next step's part of δh'
 * added up, the way back through one step is:
 *
 * <pre>
 *   δc' += δh' ∘ o ∘ (1 − tanh²(c'))
 *   δi = δc' ∘ g ∘ i ∘ (1 − i)      δf = δc' ∘ c ∘ f ∘ (1 − f)
 *   δg = δc' ∘ i ∘ (1 − g²)         δo = δh' ∘ tanh(c') ∘ o ∘ (1 − o)
 *   δc  = δc' ∘ f
 *   δx  = (δi, δf, δg, δo) · input-weightᵀ,   δh = (δi, δf, δg, δo) · recurrent-weightᵀ
 * </pre>
 *
 * <p>It is backpropagation through time from each sequence's end to its {@linkplain
 * PackedSequences#burnIn() burn-in}, or to its beginning, but never through an episode's start. A
 * state is h, then c, of as many floats as there are units each; the output is h'. There is one
 * bias, the sum of PyTorch's two; the columns of weights and bias are those of i, f, g and o.
 *
 * @param name the part of its blocks' names before the last slash
 * @param inputs floats of one row of inputs, ≥ 1
 * @param units floats of one row of outputs, ≥ 1
 */
public record Lstm(String name, int inputs, int units) implements Layer {

  private static final int GATES = 4;
  private static final int IN = 0;
  private static final int FORGET = 1;
  private static final int CANDIDATE = 2;
  private static final int OUT = 3;

  @Override
  public int outputs() {
    return units;
  }

  @Override
  public int stateSize() {
    return Math.multiplyExact(2, units);
  }

  @Override
  public Optional<String> rowMixer() {
    return Optional.of(name);
  }

  private int sums() {
    return Math.multiplyExact(GATES, units);
  }

  @Override
  public void declare(ParameterLayout.Builder layout) {
    layout
        .add(name + "/input-weight", inputs, sums())
        .add(name + "/recurrent-weight", units, sums())
        .add(name + "/bias", sums());
  }

  private Block inputWeight(Parameters parameters) {
    return Blocks.require(parameters, name + "/input-weight", List.of(inputs, sums()));
  }

  private Block recurrentWeight(Parameters parameters) {
    return Blocks.require(parameters, name + "/recurrent-weight", List.of(units, sums()));
  }

  private Block bias(Parameters parameters) {
    return Blocks.require(parameters, name + "/bias", List.of(sums()));
  }

  /** Draws all parameters uniformly in ±1/√units, as {@code torch.nn.LSTM} does. */
  @Override
  public void initialize(Parameters parameters, RandomGenerator random) {
    double bound = 1 / Math.sqrt(units);
    float[] values = parameters.values();
    for (Block block :
        List.of(inputWeight(parameters), recurrentWeight(parameters), bias(parameters))) {
      for (int i = block.offset(); i < block.end(); i++) {
        values[i] = (float) (bound * (2 * random.nextDouble() - 1));
      }
    }
  }

  @Override
  public BoundLayer on(Parameters parameters) {
    return new Bound(this, parameters);
  }

  /** The layer on its blocks of parameters, and native copies of them. */
  private static final class Bound implements BoundLayer {
    private final Parameters parameters;
    private final String name;
    private final Block inputWeight;
    private final Block recurrentWeight;
    private final Block bias;
    private final int inputs;
    private final int units;
    private final float[] weight;
    private final float[] transposed;
    private final Blas.Memory[] nativeInputWeightAndBias = ofGates();
    private final Blas.Memory[] nativeRecurrentWeight = ofGates();

    /** For products of few rows, which are faster so than by the weight itself. */
    private final Blas.Memory[] nativeTransposedRecurrentWeight = ofGates();

    private final Blas.Memory nativeGradient = new Blas.Memory();

    Bound(Lstm layer, Parameters parameters) {
      this.parameters = parameters;
      this.name = layer.name;
      this.inputs = layer.inputs;
      this.units = layer.units;
      this.inputWeight = layer.inputWeight(parameters);
      this.recurrentWeight = layer.recurrentWeight(parameters);
      this.bias = layer.bias(parameters);
      this.weight = new float[Math.multiplyExact(units, units)];
      this.transposed = new float[weight.length];
    }

    @Override
    public void refresh() {
      float[] values = parameters.values();
      for (int gate = 0; gate < GATES; gate++) {
        Blas.Memory memory = nativeInputWeightAndBias[gate];
        memory.reserve((inputs + 1) * units);
        for (int row = 0; row < inputs; row++) {
          memory.putAt(row * units, values, at(inputWeight, row, gate), units);
        }
        memory.putAt(inputs * units, values, at(bias, 0, gate), units);
        for (int row = 0; row < units; row++) {
          System.arraycopy(values, at(recurrentWeight, row, gate), weight, row * units, units);
        }
        Blas.transpose(weight, units, units, transposed);
        put(weight, nativeRecurrentWeight[gate]);
        put(transposed, nativeTransposedRecurrentWeight[gate]);
      }
    }

    private static void put(float[] values, Blas.Memory memory) {
      memory.reserve(values.length);
      memory.put(values, 0, values.length);
    }

    /** {@return where a gate's part of a row of a block begins} */
    private int at(Block block, int row, int gate) {
      return block.offset() + (row * GATES + gate) * units;
    }

    @Override
    public LayerPass pass(boolean training) {
      return new Pass(this);
    }

    @Override
    public void describe(List<LayerModel> description) {
      description.add(
          new LstmModel(
              name,
              Blocks.values(parameters, inputWeight),
              Blocks.values(parameters, recurrentWeight),
              Blocks.values(parameters, bias)));
    }
  }

  /**
   * A pass over sequences. All arrays have a row for each of the sequences' rows, and all loops one
   * index for all arrays, which C2 vectorises.
   */
  private static final class Pass implements LayerPass {
    private final Bound layer;
    private final int inputs;
    private final int units;
    private final float[] zeros;

    /** The inputs, each row with a 1 behind it, which is the bias's. */
    private final Blas.Memory nativeInputs = new Blas.Memory();

    /** The outputs before each row. */
    private final Blas.Memory nativePrevious = new Blas.Memory();

    /**
     * Each gate's sums; after a backward pass the gradient by them. Apart, they are copied in one
     * piece, and OpenBLAS's products of fewer columns take less time.
     */
    private final Blas.Memory[] nativeSums = ofGates();

    private final Blas.Memory nativeByPrevious = new Blas.Memory();
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
    private PackedSequences sequences = new PackedSequences();
    private int mostRows;

    Pass(Bound layer) {
      this.layer = layer;
      this.inputs = layer.inputs;
      this.units = layer.units;
      this.zeros = new float[units];
    }

    @Override
    public float[] step(float[] input, int rows, float[] states, int at, int width) {
      reserve(rows);
      project(input, rows);
      begin(states, rows, at, width);
      advance(0, rows);
      for (int row = 0; row < rows; row++) {
        System.arraycopy(results, row * units, states, row * width + at, units);
        System.arraycopy(cells, row * units, states, row * width + at + units, units);
      }
      return results;
    }

    @Override
    public float[] forward(
        float[] input, PackedSequences sequences, float[] states, int at, int width) {
      this.sequences = sequences;
      reserve(sequences.rows());
      project(input, sequences.rows());
      begin(states, sequences.count(), at, width);
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

    /** Computes what the inputs of all rows give to the gates' sums, in one product each. */
    private void project(float[] input, int rows) {
      int width = inputs + 1;
      for (int row = 0; row < rows; row++) {
        System.arraycopy(input, row * inputs, inputsAndOnes, row * width, inputs);
      }
      nativeInputs.put(inputsAndOnes, 0, rows * width);
      for (int gate = 0; gate < GATES; gate++) {
        Blas.multiply(
            rows,
            units,
            width,
            nativeInputs,
            layer.nativeInputWeightAndBias[gate],
            nativeSums[gate]);
      }
    }

    /** Takes the states before the first rows. */
    private void begin(float[] states, int rows, int at, int width) {
      for (int row = 0; row < rows; row++) {
        int from = row * width + at;
        nativePrevious.putAt(row * units, states, from, units);
        System.arraycopy(states, from + units, previousCells, row * units, units);
      }
    }

    /** Computes rows from the outputs and cells before them. */
    private void advance(int row, int rows) {
      int from = row * units;
      for (int gate = 0; gate < GATES; gate++) {
        Blas.addProduct(
            row,
            rows,
            units,
            units,
            nativePrevious,
            layer.nativeRecurrentWeight[gate],
            nativeSums[gate]);
      }
      nativeSums[IN].getAt(from, inGates, from, rows * units);
      nativeSums[FORGET].getAt(from, forgetGates, from, rows * units);
      nativeSums[CANDIDATE].getAt(from, candidates, from, rows * units);
      nativeSums[OUT].getAt(from, outGates, from, rows * units);
      int to = from + Math.max(rows * units, Dense.SHORTEST_LOOP);
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

    @Override
    public void countDormant(DormantUnits dormant) {
      dormant.add(results, sequences.rows(), units);
    }

    @Override
    public void backward(float[] byOutputs, float @Nullable [] inputGradient) {
      backwardToParameters(byOutputs);
      if (inputGradient != null) {
        backwardToInputs(inputGradient);
      }
    }

    private void backwardToParameters(float[] byOutputs) {
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
        for (Block block : List.of(layer.inputWeight, layer.recurrentWeight, layer.bias)) {
          Arrays.fill(layer.parameters.gradient(), block.offset(), block.end(), 0);
        }
        return;
      }
      for (int gate = 0; gate < GATES; gate++) {
        multiplyBySums(gate, inputs + 1, nativeInputs, firstRow, rows);
        writeGradient(gate, layer.inputWeight, 0, inputs);
        writeGradient(gate, layer.bias, inputs, 1);
        multiplyBySums(gate, units, nativePrevious, firstRow, rows);
        writeGradient(gate, layer.recurrentWeight, 0, units);
      }
    }

    /** Computes a gate's gradient of what the rows of some memory were multiplied by. */
    private void multiplyBySums(int gate, int width, Blas.Memory read, int row, int rows) {
      layer.nativeGradient.reserve(width * units);
      Blas.multiplyTransposedBy(
          width, units, row, rows, read, nativeSums[gate], layer.nativeGradient);
    }

    private void writeGradient(int gate, Block block, int from, int rows) {
      for (int row = 0; row < rows; row++) {
        layer.nativeGradient.getAt(
            (from + row) * units, layer.parameters.gradient(), layer.at(block, row, gate), units);
      }
    }

    /**
     * Turns the gradients by outputs and cells of a step's rows into those by the gates' sums, and
     * by the cells before. Arrays that are not read again take them: several loops over few arrays
     * each are faster than one over all.
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
      int n = rows * units;
      nativeSums[IN].putAt(from, inGates, from, n);
      nativeSums[FORGET].putAt(from, byForgets, from, n);
      nativeSums[CANDIDATE].putAt(from, byCandidates, from, n);
      nativeSums[OUT].putAt(from, outGates, from, n);
    }

    /**
     * Adds what a step's rows give to the gradients by the outputs and cells of the step before.
     */
    private void goBack(int row, int rows, int before) {
      Blas.multiply(
          row,
          rows,
          units,
          units,
          nativeSums[IN],
          layer.nativeTransposedRecurrentWeight[IN],
          nativeByPrevious);
      for (int gate = FORGET; gate < GATES; gate++) {
        Blas.addProduct(
            row,
            rows,
            units,
            units,
            nativeSums[gate],
            layer.nativeTransposedRecurrentWeight[gate],
            nativeByPrevious);
      }
      int from = before * units;
      int n = rows * units;
      nativeByPrevious.getAt(row * units, scratch, from, n);
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

    /** Rows of the burn-in get 0; the inputs' native memory takes what is computed. */
    private void backwardToInputs(float[] gradient) {
      int firstRow = sequences.firstLearningRow();
      int rows = sequences.rows() - firstRow;
      Arrays.fill(gradient, 0, firstRow * inputs, 0);
      if (rows > 0) {
        Blas.multiplyByTransposed(
            firstRow,
            rows,
            inputs,
            units,
            nativeSums[IN],
            layer.nativeInputWeightAndBias[IN],
            nativeInputs);
        for (int gate = FORGET; gate < GATES; gate++) {
          Blas.addProductByTransposed(
              firstRow,
              rows,
              inputs,
              units,
              nativeSums[gate],
              layer.nativeInputWeightAndBias[gate],
              nativeInputs);
        }
        nativeInputs.getAt(firstRow * inputs, gradient, firstRow * inputs, rows * inputs);
      }
    }

    private void reserve(int rows) {
      if (rows > mostRows) {
        mostRows = rows;
        inputsAndOnes = new float[Math.multiplyExact(rows, inputs + 1)];
        Arrays.fill(inputsAndOnes, 1);
        nativeInputs.reserve(inputsAndOnes.length);
        nativePrevious.reserve(Math.multiplyExact(rows, units));
        nativeByPrevious.reserve(rows * units);
        for (Blas.Memory sums : nativeSums) {
          sums.reserve(rows * units);
        }
        // Steps of few rows are computed beyond their end.
        int n = rows * units + Dense.SHORTEST_LOOP;
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
    }
  }

  private static Blas.Memory[] ofGates() {
    Blas.Memory[] memories = new Blas.Memory[GATES];
    Arrays.setAll(memories, gate -> new Blas.Memory());
    return memories;
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
