package io.rein4j.cli;

import io.rein4j.catalog.Catalog;
import io.rein4j.config.ConfigFormat;
import io.rein4j.config.Problems;
import io.rein4j.config.YamlValue;
import io.rein4j.env.source.EnvSettings;
import io.rein4j.env.source.EnvSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The environment that a command looks at, as the command line says it. */
final class EnvOrigin {

  private static final String ENV = "env";

  @Parameters(
      paramLabel = "ID",
      description =
          "The environment, for example CartPole-v1, gym:CartPole-v1 or gym:my_package:MyEnv-v0.")
  private String id = "";

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The Gym server that serves it, for example http://127.0.0.1:5000.")
  private @Nullable String server;

  @Option(
      names = "--set",
      paramLabel = "path=value",
      description =
          "Set one value as in a config, for example env.options.map-name=8x8 or"
              + " env.gym.frame-skip=4. Repeatable.")
  private List<String> sets = new ArrayList<>();

  /** Made by the command line's parser. */
  EnvOrigin() {}

  EnvSource open(Catalog catalog, CommandSpec spec) {
    return settings(catalog).open(catalog, notice -> Terminal.notice(spec, notice));
  }

  private EnvSettings settings(Catalog catalog) {
    Map<String, Object> env = new LinkedHashMap<>();
    env.put("id", id);
    String origin = "ID";
    if (server != null) {
      env.put("server", server);
      origin = "ID or --server";
    }
    Problems problems = new Problems();
    Map<String, YamlValue> entries =
        YamlValue.ofText(ConfigFormat.write(Map.of(ENV, env)), origin)
            .withSets(sets, problems)
            .entries();
    entries.forEach((key, value) -> problems.tried(() -> requireEnv(key, value)));
    YamlValue value = entries.get(ENV);
    EnvSettings settings =
        value == null
            ? null
            : problems.tried(() -> new ConfigFormat(catalog).bind(EnvSettings.class, value));
    problems.throwIfAny();
    Objects.requireNonNull(settings);
    if (settings.count() != 1 || !settings.wrappers().isEmpty()) {
      throw new IllegalArgumentException(
          "Only the bare environment is inspected: leave out 'env.count' and 'env.wrappers'.");
    }
    return settings;
  }

  private static YamlValue requireEnv(String key, YamlValue value) {
    if (!key.equals(ENV)) {
      throw value.refused("Only what is in 'env' can be set here, but not '%s'.".formatted(key));
    }
    return value;
  }
}
