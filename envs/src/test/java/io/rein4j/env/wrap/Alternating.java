package io.rein4j.env.wrap;

import io.rein4j.env.ActionMask;
import io.rein4j.env.Env;
import io.rein4j.env.ForwardingEnv;
import java.util.Optional;

/** An environment that allows an action at most twice in a row. */
final class Alternating extends ForwardingEnv {

  private int last = -1;
  private int times;

  Alternating(Env within) {
    super(within);
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int offset) {
    times = action[actionOffset] == last ? times + 1 : 1;
    last = (int) action[actionOffset];
    return super.step(action, actionOffset, observation, offset);
  }

  @Override
  public Optional<ActionMask> actionMask() {
    return Optional.of(
        (allowed, offset) -> {
          for (int action = 0; action < 10; action++) {
            allowed[offset + action] = action != last || times < 2;
          }
        });
  }
}
