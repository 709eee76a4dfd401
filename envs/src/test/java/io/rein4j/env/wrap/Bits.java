package io.rein4j.env.wrap;

import io.rein4j.env.Discrete;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.Space;
import io.rein4j.env.Task;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;

/** The rules of a world whose observations are the number of steps in binary, the units first. */
final class Bits implements Task {

  private final MultiBinary space;
  private int step;

  Bits(int... shape) {
    this.space = new MultiBinary(shape);
  }

  @Override
  public Space observationSpace() {
    return space;
  }

  @Override
  public Space actionSpace() {
    return new Discrete(2);
  }

  @Override
  public void start(Pcg64 random) {
    step = 0;
  }

  @Override
  public double step(float[] action, int offset, Pcg64 random) {
    step++;
    return 0;
  }

  @Override
  public boolean terminated() {
    return false;
  }

  @Override
  public void observe(float[] observation, int offset) {
    for (int i = 0; i < space.size(); i++) {
      observation[offset + i] = step >> i & 1;
    }
  }

  @Override
  public void state(State state) throws IOException {
    step = state.of(step);
  }
}
