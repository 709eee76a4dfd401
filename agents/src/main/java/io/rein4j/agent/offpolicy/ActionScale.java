package io.rein4j.agent.offpolicy;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.Space;
import io.rein4j.nn.Bounds;
import io.rein4j.nn.model.BoundsModel;

/**
 * The way from actions in [−1, 1], as critics and memory know them, to those of the environment,
 * whose bounds ±1 become (Stable-Baselines3's {@code unscale_action}).
 */
final class ActionScale {

  private final int size;
  private final float[] low;
  private final float[] high;
  private final boolean whole;

  ActionScale(Box actions) {
    this.size = actions.size();
    this.low = actions.low();
    this.high = actions.high();
    this.whole = actions.type().isWhole();
  }

  /**
   * {@return the actions of an environment that an agent can learn}
   *
   * @param agent its type, such as {@code sac}
   * @throws IllegalArgumentException if it cannot, by a sentence that says what would work
   */
  static Box require(Space actions, String agent) {
    if (!(actions instanceof Box box)) {
      throw new IllegalArgumentException(
          "A %s agent needs continuous actions, but the environment's are %s: choose an agent of type %s."
              .formatted(
                  agent,
                  actions,
                  actions instanceof Discrete
                      ? "dqn, ppo, a2c or reinforce"
                      : "ppo, a2c or reinforce"));
    }
    if (!box.bounded()) {
      throw new IllegalArgumentException(
          "A %s agent scales its actions to their bounds, which must be finite, but the environment's are %s: choose an agent of type ppo, a2c or reinforce, whose actions may be unbounded."
              .formatted(agent, box));
    }
    for (int i = 0; i < box.size(); i++) {
      if (!Float.isFinite(box.high()[i] - box.low()[i])) {
        throw new IllegalArgumentException(
            "A %s agent scales its actions to their bounds, but those of element %s lie further apart than a float can say: %s and %s. Give the environment narrower bounds."
                .formatted(agent, i, box.low()[i], box.high()[i]));
      }
    }
    return box;
  }

  /** {@return the layer from what is squashed to the environment's actions} */
  Bounds squashing() {
    return new Bounds(new BoundsModel("actor/bounds", low, high, true, whole));
  }

  /** {@return rows of the environment's actions as critics know them} */
  float[] fromEnvironment(float[] actions, int rows) {
    float[] scaled = new float[rows * size];
    for (int i = 0; i < scaled.length; i++) {
      float least = low[i % size];
      float most = high[i % size];
      scaled[i] = most > least ? 2 * (actions[i] - least) / (most - least) - 1 : 0;
    }
    return scaled;
  }

  /** Writes rows of the environment's actions. */
  void toEnvironment(float[] scaled, int rows, float[] actions) {
    for (int i = 0; i < rows * size; i++) {
      int element = i % size;
      float least = low[element];
      float most = high[element];
      float action = least + 0.5f * (scaled[i] + 1) * (most - least);
      action = action >= most ? most : action > least ? action : least;
      actions[i] = whole ? (float) Math.rint(action) + 0f : action;
    }
  }
}
