package io.rein4j.study.plan;

import io.rein4j.catalog.Catalog;
import io.rein4j.config.ConfigException;
import io.rein4j.config.ConfigFormat;
import io.rein4j.config.Draft;
import io.rein4j.config.Problems;
import io.rein4j.config.YamlValue;
import io.rein4j.env.EnvSpec;
import io.rein4j.study.plan.CheckedStudy.Spot;
import io.rein4j.study.statistics.HyperparameterSensitivity;
import io.rein4j.text.Suggestion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The reading of a study's file, which tells all that is wrong at once. What may only follow from
 * something else that is wrong is not told.
 */
final class StudyReader {

  private static final String TYPE = ".type";

  private static final YamlValue NOTHING = YamlValue.ofText("", "nowhere");

  private static final StudySettings STUDY =
      new StudySettings(
          "study",
          null,
          Map.of(),
          Map.of("seed", NOTHING),
          List.of(),
          NOTHING,
          null,
          null,
          StudySettings.DEFAULT_SPACE,
          StudySettings.DEFAULT_POINTS,
          StudySettings.DEFAULT_SAMPLER,
          null,
          null,
          StudySettings.DEFAULT_PRIMARY,
          PlannedSettings.DEFAULTS,
          null,
          Map.of(),
          AnalysisSettings.DEFAULTS);

  private static final EnvironmentSettings ENVIRONMENT =
      new EnvironmentSettings(NOTHING, null, null, Map.of());

  /**
   * An environment as the study gives it.
   *
   * @param given where it stands
   * @param name its name, or null if that is its id
   * @param isNamed whether that can be relied on
   * @param document the config that its runs start from, as it was written
   * @param sets values that replace those of the config
   */
  private record Start(
      YamlValue given,
      @Nullable String name,
      boolean isNamed,
      YamlValue document,
      List<Map<String, YamlValue>> sets) {}

  private final Catalog catalog;
  private final Map<String, List<Double>> proposed;
  private final Problems problems = new Problems();
  private final Draft<StudySettings> draft;
  private final StudySettings settings;

  /** Whether the file is YAML without keys that are given twice. */
  private final boolean wellFormed;

  private final List<Factor> factors = new ArrayList<>();

  /** The paths whose levels cannot be read. */
  private final List<String> wrongPaths = new ArrayList<>();

  private final Map<String, BaseConfig> environments = new LinkedHashMap<>();

  private final Map<String, Start> byName = new LinkedHashMap<>();

  private final Map<Spot, BaseConfig> configs = new LinkedHashMap<>();

  private @Nullable Proposing proposing;

  /**
   * Begins to read.
   *
   * @param catalog what configs choose from
   * @param file the study
   * @param proposed the places of the points that have been proposed for it, by their names
   * @throws ConfigException if it is not a section of keys
   */
  StudyReader(Catalog catalog, Path file, Map<String, List<Double>> proposed) {
    this.catalog = catalog;
    this.proposed = proposed;
    YamlValue document = YamlValue.ofFile(file, problems);
    this.wellFormed = problems.isEmpty();
    this.draft = new ConfigFormat(catalog).draft(StudySettings.class, document, STUDY, problems);
    this.settings = draft.settings();
  }

  /**
   * {@return the study}
   *
   * @throws ConfigException with all that is wrong
   */
  CheckedStudy read() {
    readFactors();
    Factor compared = problems.tried(this::compared);
    String baseline = compared == null ? null : problems.tried(() -> baseline(compared));
    Seeds seeds = draft.isSound("seeds") ? problems.tried(this::seeds) : null;
    PlannedComparisons planned = compared == null ? null : problems.tried(() -> planned(compared));
    List<Long> tuningSeeds = seeds == null ? null : problems.tried(() -> tuningSeeds(seeds.all()));
    List<SettingsGrid> grids =
        compared == null || seeds == null ? null : problems.tried(() -> grids(compared, seeds));
    List<Start> starts = starts();
    for (Start start : starts) {
      problems.tried(() -> bind(start));
    }
    readLevels(starts);
    Map<String, ScoreRange> scores = scores();
    problems.throwIfAny();
    return new CheckedStudy(
        settings,
        List.copyOf(factors),
        Objects.requireNonNull(compared),
        Objects.requireNonNull(baseline),
        Objects.requireNonNull(seeds).all(),
        seeds.looks(),
        Objects.requireNonNull(planned),
        Objects.requireNonNull(grids),
        Objects.requireNonNull(tuningSeeds),
        proposing,
        chooses() ? recommendable(compared, starts.get(0)) : Map.of(),
        environments,
        scores,
        configs);
  }

  /**
   * The seeds of a study.
   *
   * @param all all that a cell can have
   * @param looks the numbers of them at which the study is looked at
   */
  private record Seeds(List<Long> all, List<Integer> looks) {}

  private Seeds seeds() {
    if (settings.seeds().isSection()) {
      SeedRange range = new ConfigFormat(catalog).bind(SeedRange.class, settings.seeds());
      return new Seeds(LongStream.rangeClosed(1, range.to()).boxed().toList(), range.looks());
    }
    List<Long> all = SeedList.of(settings.seeds(), 2, ", because statistics need two");
    return new Seeds(all, List.of(all.size()));
  }

  private boolean chooses() {
    return settings.choose() != null || has("space");
  }

  private boolean has(String key) {
    return draft.section().entries().containsKey(key);
  }

  private YamlValue given(String key) {
    return Objects.requireNonNull(draft.section().entries().get(key));
  }

  /** {@return the seeds by which levels are dropped; none if they are only compared} */
  private List<Long> tuningSeeds(List<Long> reporting) {
    TuningSettings tuning = settings.tuning();
    if (!chooses()) {
      if (tuning != null && draft.isLeftOut("choose") && draft.isLeftOut("space")) {
        throw given("tuning")
            .refused(
                "'tuning' has the seeds by which a level is chosen, but the study has neither 'choose' nor 'space'.");
      }
      return List.of();
    }
    if (tuning == null) {
      return counted(TuningSettings.DEFAULT_COUNT, reporting);
    }
    List<Long> listed = SeedList.of(tuning.seeds(), 1, "");
    if (!tuning.seeds().isList()) {
      return counted(listed.size(), reporting);
    }
    for (YamlValue seed : tuning.seeds().items()) {
      if (reporting.contains(seed.wholeNumber().orElseThrow())) {
        throw seed.refused(
            "%s is a tuning seed and one of the 'seeds' that the study reports on; a level that is chosen by runs scores too well on them. The two must have no seed in common."
                .formatted(seed.describe()));
      }
    }
    return listed;
  }

  private static List<Long> counted(int count, List<Long> reporting) {
    return LongStream.iterate(TuningSettings.FIRST, seed -> seed + 1)
        .filter(seed -> !reporting.contains(seed))
        .limit(count)
        .boxed()
        .toList();
  }

  /**
   * {@return the factor of the space; null if there is none, or it follows from something wrong}
   */
  private @Nullable Factor space() {
    if (!has("space")) {
      for (String key : List.of("points", "sampler")) {
        if (has(key) && draft.isLeftOut("space")) {
          throw given(key)
              .refused(
                  "'%s' is %s points of a 'space', but the study has none."
                      .formatted(key, key.equals("points") ? "a number of" : "what chooses the"));
        }
      }
      return null;
    }
    if (!draft.isSound("space") || !draft.isSound("points") || !draft.isSound("sampler")) {
      return null;
    }
    Space space = new Space(catalog, given("space"), settings.space(), settings.vary().keySet());
    if (settings.sampler() == Sampler.SOBOL) {
      return space.factor(settings.points());
    }
    Proposing points = space.proposing(settings.points(), proposed);
    proposing = points;
    return space.factor(points.places());
  }

  /**
   * {@return the config of each level in the first environment: with the other factors as the base
   * has them or, where the level cannot do without, with the first of their levels}
   */
  private Map<String, BaseConfig> recommendable(Factor chosen, Start start) {
    Map<String, BaseConfig> recommendable = new LinkedHashMap<>();
    String name = environments.keySet().iterator().next();
    for (Level level : chosen.levels()) {
      BaseConfig config;
      try {
        config = config(start, name, List.of(chosen), List.of(level));
      } catch (ConfigException e) {
        List<Level> levels =
            factors.stream()
                .map(factor -> factor.equals(chosen) ? level : factor.levels().get(0))
                .toList();
        config = Objects.requireNonNull(configs.get(new Spot(name, levels)));
      }
      recommendable.put(level.name(), config);
    }
    return recommendable;
  }

  private void readFactors() {
    readVaried();
    Factor space = problems.tried(this::space);
    if (space != null) {
      factors.add(space);
    }
  }

  private void readVaried() {
    if (!draft.isSound("vary")) {
      return;
    }
    settings
        .vary()
        .forEach(
            (path, levels) -> {
              Factor factor = problems.tried(() -> Factor.of(catalog, path, levels));
              if (factor == null) {
                wrongPaths.add(path);
              } else {
                factors.add(factor);
              }
            });
  }

  /** {@return the factor that is compared; null if that follows from something wrong} */
  private @Nullable Factor compared() {
    if (!draft.isSound("vary") || !draft.isSound("compare") || !draft.isSound("choose")) {
      return null;
    }
    requireOneOf("compare", "choose", "space");
    if (has("space")) {
      return factors.stream()
          .filter(factor -> factor.paths().equals(settings.space().keySet()))
          .findFirst()
          .orElse(null);
    }
    String key = settings.choose() == null ? "compare" : "choose";
    YamlValue compare = settings.choose() == null ? settings.compare() : settings.choose();
    List<String> paths = List.copyOf(settings.vary().keySet());
    String path = paths.get(0);
    if (compare != null) {
      path = compare.text().orElse("");
      if (!paths.contains(path)) {
        throw compare.refused(
            "'%s' must be a path that the study varies (%s), but is %s%s"
                .formatted(key, String.join(", ", paths), compare.describe(), meant(path, paths)));
      }
    } else if (paths.size() > 1) {
      if (!draft.isLeftOut("compare") || !draft.isLeftOut("choose")) {
        return null;
      }
      throw draft
          .section()
          .refused(
              "the study varies %s, so 'compare' must say which of them is compared."
                  .formatted(String.join(" and ", paths)));
    }
    String chosen = path;
    return factors.stream()
        .filter(factor -> factor.path().equals(chosen))
        .findFirst()
        .map(this::requireTwo)
        .orElse(null);
  }

  private void requireOneOf(String... keys) {
    List<String> both = Stream.of(keys).filter(this::has).toList();
    if (both.size() > 1) {
      throw given(both.get(1))
          .refused(
              "a study has one of the keys 'compare', 'choose' and 'space', but this one has '%s'."
                  .formatted(String.join("' and '", both)));
    }
  }

  private Factor requireTwo(Factor factor) {
    if (factor.levels().size() < 2 && wellFormed) {
      throw Objects.requireNonNull(settings.vary().get(factor.path()))
          .refused(
              "vary.%s has the level '%s' only, but a comparison needs two."
                  .formatted(factor.path(), factor.names().get(0)));
    }
    return factor;
  }

  private String baseline(Factor compared) {
    YamlValue baseline = settings.baseline();
    if (baseline == null) {
      return compared.names().get(0);
    }
    String name = baseline.text().orElse("");
    if (!compared.names().contains(name)) {
      throw baseline.refused(
          "'baseline' must be a level of %s (%s), but is %s%s"
              .formatted(
                  compared.path(),
                  String.join(", ", compared.names()),
                  baseline.describe(),
                  meant(name, compared.names())));
    }
    return name;
  }

  /** {@return the comparisons that are tested; null if that follows from something wrong} */
  private @Nullable PlannedComparisons planned(Factor compared) {
    if (!draft.isSound("planned") || !wrongPaths.isEmpty()) {
      return null;
    }
    List<Factor> others = others(compared);
    Map<String, String> under = new LinkedHashMap<>();
    settings
        .planned()
        .under()
        .forEach(
            (path, level) -> {
              Factor factor = other(others, path, level, "planned.under");
              String name = level.text().orElse("");
              if (!factor.names().contains(name)) {
                throw level.refused(
                    "planned.under.%s must be a level of that factor (%s), but is %s%s"
                        .formatted(
                            path,
                            String.join(", ", factor.names()),
                            level.describe(),
                            meant(name, factor.names())));
              }
              under.put(path, name);
            });
    YamlValue interaction = settings.planned().interaction();
    if (interaction == null) {
      return new PlannedConditions(others, under).comparisons(null);
    }
    String path = interaction.text().orElse("");
    Factor factor = other(others, path, interaction, "planned.interaction");
    if (under.containsKey(path) || factor.levels().size() < 2) {
      throw interaction.refused(
          "planned.interaction needs a factor of which two levels or more are compared, but of %s there is only '%s'."
              .formatted(path, under.getOrDefault(path, factor.names().get(0))));
    }
    return new PlannedConditions(others, under).comparisons(factor);
  }

  /**
   * {@return the grids of settings whose sensitivity is told; null if they follow from something
   * wrong}
   */
  private @Nullable List<SettingsGrid> grids(Factor compared, Seeds seeds) {
    SensitivitySettings sensitivity = settings.sensitivity();
    if (sensitivity == null) {
      return List.of();
    }
    if (!draft.isSound("sensitivity") || !wrongPaths.isEmpty()) {
      return null;
    }
    YamlValue given = given("sensitivity");
    if (chooses()) {
      throw given.refused(
          "'sensitivity' needs the runs of all settings, but a study with '%s' drops some of them; 'compare' keeps all."
              .formatted(settings.choose() == null ? "space" : "choose"));
    }
    if (seeds.looks().size() > 1) {
      throw given.refused(
          "'sensitivity' needs the same seeds under all settings, but this study adds seeds where they are needed; 'seeds' must be a number or a list.");
    }
    if (seeds.all().size() < HyperparameterSensitivity.LEAST_SEEDS) {
      throw given.refused(
          "'sensitivity' needs at least %s seeds, because settings are chosen on one half of them and scored on the other, but the study has %s."
              .formatted(HyperparameterSensitivity.LEAST_SEEDS, seeds.all().size()));
    }
    if (draft.isSound("environments") && settings.environments().size() < 2) {
      throw given.refused(
          "'sensitivity' is what it costs to use one setting in all environments, so the study needs two environments or more, but has one.");
    }
    return new SettingsGrids(given, sensitivity, compared, others(compared)).read();
  }

  private List<Factor> others(Factor compared) {
    return factors.stream().filter(factor -> !factor.path().equals(compared.path())).toList();
  }

  private static Factor other(List<Factor> others, String path, YamlValue given, String key) {
    List<String> paths = others.stream().map(Factor::path).toList();
    return others.stream()
        .filter(factor -> factor.path().equals(path))
        .findFirst()
        .orElseThrow(
            () ->
                given.refused(
                    "%s must name a factor besides the compared one (%s), but names '%s'%s"
                        .formatted(
                            key,
                            paths.isEmpty()
                                ? "this study varies no other"
                                : String.join(", ", paths),
                            path,
                            meant(path, paths))));
  }

  /** Ends a sentence, with the nearest of some names if one is near. */
  static String meant(String given, Collection<String> names) {
    return Suggestion.nearest(given, names).map("; the nearest is '%s'."::formatted).orElse(".");
  }

  /** {@return the environments whose configs can be looked at} */
  private List<Start> starts() {
    List<Start> starts = new ArrayList<>();
    if (!draft.isSound("environments") || !draft.isSound("set")) {
      return starts;
    }
    List<YamlValue> given = settings.environments();
    for (YamlValue each : given.isEmpty() ? List.of(draft.section()) : given) {
      Start start = problems.tried(() -> given.isEmpty() ? ofBase(each) : start(each));
      if (start != null) {
        starts.add(start);
      }
    }
    return starts;
  }

  private @Nullable Start ofBase(YamlValue study) {
    YamlValue base = settings.base();
    if (base != null) {
      return new Start(study, null, true, BaseConfig.document(base), List.of(settings.set()));
    }
    if (draft.isLeftOut("base")) {
      throw study.refused("the key 'base' is needed: the config that runs start from.");
    }
    return null;
  }

  private @Nullable Start start(YamlValue given) {
    Draft<EnvironmentSettings> read =
        given.isSection()
            ? new ConfigFormat(catalog)
                .draft(EnvironmentSettings.class, given, ENVIRONMENT, problems)
            : new Draft<>(
                given, new EnvironmentSettings(given, null, null, Map.of()), Set.of(), false);
    EnvironmentSettings environment = read.settings();
    if (!read.isSound("id") || !read.isSound("base") || !read.isSound("set")) {
      return null;
    }
    YamlValue base = environment.base() != null ? environment.base() : settings.base();
    if (base != null) {
      return new Start(
          given,
          environment.name(),
          read.isSound("name"),
          BaseConfig.document(base),
          List.of(Map.of("env.id", environment.id()), settings.set(), environment.set()));
    }
    if (draft.isLeftOut("base") && read.isLeftOut("base")) {
      throw environment
          .id()
          .refused(
              "there is no 'base' of the study and none of this environment; the key 'base' is needed: the config that runs start from.");
    }
    return null;
  }

  /** Makes the config of an environment, and names it. */
  private BaseConfig bind(Start start) {
    BaseConfig base = BaseConfig.of(catalog, start.document(), start.sets());
    if (!start.isNamed()) {
      return base;
    }
    String name = start.name() == null ? base.config().env().id() : start.name();
    if (name.equals(StudyDesign.OVERALL)) {
      throw start
          .given()
          .refused(
              "'%s' names all environments together, so no environment of a study may have that name."
                  .formatted(name));
    }
    Start other = byName.putIfAbsent(name, start);
    if (other != null) {
      throw start
          .given()
          .refused(
              "'environments' has %s twice. The key 'name' gives one of them another name: {id: %s, name: …}."
                  .formatted(name, base.config().env().id()));
    }
    environments.put(name, base);
    return base;
  }

  /** Makes the configs of all runs but for their seeds. */
  private void readLevels(List<Start> starts) {
    List<Factor> readable =
        factors.stream()
            .filter(factor -> factor.paths().stream().noneMatch(this::isReached))
            .toList();
    if (readable.isEmpty()) {
      return;
    }
    Map<Start, String> names = new HashMap<>();
    byName.forEach((name, start) -> names.put(start, name));
    for (List<Level> levels : Factor.combinations(readable)) {
      for (Start start : starts) {
        String name = names.getOrDefault(start, label(start));
        BaseConfig config = problems.tried(() -> config(start, name, readable, levels));
        if (config != null) {
          configs.put(new Spot(name, levels), config);
        } else if (has("space")) {
          // What is wrong at one point of a space is wrong at nearly all.
          return;
        }
      }
    }
  }

  /** {@return whether levels that cannot be read may decide which values are right at a path} */
  private boolean isReached(String path) {
    return wrongPaths.stream()
        .map(
            wrong ->
                wrong.endsWith(TYPE) ? wrong.substring(0, wrong.length() - TYPE.length()) : wrong)
        .anyMatch(wrong -> path.startsWith(wrong + "."));
  }

  private static String label(Start start) {
    return start.name() != null
        ? start.name()
        : Optional.ofNullable(start.sets().get(0).get("env.id"))
            .flatMap(YamlValue::text)
            .orElse("the environment of the base");
  }

  private BaseConfig config(Start start, String name, List<Factor> readable, List<Level> levels) {
    Map<String, YamlValue> values = new LinkedHashMap<>();
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < levels.size(); i++) {
      levels
          .get(i)
          .values()
          .forEach((path, value) -> values.put(path, value.under(declared(path))));
      chosen.add(readable.get(i).words(levels.get(i)));
    }
    List<Map<String, YamlValue>> sets = new ArrayList<>(start.sets());
    sets.add(values);
    try {
      return BaseConfig.of(catalog, start.document(), sets);
    } catch (ConfigException e) {
      throw e.with("This is so where %s, in %s.".formatted(String.join(" and ", chosen), name));
    }
  }

  private YamlValue declared(String path) {
    YamlValue varied = settings.vary().get(path);
    return varied != null ? varied : Objects.requireNonNull(settings.space().get(path));
  }

  private Map<String, ScoreRange> scores() {
    Map<String, ScoreRange> scores = new LinkedHashMap<>();
    if (!draft.isSound("scores")) {
      return scores;
    }
    Set<String> strangers = new LinkedHashSet<>(settings.scores().keySet());
    strangers.removeAll(environments.keySet());
    if (environments.size() == Math.max(1, settings.environments().size())) {
      strangers.forEach(name -> problems.add(stranger(name)));
    }
    environments.forEach(
        (name, base) -> {
          ScoreSettings given = settings.scores().get(name);
          if (given != null) {
            if (!given.isMeasured()) {
              problems.tried(() -> scores.put(name, given(name, given, base)));
            }
          } else if (strangers.isEmpty() && (hasScores() || draft.isLeftOut("scores"))) {
            problems.tried(() -> scores.put(name, known(base).orElseThrow(() -> unknown(name))));
          }
        });
    return scores;
  }

  private boolean hasScores() {
    return draft.section().entries().containsKey("scores");
  }

  private ConfigException stranger(String name) {
    YamlValue scores = Objects.requireNonNull(draft.section().entries().get("scores"));
    return Objects.requireNonNull(scores.entries().get(name))
        .refused(
            "'scores' names %s, which is not an environment of the study%s"
                .formatted(name, meant(name, environments.keySet())));
  }

  /** Returns the known range if it is the same: the study's resolved file gives that too. */
  private ScoreRange given(String name, ScoreSettings given, BaseConfig base) {
    double random =
        given
            .random()
            .number()
            .filter(Double::isFinite)
            .orElseThrow(
                () ->
                    given
                        .random()
                        .refused(
                            "scores.%s.random must be a finite number, or 'measure' to have it measured before the runs, but is %s."
                                .formatted(name, given.random().describe())));
    try {
      ScoreRange range =
          new ScoreRange(random, given.reference()).withSolved(KnownEnvironments.solved(base));
      return known(base).filter(known -> known.isSame(range)).orElse(range);
    } catch (IllegalArgumentException e) {
      throw given.random().refused(String.valueOf(e.getMessage()));
    }
  }

  private Optional<ScoreRange> known(BaseConfig base) {
    Optional<EnvSpec> spec = KnownEnvironments.of(catalog, base.config().env());
    OptionalDouble random = spec.map(EnvSpec::randomScore).orElse(OptionalDouble.empty());
    OptionalDouble reference = spec.map(EnvSpec::referenceScore).orElse(OptionalDouble.empty());
    return random.isEmpty() || reference.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ScoreRange.known(random.getAsDouble(), reference.getAsDouble())
                .withSolved(KnownEnvironments.solved(base)));
  }

  private ConfigException unknown(String name) {
    return Objects.requireNonNull(byName.get(name))
        .given()
        .refused(
            ("nothing is known of the returns that scores are measured by in %s; the study needs"
                    + " them: scores: {\"%s\": {random: …, reference: …}}, the mean returns of random"
                    + " actions, or 'measure' to have that measured before the runs, and of a good"
                    + " agent.")
                .formatted(name, name));
  }
}
