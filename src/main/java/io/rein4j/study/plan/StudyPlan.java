package io.rein4j.study.plan;

import io.rein4j.catalog.Catalog;
import io.rein4j.config.ConfigFormat;
import io.rein4j.config.Problems;
import io.rein4j.config.YamlValue;
import io.rein4j.env.EnvSpec;
import io.rein4j.text.Suggestion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that a study is going to do: its design, and its runs with their configs, each of them
 * checked.
 *
 * <p>The runs are paired: every cell has the same seeds, and a run's seed alone decides its initial
 * weights and the seeds of its episodes.
 *
 * @param design what is compared
 * @param analysis how the statistics are made
 * @param runs cell by cell, in order of the seeds
 * @param randomAgents whose returns are to be measured before the runs, because scores need them
 * @param resolved the study with every key, and with its bases in it, as a tree for YAML
 */
public record StudyPlan(
    StudyDesign design,
    AnalysisSettings analysis,
    List<PlannedRun> runs,
    List<RandomAgent> randomAgents,
    Map<String, Object> resolved) {

  public StudyPlan {
    runs = List.copyOf(runs);
    randomAgents = List.copyOf(randomAgents);
  }

  /**
   * {@return what is compared, with the score ranges of all environments}
   *
   * @param measured what the random agents got, by environment
   * @throws IllegalArgumentException if one of them got no less than the reference
   */
  public StudyDesign design(Map<String, RandomReturn> measured) {
    if (randomAgents.isEmpty()) {
      return design;
    }
    Map<String, ScoreRange> ranges = new LinkedHashMap<>(design.scores());
    for (RandomAgent agent : randomAgents) {
      ranges.put(
          agent.environment(),
          agent.range(Objects.requireNonNull(measured.get(agent.environment()))));
    }
    Map<String, ScoreRange> inOrder = new LinkedHashMap<>();
    design.environments().forEach(name -> inOrder.put(name, design.withScores(ranges).range(name)));
    return design.withScores(inOrder);
  }

  /**
   * {@return the plan of a study}
   *
   * @param catalog what configs choose from
   * @param file the study
   * @throws io.rein4j.config.ConfigException if it cannot be read, or anything in it, or any run
   *     that follows from it, is not valid
   */
  public static StudyPlan read(Catalog catalog, Path file) {
    StudySettings settings = new ConfigFormat(catalog).read(StudySettings.class, file, List.of());
    return new Planner(catalog, settings, file.toString()).plan();
  }

  /**
   * {@return the JSON Schema of a study, as in {@code configs/study-schema.json}}
   *
   * @param catalog what configs choose from
   */
  public static String schema(Catalog catalog) {
    return new ConfigFormat(catalog).schema("Rein4J study", StudySettings.class);
  }

  /** What becomes of the settings on the way to the plan. */
  private static final class Planner {

    private final Catalog catalog;
    private final StudySettings settings;
    private final String file;
    private final List<Factor> factors;
    private final Factor compared;

    Planner(Catalog catalog, StudySettings settings, String file) {
      this.catalog = catalog;
      this.settings = settings;
      this.file = file;
      Problems problems = new Problems();
      List<Factor> declared = new ArrayList<>();
      settings
          .vary()
          .forEach(
              (path, levels) -> {
                Factor factor = problems.tried(() -> Factor.of(catalog, path, levels));
                if (factor != null) {
                  declared.add(factor);
                }
              });
      problems.throwIfAny();
      this.factors = List.copyOf(declared);
      this.compared = compared();
    }

    StudyPlan plan() {
      Problems problems = new Problems();
      List<Long> seeds =
          problems.tried(() -> SeedList.of(settings.seeds(), 2, ", because statistics need two"));
      Map<String, BaseConfig> environments = problems.tried(this::environments);
      String baseline = problems.tried(this::baseline);
      problems.throwIfAny();
      return plan(
          Objects.requireNonNull(seeds),
          Objects.requireNonNull(environments),
          Objects.requireNonNull(baseline));
    }

    private StudyPlan plan(
        List<Long> seeds, Map<String, BaseConfig> environments, String baseline) {
      List<List<Level>> conditions = conditions();
      StudyDesign design =
          new StudyDesign(
              settings.name(),
              compared.path(),
              compared.names(),
              baseline,
              List.copyOf(environments.keySet()),
              conditions.stream().map(Planner::name).toList(),
              seeds,
              levelValues(),
              scores(environments));
      return new StudyPlan(
          design,
          settings.analysis(),
          runs(environments, conditions, seeds),
          randomAgents(environments),
          resolved(design, environments));
    }

    private Factor compared() {
      YamlValue compare = settings.compare();
      List<String> paths = factors.stream().map(Factor::path).toList();
      if (compare == null) {
        if (factors.size() > 1) {
          throw new IllegalArgumentException(
              "%s: the study varies %s, so 'compare' must say which of them is compared."
                  .formatted(file, String.join(" and ", paths)));
        }
        return requireTwo(factors.get(0));
      }
      String path = compare.text().orElse("");
      return factors.stream()
          .filter(factor -> factor.path().equals(path))
          .findFirst()
          .map(this::requireTwo)
          .orElseThrow(
              () ->
                  compare.refused(
                      "'compare' must be a path that the study varies (%s), but is %s%s"
                          .formatted(
                              String.join(", ", paths), compare.describe(), meant(path, paths))));
    }

    private Factor requireTwo(Factor factor) {
      if (factor.levels().size() < 2) {
        throw Objects.requireNonNull(settings.vary().get(factor.path()))
            .refused(
                "vary.%s has the level '%s' only, but a comparison needs two."
                    .formatted(factor.path(), factor.names().get(0)));
      }
      return factor;
    }

    private String baseline() {
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

    private static String meant(String given, List<String> names) {
      return Suggestion.nearest(given, names).map("; the nearest is '%s'."::formatted).orElse(".");
    }

    private Map<String, BaseConfig> environments() {
      if (settings.environments().isEmpty()) {
        BaseConfig base = BaseConfig.of(catalog, base(null), settings.set());
        return Map.of(base.config().env().id(), base);
      }
      Map<String, BaseConfig> environments = new LinkedHashMap<>();
      Problems problems = new Problems();
      for (YamlValue given : settings.environments()) {
        problems.tried(() -> put(given, environments));
      }
      problems.throwIfAny();
      return environments;
    }

    private BaseConfig put(YamlValue given, Map<String, BaseConfig> environments) {
      EnvironmentSettings environment =
          given.isSection()
              ? new ConfigFormat(catalog).bind(EnvironmentSettings.class, given)
              : new EnvironmentSettings(given, null, null, Map.of());
      BaseConfig base =
          BaseConfig.of(
              catalog,
              base(environment),
              Map.of("env.id", environment.id()),
              settings.set(),
              environment.set());
      String name = environment.name() == null ? base.config().env().id() : environment.name();
      if (environments.putIfAbsent(name, base) != null) {
        throw given.refused(
            "'environments' has %s twice. The key 'name' gives one of them another name: {id: %s, name: …}."
                .formatted(name, base.config().env().id()));
      }
      return base;
    }

    private YamlValue base(@Nullable EnvironmentSettings environment) {
      if (environment != null && environment.base() != null) {
        return environment.base();
      }
      YamlValue base = settings.base();
      if (base != null) {
        return base;
      }
      String needed = "the key 'base' is needed: the config that runs start from.";
      throw environment == null
          ? new IllegalArgumentException(file + ": " + needed)
          : environment
              .id()
              .refused("there is no 'base' of the study and none of this environment; " + needed);
    }

    /** Every combination of the levels of the factors that are not compared. */
    private List<List<Level>> conditions() {
      List<List<Level>> conditions = List.of(List.of());
      for (Factor factor : others()) {
        List<List<Level>> longer = new ArrayList<>();
        for (List<Level> condition : conditions) {
          for (Level level : factor.levels()) {
            List<Level> next = new ArrayList<>(condition);
            next.add(level);
            longer.add(next);
          }
        }
        conditions = longer;
      }
      return conditions;
    }

    private List<Factor> others() {
      return factors.stream().filter(factor -> !isCompared(factor)).toList();
    }

    private boolean isCompared(Factor factor) {
      return factor.path().equals(compared.path());
    }

    private static String name(List<Level> condition) {
      return condition.stream().map(Level::name).collect(Collectors.joining(", "));
    }

    private Map<String, Double> levelValues() {
      Map<String, Double> values = new LinkedHashMap<>();
      for (Level level : compared.levels()) {
        level.number().ifPresent(number -> values.put(level.name(), number));
      }
      return values;
    }

    private Map<String, ScoreRange> scores(Map<String, BaseConfig> environments) {
      for (String id : settings.scores().keySet()) {
        if (!environments.containsKey(id)) {
          throw new IllegalArgumentException(
              "%s: 'scores' names %s, which is not an environment of the study%s"
                  .formatted(file, id, meant(id, List.copyOf(environments.keySet()))));
        }
      }
      Map<String, ScoreRange> scores = new LinkedHashMap<>();
      environments.forEach(
          (name, base) -> {
            ScoreSettings given = settings.scores().get(name);
            if (given == null) {
              scores.put(name, known(name, base));
            } else if (!isMeasured(given)) {
              scores.put(name, new ScoreRange(random(name, given), given.reference()));
            }
          });
      return scores;
    }

    private static boolean isMeasured(ScoreSettings given) {
      return given.random().text().filter(ScoreSettings.MEASURE::equals).isPresent();
    }

    private static double random(String name, ScoreSettings given) {
      return given
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
    }

    private List<RandomAgent> randomAgents(Map<String, BaseConfig> environments) {
      List<RandomAgent> agents = new ArrayList<>();
      environments.forEach(
          (name, base) -> {
            ScoreSettings given = settings.scores().get(name);
            if (given != null && isMeasured(given)) {
              agents.add(
                  new RandomAgent(
                      name, base.config(), given.reference(), settings.analysis().seed()));
            }
          });
      return agents;
    }

    private ScoreRange known(String name, BaseConfig base) {
      Optional<EnvSpec> spec = KnownEnvironments.of(catalog, base.config().env());
      OptionalDouble random = spec.map(EnvSpec::randomScore).orElse(OptionalDouble.empty());
      OptionalDouble reference = spec.map(EnvSpec::referenceScore).orElse(OptionalDouble.empty());
      if (random.isEmpty() || reference.isEmpty()) {
        throw new IllegalArgumentException(
            ("%s: nothing is known of the returns that scores are measured by in %s; the study needs them:"
                    + " scores: {\"%s\": {random: …, reference: …}}, the mean returns of random actions, or"
                    + " 'measure' to have that measured before the runs, and of a good agent.")
                .formatted(file, name, name));
      }
      return new ScoreRange(random.getAsDouble(), reference.getAsDouble());
    }

    private List<PlannedRun> runs(
        Map<String, BaseConfig> environments, List<List<Level>> conditions, List<Long> seeds) {
      List<PlannedRun> runs = new ArrayList<>();
      Slugs slugs = new Slugs();
      for (List<Level> condition : conditions) {
        for (Map.Entry<String, BaseConfig> environment : environments.entrySet()) {
          for (Level level : compared.levels()) {
            Cell cell = new Cell(level.name(), environment.getKey(), name(condition));
            BaseConfig config =
                environment
                    .getValue()
                    .with(values(condition, level), circumstances(cell, condition));
            List<String> parts = new ArrayList<>(List.of(cell.environment()));
            condition.forEach(other -> parts.add(other.name()));
            parts.add(level.name());
            String slug = slugs.of(parts);
            seeds.forEach(seed -> runs.add(new PlannedRun(cell, config.run(slug, seed))));
          }
        }
      }
      return runs;
    }

    private Map<String, YamlValue> values(List<Level> condition, Level level) {
      Map<String, YamlValue> values = new LinkedHashMap<>();
      int other = 0;
      for (Factor factor : factors) {
        Level chosen = isCompared(factor) ? level : condition.get(other++);
        YamlValue declared = Objects.requireNonNull(settings.vary().get(factor.path()));
        values.put(factor.path(), chosen.value().under(declared));
      }
      return values;
    }

    private String circumstances(Cell cell, List<Level> condition) {
      List<String> levels = new ArrayList<>();
      int other = 0;
      for (Factor factor : factors) {
        levels.add(
            "%s is '%s'"
                .formatted(
                    factor.path(),
                    isCompared(factor) ? cell.level() : condition.get(other++).name()));
      }
      return "This is so where %s, in %s."
          .formatted(String.join(" and ", levels), cell.environment());
    }

    private Map<String, Object> resolved(StudyDesign design, Map<String, BaseConfig> environments) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("name", design.name());
      Map<String, Object> vary = new LinkedHashMap<>();
      for (Factor factor : factors) {
        Map<String, @Nullable Object> levels = new LinkedHashMap<>();
        factor.levels().forEach(level -> levels.put(level.name(), level.value().plain()));
        vary.put(factor.path(), levels);
      }
      tree.put("vary", vary);
      List<Object> places = new ArrayList<>();
      environments.forEach(
          (name, base) -> {
            String id = base.config().env().id();
            Map<String, Object> place = new LinkedHashMap<>();
            place.put("id", id);
            if (!name.equals(id)) {
              place.put("name", name);
            }
            place.put("base", base.tree());
            places.add(place);
          });
      tree.put("environments", places);
      tree.put("seeds", design.seeds());
      tree.put("compare", design.factor());
      tree.put("baseline", design.baseline());
      Map<String, Object> scores = new LinkedHashMap<>();
      for (String name : design.environments()) {
        ScoreRange range = design.scores().get(name);
        Map<String, Object> score = new LinkedHashMap<>();
        score.put("random", range == null ? ScoreSettings.MEASURE : range.random());
        score.put(
            "reference",
            range == null
                ? Objects.requireNonNull(settings.scores().get(name)).reference()
                : range.reference());
        scores.put(name, score);
      }
      tree.put("scores", scores);
      tree.put(
          "analysis",
          Objects.requireNonNull(ConfigFormat.tree(AnalysisSettings.class, settings.analysis())));
      return tree;
    }
  }
}
