package io.rein4j.train;

import io.rein4j.api.Incubating;
import io.rein4j.catalog.Catalog;
import io.rein4j.config.ConfigException;
import io.rein4j.config.ConfigFormat;
import io.rein4j.config.Differences;
import io.rein4j.config.Problems;
import io.rein4j.config.YamlValue;
import io.rein4j.env.gym.EnvRefusedException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Reads and writes the configs of runs. */
@Incubating
public final class RunConfigs {

  private RunConfigs() {}

  /**
   * {@return the config that a file and the command line give}
   *
   * @param catalog what there is to choose from
   * @param file a YAML document in UTF-8
   * @param sets values that replace the file's, each {@code path=value}
   * @throws ConfigException if the file cannot be read, or a key or value is not valid
   */
  public static RunConfig read(Catalog catalog, Path file, List<String> sets) {
    return new ConfigFormat(catalog).read(RunConfig.class, file, sets);
  }

  /**
   * {@return the error of a config whose environment turns out not to be there once it is made}
   *
   * @param file the config
   * @param sets values that replace the file's, as for {@link #read}
   * @param refusal why it was not made
   */
  public static RuntimeException refused(
      Path file, List<String> sets, EnvRefusedException refusal) {
    YamlValue env = YamlValue.ofFile(file).withSets(sets, new Problems()).entries().get("env");
    YamlValue id = env == null ? null : env.entries().get("id");
    return id == null
        ? refusal
        : id.asDocument().refused(String.valueOf(refusal.getMessage()), refusal);
  }

  /**
   * {@return the config that {@link #toYaml} wrote into a file}
   *
   * @param catalog what there is to choose from
   * @param file such as a run folder's {@code config.yaml}
   * @throws ConfigException if the file cannot be read, or a key or value is not valid
   */
  public static RunConfig readResolved(Catalog catalog, Path file) {
    return read(catalog, file, List.of());
  }

  /**
   * {@return the config of a run that is only read about: its environment need not be in the
   * catalog, as one of the Java program that trained it is not}
   *
   * @param catalog what there is to choose from
   * @param file such as a run folder's {@code config.yaml}
   * @throws ConfigException if the file cannot be read, or a key or value is not valid
   */
  public static RunConfig readRecorded(Catalog catalog, Path file) {
    return ConfigFormat.ofRecords(catalog).read(RunConfig.class, file, List.of());
  }

  /**
   * {@return the config that {@link #toYaml} gave}
   *
   * @param catalog what there is to choose from
   * @param yaml the text
   * @param origin what an error calls the place where it comes from
   * @throws ConfigException if a key or value is not valid
   */
  public static RunConfig ofText(Catalog catalog, String yaml, String origin) {
    return new ConfigFormat(catalog).bind(RunConfig.class, YamlValue.ofText(yaml, origin));
  }

  /**
   * {@return the config that {@link #toYaml} gave, of a run that is only read about, as of {@link
   * #readRecorded}}
   *
   * @param catalog what there is to choose from
   * @param yaml the text
   * @param origin what an error calls the place where it comes from
   * @throws ConfigException if a key or value is not valid
   */
  static RunConfig ofRecordedText(Catalog catalog, String yaml, String origin) {
    return ConfigFormat.ofRecords(catalog).bind(RunConfig.class, YamlValue.ofText(yaml, origin));
  }

  /**
   * {@return the config with every key in its place, as YAML that reads back to an equal config}
   *
   * @param config the config
   */
  public static String toYaml(RunConfig config) {
    return ConfigFormat.write(RunConfig.class, config);
  }

  /**
   * {@return the config as {@link #toYaml(RunConfig)} gives it, but with other names of its files}
   *
   * @param config the config
   * @param names what to call a file that the config names
   */
  public static String toYaml(RunConfig config, Function<Path, String> names) {
    return ConfigFormat.write(ConfigFormat.tree(RunConfig.class, config, names));
  }

  /**
   * {@return the settings that a program has made, as their config will give them again; relative
   * paths become absolute}
   *
   * @param catalog what there is to choose from
   * @param made the settings
   * @throws IllegalArgumentException if their config would not give them again; the sentence says
   *     what of them is in the way
   */
  public static RunConfig readBack(Catalog catalog, RunConfig made) {
    ConfigFormat format = new ConfigFormat(catalog);
    format
        .unregistered(RunConfig.class, made)
        .ifPresent(
            record -> {
              throw new IllegalArgumentException(
                  "The run cannot be written down, as no config can choose its %s: mark the record with @TypeName, register it in a Rein4jModule, and give the run catalog(Catalog.standard().with(module))."
                      .formatted(record));
            });
    Object tree = ConfigFormat.tree(RunConfig.class, made, RunConfigs::absolute);
    RunConfig read;
    try {
      read = ofText(catalog, ConfigFormat.write(tree), "this run");
    } catch (ConfigException e) {
      throw new IllegalArgumentException(
          "The run cannot be written down, as its config cannot be read again. " + e.getMessage(),
          e);
    }
    String differences =
        Differences.between(tree, ConfigFormat.tree(RunConfig.class, read, RunConfigs::absolute));
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "The run cannot be written down, as its config would give other settings: %s."
              .formatted(differences));
    }
    return read;
  }

  private static String absolute(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }

  /**
   * {@return the JSON Schema of a run's config, as in {@code configs/schema.json}}
   *
   * @param catalog what there is to choose from
   */
  public static String schema(Catalog catalog) {
    return new ConfigFormat(catalog).schema("Rein4J run", RunConfig.class);
  }
}
