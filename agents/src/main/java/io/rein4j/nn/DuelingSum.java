package io.rein4j.nn;

import io.rein4j.nn.model.DenseModel;
import io.rein4j.nn.model.LayerModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The action values of a dueling network, from the value of the state and the advantage of each
 * action: Q(s, a) = V(s) + A(s, a) − mean of A(s, ·) (Wang et al. 2016, "Dueling network
 * architectures for deep reinforcement learning", eq. 9).
 *
 * <p>A row of inputs is the value, then the advantages. Each of these may be several numbers, as
 * those of a distribution of returns; each is a sum of its own (Hessel et al. 2018, "Rainbow").
 *
 * @param actions number of actions, ≥ 1
 * @param perAction outputs of each action, ≥ 1
 */
public record DuelingSum(int actions, int perAction) implements Layer {

  @Override
  public int inputs() {
    return Math.addExact(perAction, outputs());
  }

  @Override
  public int outputs() {
    return Math.multiplyExact(actions, perAction);
  }

  @Override
  public BoundLayer on(Parameters parameters) {
    return new BoundLayer() {
      @Override
      public LayerPass pass(boolean training) {
        return new Pass(actions, perAction);
      }

      @Override
      public void describe(List<LayerModel> description) {
        description.add(
            DenseModel.linear("dueling", inputs(), outputs(), DuelingSum.this::contribution));
      }
    };
  }

  /** {@return how much an input counts in an output} */
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

  /** A pass of rows. */
  private static final class Pass implements RowPass.WithoutParameters {
    private final int actions;
    private final int perAction;
    private final int inputs;
    private final int outputs;
    private final float[] means;
    private float[] sums = {};
    private int rows;

    Pass(int actions, int perAction) {
      this.actions = actions;
      this.perAction = perAction;
      this.outputs = actions * perAction;
      this.inputs = perAction + outputs;
      this.means = new float[perAction];
    }

    @Override
    public float[] forward(float[] inputs, int rows) {
      this.rows = rows;
      sums = Buffers.atLeast(sums, Math.multiplyExact(rows, outputs));
      for (int row = 0; row < rows; row++) {
        int value = row * this.inputs;
        int advantages = value + perAction;
        int to = row * outputs;
        computeMeans(inputs, advantages);
        for (int i = 0; i < outputs; i += perAction) {
          for (int k = 0; k < perAction; k++) {
            sums[to + i + k] = inputs[value + k] + (inputs[advantages + i + k] - means[k]);
          }
        }
      }
      return sums;
    }

    /** Computes the means over the actions, of a row that begins at an index. */
    private void computeMeans(float[] array, int from) {
      for (int k = 0; k < perAction; k++) {
        float sum = 0;
        for (int i = from + k; i < from + outputs; i += perAction) {
          sum += array[i];
        }
        means[k] = sum / actions;
      }
    }

    @Override
    public void backwardRows(float[] outputGradient, float @Nullable [] inputGradient) {
      if (inputGradient == null) {
        return;
      }
      for (int row = 0; row < rows; row++) {
        int from = row * outputs;
        int byValue = row * inputs;
        int byAdvantages = byValue + perAction;
        computeMeans(outputGradient, from);
        for (int k = 0; k < perAction; k++) {
          inputGradient[byValue + k] = means[k] * actions;
        }
        for (int i = 0; i < outputs; i += perAction) {
          for (int k = 0; k < perAction; k++) {
            inputGradient[byAdvantages + i + k] = outputGradient[from + i + k] - means[k];
          }
        }
      }
    }
  }
}
