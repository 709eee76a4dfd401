package io.rein4j.nn;

import io.rein4j.nn.model.LayerModel;
import io.rein4j.nn.model.OneHotModel;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Integers, each as one output for each of its values: 1 for the one it has, 0 for the others. No
 * gradient goes through it.
 *
 * @param counts how many values each integer has, ≥ 1
 * @param starts the smallest of them
 */
public record OneHot(List<Integer> counts, List<Integer> starts) implements Layer {

  public OneHot {
    counts = List.copyOf(counts);
    starts = List.copyOf(starts);
    if (counts.size() != starts.size() || counts.stream().anyMatch(count -> count < 1)) {
      throw new IllegalArgumentException(
          "Integers have at least one value each, and a smallest one, but have %s values from %s on."
              .formatted(counts, starts));
    }
  }

  @Override
  public int inputs() {
    return counts.size();
  }

  @Override
  public int outputs() {
    int sum = 0;
    for (int count : counts) {
      sum = Math.addExact(sum, count);
    }
    return sum;
  }

  @Override
  public BoundLayer on(Parameters parameters) {
    return new BoundLayer() {
      @Override
      public LayerPass pass(boolean training) {
        return new Pass(OneHot.this);
      }

      @Override
      public void describe(List<LayerModel> description) {
        description.add(new OneHotModel(counts, starts));
      }
    };
  }

  /**
   * Encodes integers.
   *
   * @param values rows × {@link #inputs()} floats
   * @param rows number of rows
   * @param encoded receives rows × {@link #outputs()} floats
   * @throws IllegalArgumentException if one is not among an integer's values
   */
  public void encode(float[] values, int rows, float[] encoded) {
    new Pass(this).encode(values, rows, encoded);
  }

  /** A pass of rows. */
  private static final class Pass implements RowPass.WithoutParameters {
    private final int[] counts;
    private final int[] starts;
    private final int outputs;
    private float[] encoded = {};
    private int rows;

    Pass(OneHot layer) {
      this.counts = layer.counts.stream().mapToInt(Integer::intValue).toArray();
      this.starts = layer.starts.stream().mapToInt(Integer::intValue).toArray();
      this.outputs = layer.outputs();
    }

    @Override
    public float[] forward(float[] inputs, int rows) {
      this.rows = rows;
      encoded = Buffers.atLeast(encoded, Math.multiplyExact(rows, outputs));
      encode(inputs, rows, encoded);
      return encoded;
    }

    void encode(float[] values, int rows, float[] target) {
      Arrays.fill(target, 0, rows * outputs, 0);
      int read = 0;
      int written = 0;
      for (int row = 0; row < rows; row++) {
        for (int i = 0; i < counts.length; i++) {
          target[written + index(values[read], i)] = 1;
          read++;
          written += counts[i];
        }
      }
    }

    private int index(float value, int integer) {
      int index = (int) value - starts[integer];
      if (index < 0 || index >= counts[integer] || value != (int) value) {
        throw new IllegalArgumentException(
            "An input should be an integer from %s to %s, but is %s."
                .formatted(starts[integer], starts[integer] + counts[integer] - 1, value));
      }
      return index;
    }

    @Override
    public void backwardRows(float[] outputGradient, float @Nullable [] inputGradient) {
      if (inputGradient != null) {
        Arrays.fill(inputGradient, 0, rows * counts.length, 0);
      }
    }
  }
}
