package io.rein4j.env.contract;

import io.rein4j.env.ActionMask;
import io.rein4j.env.Env;
import io.rein4j.env.MaskedActions;
import io.rein4j.random.Pcg64;
import org.jspecify.annotations.Nullable;

/** Random actions that an environment's mask allows; of all actions, if it has none. */
final class SensibleActions {

  private final Env env;
  private final @Nullable ActionMask mask;
  private final @Nullable MaskedActions masked;
  private final boolean[] allowed;

  SensibleActions(Env env) {
    this.env = env;
    this.mask = env.actionMask().orElse(null);
    this.masked = mask == null ? null : MaskedActions.of(env.actionSpace());
    this.allowed = new boolean[masked == null ? 0 : masked.size()];
  }

  /** {@return what is allowed now; empty without a mask} */
  boolean[] allowed() {
    if (mask != null) {
      mask.write(allowed, 0);
    }
    return allowed;
  }

  /** Draws the next action. */
  void draw(Pcg64 random, float[] action, int offset) {
    if (masked == null) {
      env.actionSpace().sample(random, action, offset);
      return;
    }
    masked.require(allowed(), 0);
    masked.sample(allowed, 0, random, action, offset);
  }
}
