package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A network of action values in two streams behind shared layers, one for the state's value and one
 * for each action's advantage: Q(s, a) = V(s) + A(s, a) − mean of A(s, ·) (Wang et al. 2016, eq.
 * 9).
 *
 * <p>Its parameters are in the groups {@code shared}, {@code value} and {@code advantage}. An
 * action may have several outputs, as those of a distribution of returns; each is a sum of its own
 * (Hessel et al. 2018).
 */
public final class DuelingNetwork implements RowwiseNetwork, ChainableNetwork {

  private static final String SHARED = DuelingPlan.SHARED;
  private static final String VALUE = "value";
  private static final String ADVANTAGE = "advantage";

  private final int inputs;
  private final int actions;
  private final int perAction;

  /** Null if the streams read the inputs themselves. */
  private final @Nullable Mlp shared;

  private final Mlp value;
  private final Mlp advantage;
  private final float[] means;
  private float[] outputs = {};
  private float[] byValues = {};
  private float[] byAdvantages = {};
  private float[] byShared = {};
  private float[] byAdvantageInputs = {};
  private int rows;

  /**
   * Makes a network on its blocks of the parameters, which stay as they are.
   *
   * @param parameters their layout holds what {@link #declare} with the same arguments added
   * @param inputs floats of one row of inputs, ≥ 1
   * @param trunk the shared layers, which may be none
   * @param streams the hidden layers of each stream, which may be none
   * @param actions number of actions, ≥ 1
   * @param perAction outputs of each action, ≥ 1
   */
  public DuelingNetwork(
      Parameters parameters,
      int inputs,
      MlpSettings trunk,
      MlpSettings streams,
      int actions,
      int perAction) {
    this.inputs = inputs;
    this.actions = actions;
    this.perAction = perAction;
    this.shared = trunk.hidden().isEmpty() ? null : Mlp.hidden(parameters, SHARED, inputs, trunk);
    int width = shared == null ? inputs : shared.outputSize();
    this.value = new Mlp(parameters, VALUE, width, streams, perAction);
    this.advantage =
        new Mlp(parameters, ADVANTAGE, width, streams, Math.multiplyExact(actions, perAction));
    this.means = new float[perAction];
  }

  /**
   * Adds the blocks of a network to a layout.
   *
   * @param layout receives the blocks
   * @param inputs floats of one row of inputs, ≥ 1
   * @param trunk the shared layers, which may be none
   * @param streams the hidden layers of each stream, which may be none
   * @param actions number of actions, ≥ 1
   * @param perAction outputs of each action, ≥ 1
   */
  public static void declare(
      ParameterLayout.Builder layout,
      int inputs,
      MlpSettings trunk,
      MlpSettings streams,
      int actions,
      int perAction) {
    int width = HiddenLayers.declare(layout, SHARED, inputs, trunk);
    Mlp.declare(layout, VALUE, width, streams, perAction);
    Mlp.declare(layout, ADVANTAGE, width, streams, Math.multiplyExact(actions, perAction));
  }

  /**
   * Draws all weights and biases.
   *
   * @param random the source of randomness
   * @param hiddenGain factor of the hidden layers' weights, where the initialization has one
   * @param outputGain factor of the streams' last weights
   */
  public void initialize(RandomGenerator random, double hiddenGain, double outputGain) {
    if (shared != null) {
      shared.initialize(random, hiddenGain, outputGain);
    }
    value.initialize(random, hiddenGain, outputGain);
    advantage.initialize(random, hiddenGain, outputGain);
  }

  @Override
  public int inputSize() {
    return inputs;
  }

  @Override
  public int outputSize() {
    return actions * perAction;
  }

  @Override
  public void drawFrom(RandomGenerator random) {
    if (shared != null) {
      shared.drawFrom(random);
    }
    value.drawFrom(random);
    advantage.drawFrom(random);
  }

  /** The last one makes Q of the streams' outputs, which stand side by side. */
  @Override
  public List<NetworkLayer> layers() {
    List<NetworkLayer> layers = new ArrayList<>();
    if (shared != null) {
      layers.addAll(shared.layers());
    }
    layers.add(new ParallelLayers("streams", List.of(value.layers(), advantage.layers())));
    layers.add(
        DenseLayer.linear("dueling", perAction + outputSize(), outputSize(), this::contribution));
    return layers;
  }

  /** Returns how much one of the streams' outputs, the value's first, counts in one of Q's. */
  private double contribution(int input, int output) {
    int advantageOf = input - perAction;
    if (Math.floorMod(advantageOf, perAction) != output % perAction) {
      return 0;
    }
    if (advantageOf < 0) {
      return 1;
    }
    return (advantageOf == output ? 1 : 0) - 1.0 / actions;
  }

  @Override
  public float[] predict(float[] inputs, int rows) {
    float[] features = shared == null ? inputs : shared.predict(inputs, rows);
    return combine(value.predict(features, rows), advantage.predict(features, rows), rows);
  }

  @Override
  public float[] forward(float[] inputs, int rows) {
    float[] features = shared == null ? inputs : shared.forward(inputs, rows);
    this.rows = rows;
    return combine(value.forward(features, rows), advantage.forward(features, rows), rows);
  }

  private float[] combine(float[] values, float[] advantages, int rows) {
    outputs = reserve(outputs, rows * outputSize());
    for (int row = 0; row < rows; row++) {
      int from = row * actions * perAction;
      computeMeans(advantages, from);
      for (int i = from; i < from + actions * perAction; i += perAction) {
        for (int k = 0; k < perAction; k++) {
          outputs[i + k] = values[row * perAction + k] + (advantages[i + k] - means[k]);
        }
      }
    }
    return outputs;
  }

  /** Computes the mean over the actions of a row that begins at an index. */
  private void computeMeans(float[] array, int from) {
    for (int k = 0; k < perAction; k++) {
      float sum = 0;
      for (int i = from + k; i < from + actions * perAction; i += perAction) {
        sum += array[i];
      }
      means[k] = sum / actions;
    }
  }

  /** Splits a gradient by outputs into those by the streams' outputs. */
  private void split(float[] gradient) {
    byValues = reserve(byValues, rows * perAction);
    byAdvantages = reserve(byAdvantages, rows * outputSize());
    for (int row = 0; row < rows; row++) {
      int from = row * actions * perAction;
      computeMeans(gradient, from);
      for (int k = 0; k < perAction; k++) {
        byValues[row * perAction + k] = means[k] * actions;
      }
      for (int i = from; i < from + actions * perAction; i += perAction) {
        for (int k = 0; k < perAction; k++) {
          byAdvantages[i + k] = gradient[i + k] - means[k];
        }
      }
    }
  }

  @Override
  public void backward(float[] outputGradient) {
    split(outputGradient);
    if (shared == null) {
      value.backward(byValues);
      advantage.backward(byAdvantages);
      return;
    }
    backwardToFeatures(shared.outputSize());
    shared.backward(byShared);
  }

  @Override
  public void backward(float[] outputGradient, float[] inputGradient) {
    split(outputGradient);
    if (shared == null) {
      backwardToFeatures(inputs);
      System.arraycopy(byShared, 0, inputGradient, 0, rows * inputs);
      return;
    }
    backwardToFeatures(shared.outputSize());
    shared.backward(byShared, inputGradient);
  }

  private void backwardToFeatures(int width) {
    reserveForInputs(width);
    value.backward(byValues, byShared);
    advantage.backward(byAdvantages, byAdvantageInputs);
    addAdvantages(width);
  }

  @Override
  public void backwardRows(float[] outputGradient) {
    split(outputGradient);
    if (shared == null) {
      value.backwardRows(byValues);
      advantage.backwardRows(byAdvantages);
      return;
    }
    reserveForInputs(shared.outputSize());
    value.backwardRows(byValues, byShared);
    advantage.backwardRows(byAdvantages, byAdvantageInputs);
    addAdvantages(shared.outputSize());
    shared.backwardRows(byShared);
  }

  private void reserveForInputs(int width) {
    byShared = reserve(byShared, rows * width);
    byAdvantageInputs = reserve(byAdvantageInputs, rows * width);
  }

  private void addAdvantages(int width) {
    for (int i = 0; i < rows * width; i++) {
      byShared[i] += byAdvantageInputs[i];
    }
  }

  private static float[] reserve(float[] array, int n) {
    return array.length < n ? new float[n] : array;
  }

  @Override
  public void addSquaredNorms(double[] squaredNorms, List<String> groups) {
    if (shared != null) {
      shared.addSquaredNorms(squaredNorms, groups);
    }
    value.addSquaredNorms(squaredNorms, groups);
    advantage.addSquaredNorms(squaredNorms, groups);
  }

  @Override
  public void weighRows(double[] weights, List<String> groups) {
    if (shared != null) {
      shared.weighRows(weights, groups);
    }
    value.weighRows(weights, groups);
    advantage.weighRows(weights, groups);
  }

  @Override
  public void gradientOfRows(int from, int to) {
    if (shared != null) {
      shared.gradientOfRows(from, to);
    }
    value.gradientOfRows(from, to);
    advantage.gradientOfRows(from, to);
  }
}
