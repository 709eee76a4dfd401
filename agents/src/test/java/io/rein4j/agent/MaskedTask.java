package io.rein4j.agent;

import io.rein4j.env.ActionMask;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MaskedActions;
import io.rein4j.env.Space;
import io.rein4j.env.Task;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The rules of a world that shows which actions it allows next, refuses every other one, and
 * rewards the share of its elements that are the last ones allowed; episodes are of ten steps,
 * behind which nothing is allowed.
 */
public final class MaskedTask implements Task {

  private static final int STEPS = 10;

  private final Space actions;
  private final List<Discrete> integers;
  private final MaskedActions masked;
  private final boolean[] allowed;
  private final float[] drawn;
  private int steps;

  /** Makes a world with actions of integers. */
  public MaskedTask(Space actions) {
    this.actions = actions;
    this.integers = actions.integers();
    this.masked = MaskedActions.of(actions);
    this.allowed = new boolean[masked.size()];
    this.drawn = new float[actions.size()];
  }

  @Override
  public Space observationSpace() {
    return Box.of(0, 1, masked.size());
  }

  @Override
  public Space actionSpace() {
    return actions;
  }

  @Override
  public void start(Pcg64 random) {
    steps = 0;
    draw(random);
  }

  /** Allows three actions, some of which may be the same. */
  private void draw(Pcg64 random) {
    Arrays.fill(allowed, false);
    for (int i = 0; i < 3; i++) {
      int first = 0;
      for (int k = 0; k < drawn.length; k++) {
        Discrete integer = integers.get(k);
        int value = random.nextInt(integer.n());
        allowed[first + value] = true;
        drawn[k] = integer.start() + value;
        first += integer.n();
      }
    }
  }

  @Override
  public double step(float[] action, int offset, Pcg64 random) {
    if (!actions.contains(action, offset)) {
      actions.require(action, offset);
    }
    if (!masked.allows(allowed, 0, action, offset)) {
      throw new AssertionError(
          "The action %s is forbidden, but was taken."
              .formatted(
                  Arrays.toString(Arrays.copyOfRange(action, offset, offset + drawn.length))));
    }
    int right = 0;
    for (int k = 0; k < drawn.length; k++) {
      right += action[offset + k] == drawn[k] ? 1 : 0;
    }
    draw(random);
    steps++;
    return (double) right / drawn.length;
  }

  @Override
  public boolean terminated() {
    return steps == STEPS;
  }

  @Override
  public void observe(float[] observation, int offset) {
    for (int i = 0; i < allowed.length; i++) {
      observation[offset + i] = allowed[i] ? 1 : 0;
    }
  }

  @Override
  public Optional<ActionMask> actionMask() {
    return Optional.of(
        (mask, offset) -> {
          if (terminated()) {
            throw new AssertionError("There is no mask behind the end of an episode.");
          }
          System.arraycopy(allowed, 0, mask, offset, allowed.length);
        });
  }

  @Override
  public void state(State state) throws IOException {
    steps = state.of(steps);
    state.of(allowed);
    state.of(drawn);
  }
}
