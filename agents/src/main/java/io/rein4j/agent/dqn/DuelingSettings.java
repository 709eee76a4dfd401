package io.rein4j.agent.dqn;

import io.rein4j.nn.DenseSettings;
import java.util.List;

/**
 * The settings of dueling streams (Wang et al. 2016): the network's own hidden layers are shared,
 * and behind them the state's value and the actions' advantages have layers of their own, in the
 * parameter groups {@code shared}, {@code value} and {@code advantage}.
 *
 * @param hidden the hidden layers of each stream in order, each a width or a section of {@code
 *     units} and whatever differs from the network's other layers; none makes the streams linear
 *     functions of what they share
 */
public record DuelingSettings(List<DenseSettings> hidden) {

  /** One layer of 64 units a stream. */
  public static final DuelingSettings DEFAULTS =
      new DuelingSettings(List.of(new DenseSettings(64)));

  public DuelingSettings {
    hidden = List.copyOf(hidden);
  }

  /**
   * {@return the settings of streams whose layers differ in nothing but their widths}
   *
   * @param hidden the widths of each stream's hidden layers in order, each ≥ 1
   */
  public static DuelingSettings of(Integer... hidden) {
    return new DuelingSettings(DenseSettings.ofWidths(List.of(hidden)));
  }
}
