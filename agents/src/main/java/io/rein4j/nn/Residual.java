package io.rein4j.nn;

import io.rein4j.math.PackedSequences;
import io.rein4j.nn.model.Image;
import io.rein4j.nn.model.LayerModel;
import io.rein4j.nn.model.ResidualModel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A residual block: inputs plus what layers in a row make of them (He et al. 2016).
 *
 * @param name what it is called in descriptions
 * @param image how a row of inputs, and of outputs, holds an image
 * @param branch the layers, with as many outputs as inputs and without a state
 */
public record Residual(String name, Image image, Sequential branch)
    implements Container, ImageLayer {

  public Residual {
    if (branch.inputs() != image.size() || branch.outputs() != image.size()) {
      throw new IllegalArgumentException(
          "A residual block adds up what it takes in and %s outputs of its layers, which take %s inputs, but an image of %s has %s floats."
              .formatted(branch.outputs(), branch.inputs(), image, image.size()));
    }
    if (branch.stateSize() > 0) {
      throw new IllegalArgumentException("The layers of a residual block carry no state.");
    }
  }

  @Override
  public int inputs() {
    return image.size();
  }

  @Override
  public int outputs() {
    return image.size();
  }

  @Override
  public List<Layer> children() {
    return List.of(branch);
  }

  @Override
  public Residual withNoise(double sigma) {
    return new Residual(name, image, branch.withNoise(sigma));
  }

  @Override
  public BoundLayer on(Parameters parameters) {
    return new Bound(this, parameters);
  }

  /** The layers on their blocks of parameters. */
  private static final class Bound implements Container.Bound {
    private final Residual layer;
    private final BoundLayer[] branch;

    Bound(Residual layer, Parameters parameters) {
      this.layer = layer;
      this.branch = layer.childrenOn(parameters);
    }

    @Override
    public BoundLayer[] children() {
      return branch;
    }

    @Override
    public LayerPass pass(boolean training) {
      return new Pass(layer.inputs(), branch[0].pass(training));
    }

    @Override
    public void describe(List<LayerModel> description) {
      List<LayerModel> own = new ArrayList<>();
      branch[0].describe(own);
      description.add(new ResidualModel(layer.name, own));
    }
  }

  /** A pass through the layers and beside them. */
  private static final class Pass implements Container.Pass {
    private final int width;
    private final LayerPass branch;
    private final LayerPass[] children;
    private float[] results = {};
    private float[] byBranch = {};
    private int rows;

    Pass(int width, LayerPass branch) {
      this.width = width;
      this.branch = branch;
      this.children = new LayerPass[] {branch};
    }

    @Override
    public LayerPass[] children() {
      return children;
    }

    @Override
    public float[] step(float[] inputs, int rows, float[] states, int at, int stateWidth) {
      return sum(inputs, branch.step(inputs, rows, states, at, stateWidth), rows);
    }

    @Override
    public float[] forward(
        float[] inputs, PackedSequences sequences, float[] states, int at, int stateWidth) {
      rows = sequences.rows();
      return sum(inputs, branch.forward(inputs, sequences, states, at, stateWidth), rows);
    }

    private float[] sum(float[] inputs, float[] ofBranch, int rows) {
      int n = Math.multiplyExact(rows, width);
      results = Buffers.atLeast(results, n);
      for (int i = 0; i < n; i++) {
        results[i] = inputs[i] + ofBranch[i];
      }
      return results;
    }

    @Override
    public void backward(float[] outputGradient, float @Nullable [] inputGradient) {
      branch.backward(copyForBranch(outputGradient), inputGradient);
      addTo(inputGradient, outputGradient);
    }

    @Override
    public void backwardRows(float[] outputGradient, float @Nullable [] inputGradient) {
      branch.backwardRows(copyForBranch(outputGradient), inputGradient);
      addTo(inputGradient, outputGradient);
    }

    /** The branch may overwrite what it gets, which goes past it too. */
    private float[] copyForBranch(float[] outputGradient) {
      int n = rows * width;
      byBranch = Buffers.atLeast(byBranch, n);
      System.arraycopy(outputGradient, 0, byBranch, 0, n);
      return byBranch;
    }

    private void addTo(float @Nullable [] inputGradient, float[] outputGradient) {
      if (inputGradient != null) {
        for (int i = 0; i < rows * width; i++) {
          inputGradient[i] += outputGradient[i];
        }
      }
    }
  }
}
