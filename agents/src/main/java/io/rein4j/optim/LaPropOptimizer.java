package io.rein4j.optim;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.SecondMoments;
import io.rein4j.state.State;
import java.io.IOException;

/** LaProp. */
final class LaPropOptimizer implements Optimizer, SecondMoments {

  private final LaProp settings;
  private final ParameterLayout layout;
  // As long as the array of parameters, whatever part of it is stepped: C2 makes vectors of the
  // loop
  // only where all arrays have the same index.
  private final float[] means;
  private final float[] squares;
  private final double epsilon;
  private long steps;

  LaPropOptimizer(LaProp settings, ParameterLayout layout) {
    this.settings = settings;
    this.layout = layout;
    this.means = new float[layout.arrayLength()];
    this.squares = new float[layout.arrayLength()];
    this.epsilon = Math.max(settings.epsilon(), Moments.leastEpsilon(settings.beta2()));
  }

  @Override
  public void step(float[] parameters, float[] gradient, double learningRate) {
    Moments.requireLength(layout, parameters, gradient);
    steps++;
    double beta1 = settings.beta1();
    double beta2 = settings.beta2();
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
        (float) (learningRate / (1 - Math.pow(beta1, (double) steps))),
        (float) (1 / Math.sqrt(1 - Math.pow(beta2, (double) steps))),
        (float) epsilon);
  }

  private static void update(
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
      float epsilon) {
    for (int i = from; i < to; i++) {
      float g = gradient[i];
      float square = Moments.roundedSquare(squareDecay * squares[i] + squareShare * g * g);
      squares[i] = square;
      float divided = g / ((float) Math.sqrt(square) * rootFactor + epsilon);
      float mean = Moments.rounded(means[i] + meanShare * (divided - means[i]));
      means[i] = mean;
      parameters[i] -= size * mean;
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
    return 1 / (1 - Math.pow(settings.beta2(), (double) steps));
  }

  @Override
  public double floor() {
    return epsilon * epsilon;
  }

  @Override
  public void state(State state) throws IOException {
    steps = state.count(steps);
    state.of(means, layout.offset(), layout.size());
    state.of(squares, layout.offset(), layout.size());
  }
}
