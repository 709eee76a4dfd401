package io.rein4j.optim;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** RMSProp, with ε outside or inside the root. */
final class RmsPropOptimizer implements Optimizer {

  private final double alpha;
  private final double epsilonInside;
  private final double epsilonOutside;
  private final float[] squares;

  private RmsPropOptimizer(
      double alpha, double epsilonInside, double epsilonOutside, float start, int size) {
    this.alpha = alpha;
    this.epsilonInside = epsilonInside;
    this.epsilonOutside = epsilonOutside;
    this.squares = new float[size];
    Arrays.fill(squares, start);
  }

  static RmsPropOptimizer outside(double alpha, double epsilon, int size) {
    return new RmsPropOptimizer(alpha, 0, epsilon, 0f, size);
  }

  static RmsPropOptimizer inside(double alpha, double epsilon, int size) {
    return new RmsPropOptimizer(alpha, epsilon, 0, 1f, size);
  }

  @Override
  public void step(float[] parameters, float[] gradient, double learningRate) {
    Moments.requireLength(squares.length, parameters, gradient);
    update(
        parameters,
        gradient,
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
      float[] squares,
      float decay,
      float share,
      float inside,
      float outside,
      float size) {
    for (int i = 0; i < parameters.length; i++) {
      float g = gradient[i];
      float square = Moments.roundedSquare(decay * squares[i] + share * g * g);
      squares[i] = square;
      parameters[i] -= size * g / ((float) Math.sqrt(square + inside) + outside);
    }
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    Moments.write(out, squares);
  }

  @Override
  public void readState(DataInput in) throws IOException {
    Moments.read(in, squares);
  }
}
