package io.rein4j.config;

import io.rein4j.api.Incubating;
import io.rein4j.catalog.Catalog;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way in which settings records are written in YAML: reads, writes and describes them.
 *
 * <p>A record's components are the keys, in kebab-case. What a key means, its default and its range
 * are the record's own.
 */
@Incubating
public final class ConfigFormat {

  private final SettingsTypes types;

  /**
   * Makes the format in which a {@code type} is any agent, rule, … of a catalog.
   *
   * @param catalog what there is to choose from
   */
  public ConfigFormat(Catalog catalog) {
    this(new SettingsTypes(catalog));
  }

  private ConfigFormat(SettingsTypes types) {
    this.types = types;
  }

  /**
   * {@return the format of settings that are only read: what they name, such as an environment by
   * its id, need not be in the catalog}
   *
   * @param catalog what there is to choose from
   */
  public static ConfigFormat ofRecords(Catalog catalog) {
    return new ConfigFormat(new SettingsTypes(catalog, false));
  }

  /**
   * {@return the settings that a file holds}
   *
   * @param type the record, or the interface that a {@code type} chooses a record of
   * @param file a YAML document in UTF-8
   * @param sets values that replace the file's, each {@code path=value}, such as {@code
   *     agent.clipping.rules.0.threshold=5}; a later one replaces an earlier one
   * @throws ConfigException if the file cannot be read, or with all keys and values in it and in
   *     {@code sets} that are not valid
   */
  public <T> T read(Class<T> type, Path file, List<String> sets) {
    Problems problems = new Problems();
    Node document = Overrides.apply(YamlTree.ofFile(file, problems), sets, problems);
    T settings = problems.tried(() -> new SettingsBinder(types).bind(type, document));
    problems.throwIfAny();
    return Objects.requireNonNull(settings);
  }

  /**
   * {@return the settings that a part of a document holds}
   *
   * @param type the record, or the interface that a {@code type} chooses a record of
   * @param value the part
   * @throws ConfigException if a key or value in it is not valid
   */
  public <T> T bind(Class<T> type, YamlValue value) {
    return new SettingsBinder(types).bind(type, value);
  }

  /**
   * {@return the settings that a section holds, as far as they can be read}
   *
   * @param type the record
   * @param section the section
   * @param standIns values for keys that must be given and have no value that can be used
   * @param problems receives what is wrong
   * @throws ConfigException with all problems, if it is not a section
   */
  public <T extends Record> Draft<T> draft(
      Class<T> type, YamlValue section, T standIns, Problems problems) {
    Draft<T> draft =
        problems.tried(() -> new SettingsBinder(types).draft(type, section, standIns, problems));
    if (draft == null) {
      throw problems.exception();
    }
    return draft;
  }

  /**
   * {@return the first part of settings that no config can choose, because the catalog does not
   * have its record under the record's name, such as {@code clipping rule org.example.SoftClip};
   * empty if there is none}
   *
   * @param type as for {@link #read}
   * @param settings the settings
   */
  public <T> Optional<String> unregistered(Class<T> type, T settings) {
    return new Unregistered(types.catalog()).in(type, settings);
  }

  /**
   * {@return settings as YAML with every key, which {@link #read} turns into equal settings}
   *
   * @param type as for {@link #read}
   * @param settings the settings
   */
  public static <T> String write(Class<T> type, T settings) {
    return YamlWriter.write(new SettingsTree().of(type, settings));
  }

  /**
   * {@return settings in one line, without the keys that have their defaults, such as {@code {type:
   * global-norm, threshold: 0.5}}; for people to read}
   *
   * @param type as for {@link #read}
   * @param settings the settings
   */
  public static <T> String brief(Class<T> type, T settings) {
    return BriefSettings.of(type, settings);
  }

  /**
   * {@return a tree as YAML}
   *
   * @param tree maps with texts as keys, lists, texts, numbers, truth values and null, as of {@link
   *     YamlValue#plain}
   */
  public static String write(@Nullable Object tree) {
    return YamlWriter.write(tree);
  }

  /**
   * {@return settings as a tree with every key, as {@link #write(Class, Object)} writes it}
   *
   * @param type as for {@link #read}
   * @param settings the settings
   */
  public static <T> @Nullable Object tree(Class<T> type, T settings) {
    return new SettingsTree().of(type, settings);
  }

  /**
   * {@return settings as {@link #tree(Class, Object)} gives them, but for paths}
   *
   * @param type as for {@link #read}
   * @param settings the settings
   * @param paths gives what stands for a path
   */
  public static <T> @Nullable Object tree(Class<T> type, T settings, Function<Path, String> paths) {
    return new SettingsTree(paths).of(type, settings);
  }

  /**
   * {@return the JSON Schema (draft 2020-12) of a record}
   *
   * @param title what the config is called
   * @param type the record
   */
  public String schema(String title, Class<? extends Record> type) {
    return SchemaWriter.write(title, type, types);
  }
}
