package io.rein4j.train;

import io.rein4j.catalog.Catalog;
import io.rein4j.config.ConfigException;
import io.rein4j.config.Differences;
import io.rein4j.files.Sha256;
import io.rein4j.state.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a checkpoint says of the run that made it, by which it is known whether another process goes
 * on with the same run: its config, what was in its model files, and the version of Rein4J.
 *
 * @param version of Rein4J
 * @param config the resolved config in YAML
 * @param files SHA-256 of every model file, in hexadecimal, by the path that the config gives
 */
record RunIdentity(String version, String config, Map<String, String> files) {

  /** Where a config in a checkpoint stands, as errors say it. */
  private static final String ORIGIN = "the config in the checkpoint";

  private static final String UNREADABLE = "This version of Rein4J cannot read its config. ";

  /** What identities are read on. */
  static final RunIdentity BLANK = new RunIdentity("", "", Map.of());

  /**
   * Returns the identity of a run of this process.
   *
   * @throws IOException if a model file cannot be read
   */
  static RunIdentity of(RunConfig config) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    for (Path file : DeterminingSettings.files(config)) {
      files.put(file.toString(), Sha256.of(file).hex());
    }
    return new RunIdentity(Provenance.ownVersion(), RunConfigs.toYaml(config), files);
  }

  /** Writes or reads an identity. */
  RunIdentity of(State state) throws IOException {
    return new RunIdentity(
        state.of(version),
        state.of(config),
        mapOf(
            state.renewed(
                List.copyOf(files.entrySet()),
                Map.entry("", ""),
                (file, within) ->
                    Map.entry(within.of(file.getKey()), within.of(file.getValue())))));
  }

  private static Map<String, String> mapOf(List<Map.Entry<String, String>> entries) {
    Map<String, String> map = new LinkedHashMap<>();
    entries.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
    return map;
  }

  /**
   * Returns the config.
   *
   * @throws IOException if this version of Rein4J cannot read it
   */
  RunConfig settings(Catalog catalog) throws IOException {
    try {
      return RunConfigs.ofText(catalog, config, ORIGIN);
    } catch (ConfigException e) {
      throw new IOException(UNREADABLE + e.getMessage(), e);
    }
  }

  /**
   * Returns how the settings that the numbers of a run depend on differ, as a list for the middle
   * of a sentence; empty if they do not. What is in model files is not compared, nor are the steps
   * of training.
   *
   * @param then what a checkpoint says
   * @param now what the run's config.yaml says
   */
  static String changes(RunConfig then, RunConfig now) {
    return Differences.between(
        DeterminingSettings.of(then.withSteps(now.training().steps()), file -> "a file"),
        DeterminingSettings.of(now, file -> "a file"));
  }

  /**
   * Returns the config, whose environment need not be in the catalog.
   *
   * @throws IOException if this version of Rein4J cannot read it
   */
  RunConfig recorded(Catalog catalog) throws IOException {
    try {
      return RunConfigs.ofRecordedText(catalog, config, ORIGIN);
    } catch (ConfigException e) {
      throw new IOException(UNREADABLE + e.getMessage(), e);
    }
  }

  /**
   * Returns how what the numbers of a run depend on differs from what it is now, as a list for the
   * middle of a sentence; empty if it does not. The steps of training are not compared.
   *
   * @throws IOException if this version of Rein4J cannot read one of the configs
   */
  String differences(Catalog catalog, RunIdentity now) throws IOException {
    RunConfig then = settings(catalog);
    RunConfig present = now.settings(catalog);
    return Differences.between(
        DeterminingSettings.of(then.withSteps(present.training().steps()), this::contents),
        DeterminingSettings.of(present, now::contents));
  }

  private String contents(Path file) {
    return "a file with the SHA-256 " + Objects.requireNonNullElse(files.get(file.toString()), "?");
  }
}
