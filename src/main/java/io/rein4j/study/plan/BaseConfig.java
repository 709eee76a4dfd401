package io.rein4j.study.plan;

import io.rein4j.catalog.Catalog;
import io.rein4j.config.ConfigFormat;
import io.rein4j.config.Problems;
import io.rein4j.config.YamlValue;
import io.rein4j.train.RunConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A config that runs start from.
 *
 * @param catalog what there is to choose from
 * @param config the config
 */
record BaseConfig(Catalog catalog, RunConfig config) {

  /**
   * {@return a config with values put into it}
   *
   * @param catalog what there is to choose from
   * @param document the config as it was written
   * @param sets values that replace its own, by path, each map after the one before
   * @throws io.rein4j.config.ConfigException with all that is wrong in them
   */
  static BaseConfig of(Catalog catalog, YamlValue document, List<Map<String, YamlValue>> sets) {
    Problems problems = new Problems();
    YamlValue changed = document;
    for (Map<String, YamlValue> set : sets) {
      for (Map.Entry<String, YamlValue> entry : set.entrySet()) {
        changed = changed.with(entry.getKey(), entry.getValue(), problems);
      }
    }
    YamlValue whole = changed;
    RunConfig config = problems.tried(() -> new ConfigFormat(catalog).bind(RunConfig.class, whole));
    problems.throwIfAny();
    return new BaseConfig(catalog, Objects.requireNonNull(config));
  }

  /**
   * {@return the config that a study or a suite names or holds, as it was written}
   *
   * @param base the name of a file, or the config itself
   */
  static YamlValue document(YamlValue base) {
    if (base.isSection()) {
      return base.asDocument();
    }
    Path file =
        base.path()
            .orElseThrow(
                () ->
                    base.refused(
                        "a base must be the path of a config, or a config itself, but is %s."
                            .formatted(base.describe())));
    if (!Files.isRegularFile(file)) {
      throw base.refused("there is no config file '%s' to start from.".formatted(file));
    }
    return YamlValue.ofFile(file);
  }

  /** {@return the run of this config with a name and a seed} */
  RunConfig run(String name, long seed) {
    return config.toBuilder().name(name).seed(seed).build();
  }

  /** {@return the config with every key, as a tree for YAML} */
  Object tree() {
    return Objects.requireNonNull(ConfigFormat.tree(RunConfig.class, config));
  }
}
