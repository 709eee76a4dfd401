package io.rein4j.optim;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.SecondMoments;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.Arrays;

/** RMSProp, with ε outside or inside the root. */
final class RmsPropOptimizer implements Optimizer, SecondMoments {

  private final ParameterLayout layout;
  private final double alpha;
  private final double epsilonInside;
  private final double epsilonOutside;
  // As long as the array of parameters, whatever part of it is stepped: C2 makes vectors of the
  // loop
  // only where all arrays have the same index.
  private final float[] squares;

  private RmsPropOptimizer(
      double alpha,
      double epsilonInside,
      double epsilonOutside,
      float start,
      ParameterLayout layout) {
    this.layout = layout;
    this.alpha = alpha;
    this.epsilonInside = epsilonInside;
    this.epsilonOutside = epsilonOutside;
    this.squares = new float[layout.arrayLength()];
    Arrays.fill(squares, start);
  }

  static RmsPropOptimizer outside(double alpha, double epsilon, ParameterLayout layout) {
    return new RmsPropOptimizer(alpha, 0, epsilon, 0f, layout);
  }

  static RmsPropOptimizer inside(double alpha, double epsilon, ParameterLayout layout) {
    return new RmsPropOptimizer(alpha, epsilon, 0, 1f, layout);
  }

  @Override
  public void step(float[] parameters, float[] gradient, double learningRate) {
    Moments.requireLength(layout, parameters, gradient);
    update(
        parameters,
        gradient,
        layout.offset(),
        layout.offset() + layout.size(),
        squares,
        (float) alpha,
        (float) (1 - alpha),
        (float) epsilonInside,
        (float) epsilonOutside,
        (float) learningRate);
  }

  private static void update(
      float[] parameters,
      float[] gradient,
      int from,
      int to,
      float[] squares,
      float decay,
      float share,
      float inside,
      float outside,
      float size) {
    for (int i = from; i < to; i++) {
      float g = gradient[i];
      float square = Moments.roundedSquare(decay * squares[i] + share * g * g);
      squares[i] = square;
      parameters[i] -= size * g / ((float) Math.sqrt(square + inside) + outside);
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
    return 1;
  }

  @Override
  public double floor() {
    return Math.max(epsilonInside, epsilonOutside * epsilonOutside);
  }

  @Override
  public void state(State state) throws IOException {
    state.of(squares, layout.offset(), layout.size());
  }
}
