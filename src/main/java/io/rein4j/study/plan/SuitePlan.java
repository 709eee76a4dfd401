package io.rein4j.study.plan;

import io.rein4j.catalog.Catalog;
import io.rein4j.config.ConfigFormat;
import io.rein4j.config.Draft;
import io.rein4j.config.Problems;
import io.rein4j.config.YamlValue;
import io.rein4j.env.EnvSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All that a suite is going to do: its runs, each of them checked, and what they are measured
 * against.
 *
 * @param name the suite's name
 * @param entries its lines
 * @param analysis how the intervals are made
 * @param runs entry by entry, in order of the seeds
 * @param resolved the suite with every key, and with its configs in it, as a tree for YAML
 */
public record SuitePlan(
    String name,
    List<Entry> entries,
    AnalysisSettings analysis,
    List<PlannedRun> runs,
    Map<String, Object> resolved) {

  private static final YamlValue NOTHING = YamlValue.ofText("", "nowhere");

  private static final SuiteEntry ENTRY = new SuiteEntry(NOTHING, null, null, Map.of());

  private static final SuiteSettings SUITE =
      new SuiteSettings(
          "suite",
          List.of(ENTRY),
          NOTHING,
          SuiteSettings.DEFAULT_EVALUATION_EPISODES,
          Map.of(),
          AnalysisSettings.DEFAULTS);

  /**
   * A line of the suite.
   *
   * @param cell what its runs have in common; the level is the config's name
   * @param steps environment steps of each run
   * @param random the mean return of random actions, if it is known
   * @param threshold the return that counts as learned, if there is one
   * @param reference what others have published, or null
   */
  public record Entry(
      Cell cell,
      long steps,
      OptionalDouble random,
      OptionalDouble threshold,
      @Nullable PublishedReturn reference) {}

  public SuitePlan {
    entries = List.copyOf(entries);
    runs = List.copyOf(runs);
  }

  /**
   * {@return the plan of a suite}
   *
   * @param catalog what there is to choose from
   * @param file the suite
   * @throws io.rein4j.config.ConfigException if it cannot be read, or with all that is not valid in
   *     it
   */
  public static SuitePlan read(Catalog catalog, Path file) {
    Problems problems = new Problems();
    YamlValue document = YamlValue.ofFile(file, problems);
    Draft<SuiteSettings> draft =
        new ConfigFormat(catalog).draft(SuiteSettings.class, document, SUITE, problems);
    SuiteSettings settings = draft.settings();
    List<Long> seeds =
        draft.isSound("seeds") ? problems.tried(() -> SeedList.of(settings.seeds(), 1, "")) : null;
    Map<String, YamlValue> episodes =
        Map.of(
            "evaluation.episodes",
            YamlValue.ofText("" + settings.evaluationEpisodes(), file.toString()));
    List<Entry> entries = new ArrayList<>();
    List<PlannedRun> runs = new ArrayList<>();
    List<Object> lines = new ArrayList<>();
    Slugs slugs = new Slugs();
    EnvironmentNames names = new EnvironmentNames();
    List<SuiteEntry> readable =
        draft.isSound("set") ? entries(catalog, document) : List.<SuiteEntry>of();
    for (SuiteEntry given : readable) {
      BaseConfig base =
          problems.tried(
              () ->
                  BaseConfig.of(
                      catalog,
                      BaseConfig.document(given.config()),
                      List.of(episodes, settings.set(), given.set())));
      if (base == null) {
        continue;
      }
      String name = base.config().name();
      Cell cell = new Cell(name, names.of(base.config().env()), "");
      if (entries.stream().anyMatch(entry -> entry.cell().equals(cell))) {
        problems.add(
            given
                .config()
                .refused(
                    "the suite has two entries named '%s'; set: {name: …} gives one another name."
                        .formatted(name)));
      }
      Entry entry =
          new Entry(
              cell,
              base.config().training().steps(),
              known(base, EnvSpec::randomScore),
              given.threshold() != null
                  ? OptionalDouble.of(given.threshold())
                  : known(base, EnvSpec::rewardThreshold),
              given.reference());
      entries.add(entry);
      String slug = slugs.of(List.of(name));
      if (seeds != null) {
        seeds.forEach(seed -> runs.add(new PlannedRun(cell, base.run(slug, seed))));
      }
      lines.add(line(entry, base));
    }
    problems.throwIfAny();
    Map<String, Object> resolved = new LinkedHashMap<>();
    resolved.put("name", settings.name());
    resolved.put("entries", lines);
    resolved.put("seeds", Objects.requireNonNull(seeds));
    resolved.put("evaluation-episodes", settings.evaluationEpisodes());
    resolved.put(
        "analysis",
        Objects.requireNonNull(ConfigFormat.tree(AnalysisSettings.class, settings.analysis())));
    return new SuitePlan(settings.name(), entries, settings.analysis(), runs, resolved);
  }

  /**
   * {@return the entries whose configs can be looked at; what is wrong in others is told before}
   */
  private static List<SuiteEntry> entries(Catalog catalog, YamlValue suite) {
    List<SuiteEntry> entries = new ArrayList<>();
    YamlValue list = suite.entries().get("entries");
    for (YamlValue item : list == null ? List.<YamlValue>of() : list.items()) {
      if (item.isSection()) {
        Draft<SuiteEntry> entry =
            new ConfigFormat(catalog).draft(SuiteEntry.class, item, ENTRY, new Problems());
        if (entry.isSound("config") && entry.isSound("set")) {
          entries.add(entry.settings());
        }
      }
    }
    return entries;
  }

  /**
   * {@return the JSON Schema of a suite, as in {@code configs/suite-schema.json}}
   *
   * @param catalog what there is to choose from
   */
  public static String schema(Catalog catalog) {
    return new ConfigFormat(catalog).schema("Rein4J suite", SuiteSettings.class);
  }

  private static OptionalDouble known(BaseConfig base, Function<EnvSpec, OptionalDouble> figure) {
    return KnownEnvironments.of(base.catalog(), base.config().env())
        .map(figure)
        .orElse(OptionalDouble.empty());
  }

  private static Object line(Entry entry, BaseConfig base) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("config", base.tree());
    entry.threshold().ifPresent(threshold -> line.put("threshold", threshold));
    PublishedReturn reference = entry.reference();
    if (reference != null) {
      line.put(
          "reference", Objects.requireNonNull(ConfigFormat.tree(PublishedReturn.class, reference)));
    }
    return line;
  }
}
