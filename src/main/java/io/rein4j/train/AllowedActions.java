package io.rein4j.train;

import io.rein4j.env.ActionMask;
import io.rein4j.env.Env;
import io.rein4j.env.MaskedActions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which actions environments allow at the moment, where they tell. */
final class AllowedActions {

  private final List<ActionMask> environments;
  private final @Nullable MaskedActions actions;
  private final boolean[] masks;

  AllowedActions(List<Env> envs) {
    this.environments = envs.stream().flatMap(env -> env.actionMask().stream()).toList();
    this.actions = environments.isEmpty() ? null : MaskedActions.of(envs.get(0).actionSpace());
    this.masks = new boolean[actions == null ? 0 : envs.size() * actions.size()];
  }

  /** {@return a row of booleans for each environment, as looked at last; empty if none tells} */
  boolean[] masks() {
    return masks;
  }

  /** Looks at what an environment allows now, which must be some action. */
  void look(int env) {
    if (actions != null) {
      environments.get(env).write(masks, env * actions.size());
      actions.require(masks, env * actions.size());
    }
  }
}
