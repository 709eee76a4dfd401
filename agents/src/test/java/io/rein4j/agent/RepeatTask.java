package io.rein4j.agent;

import io.rein4j.env.Discrete;
import io.rein4j.env.Space;
import io.rein4j.env.Task;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.List;

/**
 * The rules of a world that shows a random value of its action space and rewards the share of its
 * elements that the next action has; episodes are of ten steps.
 */
public final class RepeatTask implements Task {

  private static final int STEPS = 10;

  private final Space space;
  private final List<Discrete> integers;
  private final float[] shown;
  private int steps;

  public RepeatTask(Space space) {
    this.space = space;
    this.integers = space.integers();
    this.shown = new float[space.size()];
  }

  @Override
  public Space observationSpace() {
    return space;
  }

  @Override
  public Space actionSpace() {
    return space;
  }

  @Override
  public void start(Pcg64 random) {
    steps = 0;
    draw(random);
  }

  /** Draws the same numbers for a single integer whatever the kind of its space. */
  private void draw(Pcg64 random) {
    for (int i = 0; i < shown.length; i++) {
      shown[i] =
          integers.isEmpty()
              ? random.nextInt(2)
              : integers.get(i).start() + random.nextInt(integers.get(i).n());
    }
  }

  @Override
  public double step(float[] action, int offset, Pcg64 random) {
    if (!space.contains(action, offset)) {
      space.require(action, offset);
    }
    int right = 0;
    for (int i = 0; i < shown.length; i++) {
      right += action[offset + i] == shown[i] ? 1 : 0;
    }
    draw(random);
    steps++;
    return (double) right / shown.length;
  }

  @Override
  public boolean terminated() {
    return steps == STEPS;
  }

  @Override
  public void observe(float[] observation, int offset) {
    System.arraycopy(shown, 0, observation, offset, shown.length);
  }

  @Override
  public void state(State state) throws IOException {
    steps = state.of(steps);
    state.of(shown);
  }
}
