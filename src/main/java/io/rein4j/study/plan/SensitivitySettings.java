package io.rein4j.study.plan;

import io.rein4j.config.YamlTypes;
import io.rein4j.config.YamlValue;
import java.util.List;
import java.util.Map;

/**
 * What a study tells the sensitivity of: grids of settings, all of one size, and how much it costs
 * each of them to use one setting in all environments instead of the best one in each.
 *
 * @param grids by a name, such as a rule's, the levels of the compared factor that are its own
 *     settings, as a list; every grid has as many
 * @param over the paths of other factors whose levels are settings in every grid, too, such as the
 *     learning rate
 */
public record SensitivitySettings(
    @YamlTypes(List.class) Map<String, YamlValue> grids,
    @YamlTypes(String.class) List<YamlValue> over) {

  /** The levels alone are the settings. */
  public static final List<YamlValue> DEFAULT_OVER = List.of();
}
