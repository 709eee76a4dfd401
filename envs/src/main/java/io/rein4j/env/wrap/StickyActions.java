package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;

/**
 * Actions that are now and then replaced by the one before (Machado et al., "Revisiting the Arcade
 * Learning Environment", 2018, section 5.2): Gymnasium's {@code StickyAction}. Part of the task, so
 * in evaluation too; an episode's first action is never replaced.
 *
 * @param probability the probability that an action is replaced by the one that the environment
 *     took last, in [0, 1)
 */
@TypeName("sticky-actions")
public record StickyActions(double probability) implements Wrapper {

  public StickyActions {
    new Setting("probability").shareBelowOne(probability);
  }

  @Override
  public Env wrap(Env env, WrapContext context) {
    return new StickyActionsEnv(env, probability, context.stream());
  }

  @Override
  public boolean changesActions() {
    return true;
  }
}
