package io.rein4j.study.plan;

import io.rein4j.catalog.Catalog;
import io.rein4j.config.ConfigException;
import io.rein4j.config.ConfigFormat;
import io.rein4j.config.YamlValue;
import io.rein4j.train.RunConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * A config that runs start from, still as it was written, so that values can be put into it.
 *
 * @param catalog what there is to choose from
 * @param document the config
 * @param config the same, bound
 */
record BaseConfig(Catalog catalog, YamlValue document, RunConfig config) {

  /**
   * {@return the config that a study names or holds}
   *
   * @param catalog what there is to choose from
   * @param base the name of a file, or the config itself
   * @param sets values that replace its own, by path, each map after the one before
   */
  @SafeVarargs
  static BaseConfig of(Catalog catalog, YamlValue base, Map<String, YamlValue>... sets) {
    YamlValue document = document(base);
    for (Map<String, YamlValue> set : sets) {
      for (Map.Entry<String, YamlValue> entry : set.entrySet()) {
        document = document.with(entry.getKey(), entry.getValue());
      }
    }
    return of(catalog, document);
  }

  private static BaseConfig of(Catalog catalog, YamlValue document) {
    return new BaseConfig(
        catalog, document, new ConfigFormat(catalog).bind(RunConfig.class, document));
  }

  private static YamlValue document(YamlValue base) {
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

  /**
   * {@return the config with values put into it}
   *
   * @param values by path
   * @param circumstances what an error says besides, a sentence
   */
  BaseConfig with(Map<String, YamlValue> values, String circumstances) {
    YamlValue changed = document;
    try {
      for (Map.Entry<String, YamlValue> value : values.entrySet()) {
        changed = changed.with(value.getKey(), value.getValue());
      }
      return of(catalog, changed);
    } catch (ConfigException e) {
      throw e.with(circumstances);
    }
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
