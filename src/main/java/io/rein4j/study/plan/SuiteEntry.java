package io.rein4j.study.plan;

import io.rein4j.config.PathsOf;
import io.rein4j.config.YamlTypes;
import io.rein4j.config.YamlValue;
import io.rein4j.settings.Setting;
import io.rein4j.train.RunConfig;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of a suite: a config, and what is known of it.
 *
 * @param config a config file, whose path is relative to the suite's file, or the config itself
 * @param threshold the mean return of an evaluation that counts as learned; if empty, the one that
 *     Rein4J knows for the environment
 * @param reference what others have published for it
 * @param set values that replace the config's, by path, after the suite's own
 */
public record SuiteEntry(
    @YamlTypes({String.class, Map.class}) YamlValue config,
    @Nullable Double threshold,
    @Nullable PublishedReturn reference,
    @PathsOf(RunConfig.class) Map<String, YamlValue> set) {

  /** Nothing is replaced. */
  public static final Map<String, YamlValue> DEFAULT_SET = Map.of();

  public SuiteEntry {
    if (threshold != null) {
      new Setting("threshold").finite(threshold);
    }
  }
}
