package io.rein4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.contract.Allocations;
import io.rein4j.math.PackedSequences;
import io.rein4j.nn.model.Activation;
import io.rein4j.nn.model.LayerModel;
import io.rein4j.nn.model.LstmModel;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The golden values are written by {@code lstm_goldens.py} beside them. */
class LstmTest {

  private static final Goldens GOLDENS = new Goldens(LstmTest.class, "lstm_goldens.txt");
  private static final int INPUTS = 3;
  private static final int UNITS = 5;
  private static final int[] LENGTHS = {7, 7, 4, 1};

  @ParameterizedTest
  @CsvSource({"plain, false, 0", "starts, true, 0", "burn-in, true, 2"})
  void forwardAndBackward_paddedSequences_agreeWithPyTorch(
      String kind, boolean withStarts, int burnIn) {
    Parameters parameters = new Parameters(layout(INPUTS, UNITS));
    BoundLayer lstm = new Lstm("q/lstm", INPUTS, UNITS).on(parameters);
    float[] values = GOLDENS.get("parameters");
    System.arraycopy(values, 0, parameters.values(), 0, values.length);
    lstm.refresh();
    PackedSequences sequences = new PackedSequences();
    sequences.pack(LENGTHS, LENGTHS.length, burnIn);
    float[] starts = GOLDENS.get("starts");
    for (int sequence = 0; sequence < LENGTHS.length; sequence++) {
      for (int step = 0; step < LENGTHS[sequence]; step++) {
        if (withStarts && starts[step * LENGTHS.length + sequence] == 1) {
          sequences.start(sequences.row(sequence, step));
        }
      }
    }
    LayerPass pass = lstm.pass(true);

    float[] outputs =
        pass.forward(
            packed("inputs", INPUTS, sequences), sequences, GOLDENS.get("states"), 0, 2 * UNITS);
    Goldens.checkClose(kind, outputs, packed(kind + "/outputs", UNITS, sequences), 1e-5, 1e-6);
    float[] byInputs = new float[sequences.rows() * INPUTS];
    pass.backward(packed("by-outputs", UNITS, sequences), byInputs);
    GOLDENS.check(kind + "/gradient", parameters.gradient(), 1e-5, 2e-6);
    Goldens.checkClose(kind, byInputs, packed(kind + "/by-inputs", INPUTS, sequences), 1e-5, 2e-6);
  }

  /** Takes the rows that are no padding. */
  private static float[] packed(String name, int width, PackedSequences sequences) {
    float[] padded = GOLDENS.get(name);
    float[] rows = new float[sequences.rows() * width];
    for (int sequence = 0; sequence < LENGTHS.length; sequence++) {
      for (int step = 0; step < LENGTHS[sequence]; step++) {
        System.arraycopy(
            padded,
            (step * LENGTHS.length + sequence) * width,
            rows,
            sequences.row(sequence, step) * width,
            width);
      }
    }
    return rows;
  }

  @Test
  void backward_randomSequences_agreesWithFiniteDifferences() {
    for (long seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Problem problem = new Problem(random, random.nextInt(3));
      problem.forward();
      problem.network.backward(problem.byOutputs.clone());
      float[] gradient = problem.parameters.gradient().clone();

      float[] values = problem.parameters.values();
      for (int i = 0; i < values.length; i++) {
        float kept = values[i];
        float step = 5e-3f;
        values[i] = kept + step;
        double up = problem.loss();
        values[i] = kept - step;
        double down = problem.loss();
        values[i] = kept;
        assertThat((double) gradient[i])
            .as("seed %d, parameter %d", seed, i)
            .isCloseTo((up - down) / (2.0 * step), tolerance(gradient[i]));
      }
    }
  }

  private static org.assertj.core.data.Offset<Double> tolerance(float value) {
    return org.assertj.core.api.Assertions.within(2e-3 + 2e-3 * Math.abs(value));
  }

  /** A network, sequences of any lengths with starts in them, and the gradient of a linear loss. */
  private static final class Problem {
    final Parameters parameters;
    final Network network;
    final PackedSequences sequences = new PackedSequences();
    final float[] inputs;
    final float[] states;
    final float[] byOutputs;
    final int burnIn;

    Problem(SplittableRandom random, int burnIn) {
      int units = 1 + random.nextInt(6);
      MlpSettings settings =
          new MlpSettings(
              new LstmSettings(units, null),
              random.nextBoolean() ? List.of() : List.of(3),
              Activation.TANH,
              Initialization.KAIMING_UNIFORM);
      int in = 1 + random.nextInt(3);
      network = Network.of(settings.network("q", List.of(in), 2, 1));
      parameters = network.parameters();
      network.initialize(random);
      int count = 1 + random.nextInt(4);
      int[] lengths = new int[count];
      for (int i = 0; i < count; i++) {
        lengths[i] = i == 0 ? burnIn + 1 + random.nextInt(8) : 1 + random.nextInt(lengths[i - 1]);
      }
      sequences.pack(lengths, count, burnIn);
      for (int row = 0; row < sequences.rows(); row++) {
        if (random.nextInt(4) == 0) {
          sequences.start(row);
        }
      }
      this.burnIn = burnIn;
      inputs = fill(random, new float[sequences.rows() * in]);
      states = fill(random, new float[count * 2 * units]);
      byOutputs = fill(random, new float[sequences.rows() * 2]);
      forward();
      frozen = burnInStates();
    }

    /** The states behind the burn-in, which the loss takes as given. */
    private final float[] frozen;

    float[] forward() {
      parameters.changed();
      return network.forward(inputs, sequences, states);
    }

    private float[] burnInStates() {
      float[] after = states.clone();
      for (int step = 0; step < burnIn; step++) {
        stepAll(step, after);
      }
      return after;
    }

    private float[] stepAll(int step, float[] after) {
      int rows = sequences.rowsOf(step);
      int from = sequences.firstRow(step);
      int width = network.stateSize();
      for (int i = 0; i < rows; i++) {
        if (sequences.starts(from + i)) {
          Arrays.fill(after, i * width, (i + 1) * width, 0);
        }
      }
      int in = network.inputSize();
      return network.step(Arrays.copyOfRange(inputs, from * in, (from + rows) * in), rows, after);
    }

    /** Computes the loss step by step, in which the burn-in's states do not depend on anything. */
    double loss() {
      parameters.changed();
      float[] after = frozen.clone();
      double sum = 0;
      for (int step = burnIn; step < sequences.steps(); step++) {
        float[] outputs = stepAll(step, after);
        int from = sequences.firstRow(step) * 2;
        for (int i = 0; i < sequences.rowsOf(step) * 2; i++) {
          sum += (double) outputs[i] * byOutputs[from + i];
        }
      }
      return sum;
    }
  }

  @Test
  void step_repeated_agreesWithForward() {
    for (long seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Problem problem = new Problem(random, 0);
      float[] states = problem.states.clone();
      float[] outputs = problem.forward().clone();
      for (int step = 0; step < problem.sequences.steps(); step++) {
        float[] actual = problem.stepAll(step, states);
        int from = problem.sequences.firstRow(step) * 2;
        float[] expected =
            Arrays.copyOfRange(outputs, from, from + 2 * problem.sequences.rowsOf(step));
        Goldens.checkClose("seed " + seed, actual, expected, 1e-5, 1e-6);
      }
    }
  }

  @Test
  void layers_steppedOneByOne_areTheNetwork() {
    for (long seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Network network = new Problem(random, 0).network;
      int rows = 1 + random.nextInt(4);
      float[] states = fill(random, new float[rows * network.stateSize()]);
      float[] told = states.clone();
      for (int step = 0; step < 5; step++) {
        float[] inputs = fill(random, new float[rows * network.inputSize()]);
        float[] expected = Arrays.copyOf(network.step(inputs, rows, states), rows * 2);
        float[] found = LayerModel.stepAll(network.describe(), inputs, rows, told);
        Goldens.checkClose("seed " + seed, found, expected, 1e-5, 1e-6);
        Goldens.checkClose("states, seed " + seed, told, states, 1e-5, 1e-6);
      }
    }
  }

  @Test
  void layer_gatesInAnotherOrder_areColumnsOfThese() {
    float[] columns = {1, 2, 3, 4, 5, 6, 7, 8};
    LstmModel layer = new LstmModel("lstm", columns, new float[16], columns);
    List<LstmModel.Gate> order =
        List.of(
            LstmModel.Gate.OUTPUT,
            LstmModel.Gate.INPUT,
            LstmModel.Gate.CANDIDATE,
            LstmModel.Gate.FORGET);

    assertThat(layer.inputWeights(order)).containsExactly(7, 8, 1, 2, 5, 6, 3, 4);
    assertThat(layer.biases(order)).containsExactly(7, 8, 1, 2, 5, 6, 3, 4);
    assertThatThrownBy(() -> new LstmModel("lstm", columns, new float[15], columns))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The layer 'lstm' has 8 biases, 8 input weights and 15 recurrent");
  }

  @Test
  void step_betweenForwardAndBackward_changesNothing() {
    Problem problem = new Problem(new SplittableRandom(3), 1);
    problem.forward();
    problem.network.backward(problem.byOutputs.clone());
    float[] gradient = problem.parameters.gradient().clone();
    float[] outputs = problem.network.forward(problem.inputs, problem.sequences, problem.states);
    float[] kept = outputs.clone();
    problem.network.step(problem.inputs, 1, problem.states.clone());
    assertThat(outputs).isEqualTo(kept);
    problem.network.backward(problem.byOutputs.clone());
    assertThat(problem.parameters.gradient()).isEqualTo(gradient);
  }

  @Test
  void backward_valuesInRowsOfTheBurnIn_areIgnored() {
    Problem problem = new Problem(new SplittableRandom(5), 2);
    problem.forward();
    problem.network.backward(problem.byOutputs.clone());
    float[] gradient = problem.parameters.gradient().clone();
    problem.forward();
    float[] byOutputs = problem.byOutputs.clone();
    Arrays.fill(byOutputs, 0, problem.sequences.firstLearningRow() * 2, Float.NaN);
    problem.network.backward(byOutputs);
    assertThat(problem.parameters.gradient()).isEqualTo(gradient);
  }

  @Test
  void computing_afterOtherBatches_givesTheSameBits() {
    Network used = network(7, 33, 2);
    for (int rows = 1; rows <= 61; rows += 20) {
      Network fresh = network(7, 33, 2);
      SplittableRandom random = new SplittableRandom(rows);
      float[] inputs = fill(random, new float[7 * rows * 3]);
      float[] states = fill(random, new float[66 * rows]);
      int[] lengths = new int[rows];
      Arrays.fill(lengths, 3);
      PackedSequences sequences = new PackedSequences();
      sequences.pack(lengths, rows, 0);
      int n = 3 * rows * 2;
      assertThat(Arrays.copyOf(used.forward(inputs, sequences, states), n))
          .isEqualTo(Arrays.copyOf(fresh.forward(inputs, sequences, states), n));
      float[] states2 = states.clone();
      assertThat(Arrays.copyOf(used.step(inputs, rows, states), 2 * rows))
          .isEqualTo(Arrays.copyOf(fresh.step(inputs, rows, states2), 2 * rows));
      assertThat(states).isEqualTo(states2);
    }
  }

  private static Network network(int inputs, int units, int outputs) {
    MlpSettings settings =
        new MlpSettings(
            new LstmSettings(units, null), List.of(8), Activation.RELU, Initialization.ORTHOGONAL);
    Network network = Network.of(settings.network("q", List.of(inputs), outputs, 1));
    network.initialize(new SplittableRandom(1));
    return network;
  }

  @Test
  void training_inSteadyState_allocatesNothing() {
    Network network = network(4, 64, 2);
    PackedSequences sequences = new PackedSequences();
    int[] lengths = {16, 16, 9, 3};
    float[] inputs = fill(new SplittableRandom(2), new float[4 * 44]);
    float[] states = new float[4 * 128];
    float[] byOutputs = new float[2 * 44];
    double bytes =
        Allocations.bytesPerCall(
            100,
            update -> {
              network.step(inputs, 4, states);
              sequences.pack(lengths, 4, 2);
              network.forward(inputs, sequences, states);
              network.backward(byOutputs);
            });
    assertThat(bytes).as("bytes per update").isLessThan(1);
  }

  @Test
  void initialize_everyParameter_isWithinTheBoundOfPyTorch() {
    Parameters parameters = new Parameters(layout(10, 25));
    new Lstm("q/lstm", 10, 25).initialize(parameters, new SplittableRandom(1));
    double sum = 0;
    for (float value : parameters.values()) {
      assertThat(value).isBetween(-0.2f, 0.2f);
      sum += (double) value * value;
    }
    assertThat(sum / parameters.values().length)
        .isCloseTo(0.04 / 3, org.assertj.core.api.Assertions.within(1e-3));
  }

  @Test
  void layers_declare_blocksOfTheLayerBeforeTheOthers() {
    MlpSettings settings =
        new MlpSettings(
            new LstmSettings(6, null), List.of(3), Activation.RELU, Initialization.ORTHOGONAL);
    Sequential layers = settings.network("actor", List.of(2), 1, 1);
    assertThat(Parameters.of(layers).layout().blocks())
        .extracting(ParameterLayout.Block::name)
        .containsExactly(
            "actor/lstm/input-weight",
            "actor/lstm/recurrent-weight",
            "actor/lstm/bias",
            "actor/dense0/weight",
            "actor/dense0/bias",
            "actor/output/weight",
            "actor/output/bias");
  }

  @Test
  void calls_outOfOrderOrRange_fail() {
    Network network = network(4, 8, 2);
    PackedSequences sequences = new PackedSequences();
    sequences.pack(new int[] {2, 1}, 2, 0);
    assertThatThrownBy(() -> network.backward(new float[6]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("forward pass");
    assertThatThrownBy(() -> network.step(new float[4], 1, new float[15]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the states' 0 rows of 16 floats, but are 1");
    assertThatThrownBy(() -> network.forward(new float[8], sequences, new float[32]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the inputs' 2 rows of 4 floats, but are 3");
    assertThatThrownBy(() -> sequences.pack(new int[] {1, 2}, 2, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("number 1 is 2");
    assertThatThrownBy(() -> new LstmSettings(0, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'units' must be ≥ 1");
  }

  private static ParameterLayout layout(int inputs, int units) {
    ParameterLayout.Builder layout = ParameterLayout.builder();
    new Lstm("q/lstm", inputs, units).declare(layout);
    return layout.build();
  }

  private static float[] fill(SplittableRandom random, float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}
