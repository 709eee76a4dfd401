package io.rein4j.study.plan;

import java.util.List;

/**
 * The settings that one algorithm can have, such as the thresholds of a clipping rule times the
 * learning rates, of which a study tells how much it costs to use one in all environments.
 *
 * @param name what the study calls it
 * @param condition the levels of those other factors that are no settings of it, joined by {@code
 *     ", "}; empty if there are none
 * @param settings at least two
 */
public record SettingsGrid(String name, String condition, List<Setting> settings) {

  /** Copies the list. */
  public SettingsGrid {
    settings = List.copyOf(settings);
  }

  /**
   * One of the settings.
   *
   * @param name its level, and its levels of the other factors that are settings
   * @param level the level of the compared factor
   * @param condition the condition of its runs, as a cell has it
   */
  public record Setting(String name, String level, String condition) {}
}
