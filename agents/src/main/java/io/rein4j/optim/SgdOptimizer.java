package io.rein4j.optim;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.state.State;
import java.io.IOException;

/** Gradient descent with momentum, plain or Nesterov's. */
final class SgdOptimizer implements Optimizer {

  private final ParameterLayout layout;
  private final double momentum;
  private final boolean nesterov;
  // As long as the array of parameters, whatever part of it is stepped: C2 makes vectors of the
  // loop
  // only where all arrays have the same index.
  private final float[] velocities;

  SgdOptimizer(double momentum, boolean nesterov, ParameterLayout layout) {
    this.layout = layout;
    this.momentum = momentum;
    this.nesterov = nesterov;
    this.velocities = new float[layout.arrayLength()];
  }

  @Override
  public void step(float[] parameters, float[] gradient, double learningRate) {
    Moments.requireLength(layout, parameters, gradient);
    // Both kinds step along a·g + c·b with the new velocity b.
    float ofGradient = nesterov ? 1f : 0f;
    float ofVelocity = nesterov ? (float) momentum : 1f;
    update(
        parameters,
        gradient,
        layout.offset(),
        layout.offset() + layout.size(),
        velocities,
        (float) momentum,
        ofGradient,
        ofVelocity,
        (float) learningRate);
  }

  private static void update(
      float[] parameters,
      float[] gradient,
      int from,
      int to,
      float[] velocities,
      float momentum,
      float ofGradient,
      float ofVelocity,
      float size) {
    for (int i = from; i < to; i++) {
      float g = gradient[i];
      float velocity = Moments.rounded(momentum * velocities[i]) + g;
      velocities[i] = velocity;
      parameters[i] -= size * (ofGradient * g + ofVelocity * velocity);
    }
  }

  @Override
  public void state(State state) throws IOException {
    state.of(velocities, layout.offset(), layout.size());
  }
}
