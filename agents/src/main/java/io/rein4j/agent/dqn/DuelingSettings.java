package io.rein4j.agent.dqn;

import java.util.List;

/**
 * The settings of dueling streams (Wang et al. 2016): the network's own hidden layers are shared,
 * and behind them the state's value and the actions' advantages have layers of their own, in the
 * parameter groups {@code shared}, {@code value} and {@code advantage}.
 *
 * @param hidden the widths of the hidden layers of each stream, each ≥ 1; none makes the streams
 *     linear functions of what they share
 */
public record DuelingSettings(List<Integer> hidden) {

  /** One layer of 64 units a stream. */
  public static final DuelingSettings DEFAULTS = new DuelingSettings(List.of(64));

  public DuelingSettings {
    hidden = List.copyOf(hidden);
    for (int i = 0; i < hidden.size(); i++) {
      if (hidden.get(i) < 1) {
        throw new IllegalArgumentException(
            "The streams' 'hidden' must hold layer widths ≥ 1, but its entry %d is %d."
                .formatted(i, hidden.get(i)));
      }
    }
  }
}
