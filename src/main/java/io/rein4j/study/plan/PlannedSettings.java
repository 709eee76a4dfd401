package io.rein4j.study.plan;

import io.rein4j.config.PathsOf;
import io.rein4j.config.YamlTypes;
import io.rein4j.config.YamlValue;
import io.rein4j.train.RunConfig;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which comparisons a study was planned for. Only these are tested; the rest is shown, without
 * verdicts.
 *
 * @param under the levels of other factors under which levels are compared, by the factor's path;
 *     if empty, under every condition
 * @param interaction the path of another factor: whether the levels' differences from the baseline
 *     are others under its levels than under its first one is tested, too
 */
public record PlannedSettings(
    @PathsOf(RunConfig.class) @YamlTypes({String.class, double.class}) Map<String, YamlValue> under,
    @YamlTypes(String.class) @Nullable YamlValue interaction) {

  /** Under every condition. */
  public static final Map<String, YamlValue> DEFAULT_UNDER = Map.of();

  /** Everything is planned, and no interaction. */
  public static final PlannedSettings DEFAULTS = new PlannedSettings(DEFAULT_UNDER, null);
}
