package io.rein4j.nn;

import io.rein4j.math.PackedSequences;
import io.rein4j.nn.model.LayerModel;
import io.rein4j.nn.model.ParallelModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Layers side by side, which all read the same inputs. A row of outputs is that of the first, then
 * that of the next.
 *
 * @param name what they are called together in a description
 * @param branches at least one, all with the same number of inputs
 */
public record Parallel(String name, List<Layer> branches) implements Container {

  public Parallel {
    branches = List.copyOf(branches);
    if (branches.isEmpty()) {
      throw new IllegalArgumentException(
          "Layers side by side are at least one, but there are none.");
    }
    for (Layer branch : branches) {
      if (branch.inputs() != branches.get(0).inputs()) {
        throw new IllegalArgumentException(
            "Layers side by side take the same inputs, but one of '%s' takes %s and another %s."
                .formatted(name, branches.get(0).inputs(), branch.inputs()));
      }
    }
  }

  @Override
  public List<Layer> children() {
    return branches;
  }

  @Override
  public int inputs() {
    return branches.get(0).inputs();
  }

  @Override
  public int outputs() {
    return branches.stream().mapToInt(Layer::outputs).sum();
  }

  @Override
  public Parallel withNoise(double sigma) {
    return new Parallel(name, branches.stream().map(branch -> branch.withNoise(sigma)).toList());
  }

  @Override
  public BoundLayer on(Parameters parameters) {
    return new Bound(this, parameters);
  }

  /** The branches on their blocks of parameters. */
  private static final class Bound implements Container.Bound {
    private final String name;
    private final BoundLayer[] branches;
    private final int inputs;
    private final int outputs;
    private final int[] widths;
    private final int[] stateSizes;

    Bound(Parallel layer, Parameters parameters) {
      this.name = layer.name;
      this.branches = layer.childrenOn(parameters);
      this.inputs = layer.inputs();
      this.outputs = layer.outputs();
      this.widths = layer.branches.stream().mapToInt(Layer::outputs).toArray();
      this.stateSizes = layer.branches.stream().mapToInt(Layer::stateSize).toArray();
    }

    @Override
    public BoundLayer[] children() {
      return branches;
    }

    @Override
    public LayerPass pass(boolean training) {
      return new Pass(this, training);
    }

    @Override
    public void describe(List<LayerModel> description) {
      List<List<LayerModel>> described = new ArrayList<>();
      for (BoundLayer branch : branches) {
        List<LayerModel> own = new ArrayList<>();
        branch.describe(own);
        described.add(own);
      }
      description.add(new ParallelModel(name, described));
    }
  }

  /** A pass through all branches. */
  private static final class Pass implements Container.Pass {
    private final LayerPass[] passes;
    private final int inputs;
    private final int outputs;
    private final int[] widths;
    private final int[] stateSizes;
    private final float[][] byOutputs;
    private float[] joined = {};
    private float[] fromBranch = {};
    private int rows;

    Pass(Bound bound, boolean training) {
      this.passes =
          Arrays.stream(bound.branches)
              .map(branch -> branch.pass(training))
              .toArray(LayerPass[]::new);
      this.inputs = bound.inputs;
      this.outputs = bound.outputs;
      this.widths = bound.widths;
      this.stateSizes = bound.stateSizes;
      this.byOutputs = new float[passes.length][0];
    }

    @Override
    public LayerPass[] children() {
      return passes;
    }

    @Override
    public float[] step(float[] inputs, int rows, float[] states, int at, int width) {
      joined = Buffers.atLeast(joined, Math.multiplyExact(rows, outputs));
      int own = at;
      int column = 0;
      for (int i = 0; i < passes.length; i++) {
        join(passes[i].step(inputs, rows, states, own, width), i, column, rows);
        own += stateSizes[i];
        column += widths[i];
      }
      return joined;
    }

    @Override
    public float[] forward(
        float[] inputs, PackedSequences sequences, float[] states, int at, int width) {
      rows = sequences.rows();
      joined = Buffers.atLeast(joined, Math.multiplyExact(rows, outputs));
      int own = at;
      int column = 0;
      for (int i = 0; i < passes.length; i++) {
        join(passes[i].forward(inputs, sequences, states, own, width), i, column, rows);
        own += stateSizes[i];
        column += widths[i];
      }
      return joined;
    }

    private void join(float[] ofBranch, int branch, int column, int rows) {
      int columns = widths[branch];
      Buffers.copyColumns(ofBranch, columns, 0, joined, outputs, column, columns, rows);
    }

    @Override
    public void backward(float[] outputGradient, float @Nullable [] inputGradient) {
      split(outputGradient);
      for (int i = 0; i < passes.length; i++) {
        float[] to = gradientOf(i, inputGradient);
        passes[i].backward(byOutputs[i], to);
        addTo(inputGradient, i);
      }
    }

    @Override
    public void backwardRows(float[] outputGradient, float @Nullable [] inputGradient) {
      split(outputGradient);
      for (int i = 0; i < passes.length; i++) {
        float[] to = gradientOf(i, inputGradient);
        passes[i].backwardRows(byOutputs[i], to);
        addTo(inputGradient, i);
      }
    }

    private void split(float[] outputGradient) {
      int column = 0;
      for (int i = 0; i < passes.length; i++) {
        int columns = widths[i];
        byOutputs[i] = Buffers.atLeast(byOutputs[i], rows * columns);
        Buffers.copyColumns(
            outputGradient, outputs, column, byOutputs[i], columns, 0, columns, rows);
        column += columns;
      }
    }

    /** {@return what takes the gradient by a branch's inputs: the first one's is the sum so far} */
    private float @Nullable [] gradientOf(int branch, float @Nullable [] inputGradient) {
      if (branch == 0 || inputGradient == null) {
        return inputGradient;
      }
      fromBranch = Buffers.atLeast(fromBranch, rows * inputs);
      return fromBranch;
    }

    private void addTo(float @Nullable [] inputGradient, int branch) {
      if (branch > 0 && inputGradient != null) {
        for (int i = 0; i < rows * inputs; i++) {
          inputGradient[i] += fromBranch[i];
        }
      }
    }
  }
}
