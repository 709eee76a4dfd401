package io.rein4j.study.plan;

import io.rein4j.config.PathsOf;
import io.rein4j.config.YamlTypes;
import io.rein4j.config.YamlValue;
import io.rein4j.train.RunConfig;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One environment of a study, where it needs other settings than the rest.
 *
 * @param id the environment's id, such as Acrobot-v1 or gym:my_module:MyEnv-v0
 * @param name what it is called in the study; if empty, its id
 * @param base the config that its runs start from, instead of the study's: a file, whose path is
 *     relative to the study's file, or the config itself
 * @param set values that replace the base's in this environment, by path, after the study's own
 */
public record EnvironmentSettings(
    @YamlTypes(String.class) YamlValue id,
    @Nullable String name,
    @YamlTypes({String.class, Map.class}) @Nullable YamlValue base,
    @PathsOf(RunConfig.class) Map<String, YamlValue> set) {

  /** Nothing is replaced. */
  public static final Map<String, YamlValue> DEFAULT_SET = Map.of();
}
