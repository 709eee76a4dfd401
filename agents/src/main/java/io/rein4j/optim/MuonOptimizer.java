package io.rein4j.optim;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.nn.NewtonSchulz;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.List;

/** Muon for matrices, Adam for vectors, and for deviations of any shape. */
final class MuonOptimizer implements Optimizer {

  private final Muon settings;
  private final ParameterLayout layout;
  private final List<Matrix> matrices;
  private final List<Block> vectors;
  private final NewtonSchulz newtonSchulz = new NewtonSchulz();

  /** Of matrices their momentum, of vectors the means of gradients. */
  private final float[] means;

  /** Of vectors alone. */
  private final float[] squares;

  private final float[] direction;
  private long steps;

  /** A block of weights, inputs × outputs. */
  private record Matrix(int offset, int inputs, int outputs, double scale) {

    static Matrix of(Block block, Muon.Scale scale) {
      int outputs = block.shape().get(block.shape().size() - 1);
      int inputs = block.length() / outputs;
      return new Matrix(block.offset(), inputs, outputs, scale.factor(inputs, outputs));
    }

    int length() {
      return inputs * outputs;
    }
  }

  MuonOptimizer(Muon settings, ParameterLayout layout) {
    this.settings = settings;
    this.layout = layout;
    this.matrices =
        layout.blocks().stream()
            .filter(Block::isWeight)
            .map(block -> Matrix.of(block, settings.scale()))
            .toList();
    this.vectors = layout.blocks().stream().filter(block -> !block.isWeight()).toList();
    this.means = new float[layout.arrayLength()];
    this.squares = new float[layout.arrayLength()];
    this.direction = new float[matrices.stream().mapToInt(Matrix::length).max().orElse(0)];
  }

  /** Steps as at the start of training. */
  @Override
  public void step(float[] parameters, float[] gradient, double learningRate) {
    step(parameters, gradient, learningRate, 0);
  }

  @Override
  public void step(float[] parameters, float[] gradient, double learningRate, double progress) {
    Moments.requireLength(layout, parameters, gradient);
    steps++;
    for (int i = 0; i < matrices.size(); i++) {
      step(matrices.get(i), parameters, gradient, learningRate);
    }
    double vectorRate =
        settings.vectorLearningRate() == null
            ? learningRate
            : settings.vectorLearningRate().at(progress);
    float size = (float) (vectorRate / (1 - Math.pow(settings.beta1(), (double) steps)));
    float rootFactor = (float) (1 / Math.sqrt(1 - Math.pow(settings.beta2(), (double) steps)));
    for (int i = 0; i < vectors.size(); i++) {
      Block block = vectors.get(i);
      AdamOptimizer.update(
          parameters,
          gradient,
          block.offset(),
          block.end(),
          means,
          squares,
          (float) (1 - settings.beta1()),
          (float) settings.beta2(),
          (float) (1 - settings.beta2()),
          size,
          rootFactor,
          (float) settings.epsilon(),
          1);
    }
  }

  private void step(Matrix matrix, float[] parameters, float[] gradient, double learningRate) {
    int offset = matrix.offset();
    int length = matrix.length();
    float momentum = (float) settings.momentum();
    float share = (float) (1 - settings.momentum());
    float ofMean = settings.nesterov() ? momentum : 1;
    for (int i = 0; i < length; i++) {
      float g = gradient[offset + i];
      float mean = Moments.rounded(means[offset + i] + share * (g - means[offset + i]));
      means[offset + i] = mean;
      direction[i] = g + ofMean * (mean - g);
    }
    newtonSchulz.orthogonalize(direction, matrix.inputs(), matrix.outputs());
    float kept = (float) (1 - learningRate * settings.weightDecay());
    float size = (float) (learningRate * matrix.scale());
    for (int i = 0; i < length; i++) {
      parameters[offset + i] = kept * parameters[offset + i] - size * direction[i];
    }
  }

  @Override
  public void state(State state) throws IOException {
    steps = state.count(steps);
    state.of(means, layout.offset(), layout.size());
    state.of(squares, layout.offset(), layout.size());
  }
}
