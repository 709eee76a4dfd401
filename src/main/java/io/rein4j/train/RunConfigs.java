package io.rein4j.train;

import io.rein4j.config.ConfigException;
import io.rein4j.config.ConfigFormat;
import io.rein4j.config.YamlValue;
import java.nio.file.Path;
import java.util.List;

/** Reads and writes the configs of runs. */
public final class RunConfigs {

  private RunConfigs() {}

  /**
   * {@return the config that a file and the command line give}
   *
   * @param file a YAML document in UTF-8
   * @param sets values that replace the file's, each {@code path=value}
   * @throws ConfigException if the file cannot be read, or a key or value is not valid
   */
  public static RunConfig read(Path file, List<String> sets) {
    return ConfigFormat.standard().read(RunConfig.class, file, sets);
  }

  /**
   * {@return the config that {@link #toYaml} wrote into a file}
   *
   * @param file such as a run folder's {@code config.yaml}
   * @throws ConfigException if the file cannot be read, or a key or value is not valid
   */
  public static RunConfig readResolved(Path file) {
    return read(file, List.of());
  }

  /**
   * {@return the config that {@link #toYaml} gave}
   *
   * @param yaml the text
   * @param origin what an error calls the place where it comes from
   * @throws ConfigException if a key or value is not valid
   */
  public static RunConfig ofText(String yaml, String origin) {
    return ConfigFormat.standard().bind(RunConfig.class, YamlValue.ofText(yaml, origin));
  }

  /**
   * {@return the config with every key in its place, as YAML that reads back to an equal config}
   *
   * @param config the config
   */
  public static String toYaml(RunConfig config) {
    return ConfigFormat.standard().write(RunConfig.class, config);
  }

  /** {@return the JSON Schema of a run's config, as in {@code configs/schema.json}} */
  public static String schema() {
    return ConfigFormat.standard().schema("Rein4J run", RunConfig.class);
  }
}
