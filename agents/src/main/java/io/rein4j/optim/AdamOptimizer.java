package io.rein4j.optim;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.SecondMoments;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.Arrays;

/** Adam, with or without decoupled weight decay. */
final class AdamOptimizer implements Optimizer, SecondMoments {

  private final ParameterLayout layout;
  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private final double weightDecay;
  // As long as the array of parameters, whatever part of it is stepped: C2 makes vectors of the
  // loop
  // only where all arrays have the same index.
  private final float[] means;
  private final float[] squares;
  private long steps;

  AdamOptimizer(
      double beta1, double beta2, double epsilon, double weightDecay, ParameterLayout layout) {
    this.layout = layout;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.weightDecay = weightDecay;
    this.means = new float[layout.arrayLength()];
    this.squares = new float[layout.arrayLength()];
  }

  @Override
  public void step(float[] parameters, float[] gradient, double learningRate) {
    Moments.requireLength(layout, parameters, gradient);
    steps++;
    float size = (float) (learningRate / (1 - Math.pow(beta1, (double) steps)));
    float rootFactor = (float) (1 / Math.sqrt(1 - Math.pow(beta2, (double) steps)));
    float kept = (float) (1 - learningRate * weightDecay);
    update(
        parameters,
        gradient,
        layout.offset(),
        layout.offset() + layout.size(),
        means,
        squares,
        (float) (1 - beta1),
        (float) beta2,
        (float) (1 - beta2),
        size,
        rootFactor,
        (float) epsilon,
        kept);
  }

  /** Steps the parameters of a part of the layout. */
  static void update(
      float[] parameters,
      float[] gradient,
      int from,
      int to,
      float[] means,
      float[] squares,
      float meanShare,
      float squareDecay,
      float squareShare,
      float size,
      float rootFactor,
      float epsilon,
      float kept) {
    for (int i = from; i < to; i++) {
      float g = gradient[i];
      float mean = Moments.rounded(means[i] + meanShare * (g - means[i]));
      float square = Moments.roundedSquare(squareDecay * squares[i] + squareShare * g * g);
      means[i] = mean;
      squares[i] = square;
      float root = (float) Math.sqrt(square) * rootFactor + epsilon;
      parameters[i] = kept * parameters[i] - size * mean / root;
    }
  }

  @Override
  public SecondMoments secondMoments() {
    return this;
  }

  @Override
  public float[] values() {
    return squares;
  }

  @Override
  public double correction() {
    return 1 / (1 - Math.pow(beta2, (double) steps));
  }

  @Override
  public double floor() {
    return epsilon * epsilon;
  }

  @Override
  public void reset(OptimizerReset.What what) {
    steps = 0;
    if (what == OptimizerReset.What.MOMENTS) {
      int end = layout.offset() + layout.size();
      Arrays.fill(means, layout.offset(), end, 0);
      Arrays.fill(squares, layout.offset(), end, 0);
    }
  }

  @Override
  public void state(State state) throws IOException {
    steps = state.count(steps);
    state.of(means, layout.offset(), layout.size());
    state.of(squares, layout.offset(), layout.size());
  }
}
