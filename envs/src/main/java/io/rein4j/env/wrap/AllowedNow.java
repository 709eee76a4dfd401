package io.rein4j.env.wrap;

import io.rein4j.env.ActionMask;
import io.rein4j.env.Env;
import io.rein4j.env.MaskedActions;
import org.jspecify.annotations.Nullable;

/** The answer to whether an environment's action mask allows an action at the moment. */
final class AllowedNow {

  private final ActionMask mask;
  private final MaskedActions actions;
  private final boolean[] allowed;

  private AllowedNow(ActionMask mask, MaskedActions actions) {
    this.mask = mask;
    this.actions = actions;
    this.allowed = new boolean[actions.size()];
  }

  /** {@return the answer for an environment; null if it has no mask, and all is allowed} */
  static @Nullable AllowedNow of(Env env) {
    ActionMask mask = env.actionMask().orElse(null);
    return mask == null ? null : new AllowedNow(mask, MaskedActions.of(env.actionSpace()));
  }

  boolean allows(float[] action, int offset) {
    mask.write(allowed, 0);
    return actions.allows(allowed, 0, action, offset);
  }
}
