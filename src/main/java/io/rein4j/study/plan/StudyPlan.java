package io.rein4j.study.plan;

import io.rein4j.catalog.Catalog;
import io.rein4j.config.ConfigFormat;
import io.rein4j.config.YamlValue;
import io.rein4j.train.RunConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * @param tuning how it chooses between levels beforehand; null if it compares them all
 * @param resolved the study with every key, and with its bases in it, as a tree for YAML
 */
public record StudyPlan(
    StudyDesign design,
    AnalysisSettings analysis,
    List<PlannedRun> runs,
    List<RandomAgent> randomAgents,
    @Nullable TuningPlan tuning,
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
   * @throws io.rein4j.config.ConfigException if it cannot be read, or with all that is not valid in
   *     it and in the runs that follow from it
   */
  public static StudyPlan read(Catalog catalog, Path file) {
    return read(catalog, file, Map.of());
  }

  /**
   * {@return the plan of a study, as far as the points of its space have been proposed}
   *
   * @param catalog what configs choose from
   * @param file the study
   * @param proposed the places of the points that have been, by their names
   * @throws io.rein4j.config.ConfigException if it cannot be read, or with all that is not valid in
   *     it and in the runs that follow from it
   */
  public static StudyPlan read(Catalog catalog, Path file, Map<String, List<Double>> proposed) {
    return new Planner(new StudyReader(catalog, file, proposed).read()).plan();
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

    private final CheckedStudy study;
    private final StudySettings settings;
    private final Factor compared;

    Planner(CheckedStudy study) {
      this.study = study;
      this.settings = study.settings();
      this.compared = study.compared();
    }

    StudyPlan plan() {
      List<List<Level>> conditions = Factor.combinations(others());
      StudyDesign design =
          StudyDesign.builder()
              .name(settings.name())
              .factor(compared.path())
              .levels(compared.names())
              .baseline(study.baseline())
              .environments(List.copyOf(study.environments().keySet()))
              .conditions(conditions.stream().map(Factor::condition).toList())
              .seeds(study.seeds())
              .factors(others().stream().map(Factor::condition).toList())
              .planned(study.planned())
              .looks(study.looks())
              .grids(study.grids())
              .primary(settings.primary())
              .levelValues(levelValues())
              .scores(study.scores())
              .build();
      return new StudyPlan(
          design,
          settings.analysis(),
          runs(conditions, study.seeds()),
          randomAgents(),
          study.tuningSeeds().isEmpty() ? null : tuning(conditions),
          resolved(design));
    }

    private List<Factor> others() {
      return study.factors().stream().filter(factor -> !isCompared(factor)).toList();
    }

    private boolean isCompared(Factor factor) {
      return factor.path().equals(compared.path());
    }

    private Map<String, Double> levelValues() {
      Map<String, Double> values = new LinkedHashMap<>();
      for (Level level : compared.levels()) {
        level.number().ifPresent(number -> values.put(level.name(), number));
      }
      return values;
    }

    private List<RandomAgent> randomAgents() {
      List<RandomAgent> agents = new ArrayList<>();
      study
          .environments()
          .forEach(
              (name, base) -> {
                ScoreSettings given = settings.scores().get(name);
                if (given != null && given.isMeasured()) {
                  agents.add(
                      new RandomAgent(
                          name,
                          base.config(),
                          given.reference(),
                          KnownEnvironments.solved(base),
                          settings.analysis().seed()));
                }
              });
      return agents;
    }

    private TuningPlan tuning(List<List<Level>> conditions) {
      Map<String, RunConfig> configs = new LinkedHashMap<>();
      study
          .recommendable()
          .forEach(
              (level, base) ->
                  configs.put(
                      level, base.run(settings.name() + "-recommended", base.config().seed())));
      Map<String, Map<String, Object>> values = new LinkedHashMap<>();
      for (Level level : compared.levels()) {
        Map<String, Object> plain = new LinkedHashMap<>();
        level
            .values()
            .forEach(
                (path, value) ->
                    plain.put(path, Objects.requireNonNullElse(value.plain(), "null")));
        values.put(level.name(), plain);
      }
      int levels = study.proposing() == null ? compared.levels().size() : settings.points() + 1;
      return new TuningPlan(
          study.tuningSeeds(),
          study.proposing(),
          TuningPlan.halving(levels, study.tuningSeeds().size()),
          runs(conditions, study.tuningSeeds()),
          configs,
          values);
    }

    private List<PlannedRun> runs(List<List<Level>> conditions, List<Long> seeds) {
      List<PlannedRun> runs = new ArrayList<>();
      Slugs slugs = new Slugs();
      for (List<Level> condition : conditions) {
        for (String environment : study.environments().keySet()) {
          for (Level level : compared.levels()) {
            Cell cell = new Cell(level.name(), environment, Factor.condition(condition));
            BaseConfig config = study.config(environment, levels(condition, level));
            List<String> parts = new ArrayList<>(List.of(environment));
            condition.forEach(other -> parts.add(other.name()));
            parts.add(level.name());
            String slug = slugs.of(parts);
            seeds.forEach(seed -> runs.add(new PlannedRun(cell, config.run(slug, seed))));
          }
        }
      }
      return runs;
    }

    /** {@return one level of each factor, in their order} */
    private List<Level> levels(List<Level> condition, Level level) {
      List<Level> levels = new ArrayList<>();
      int other = 0;
      for (Factor factor : study.factors()) {
        levels.add(isCompared(factor) ? level : condition.get(other++));
      }
      return levels;
    }

    private static Object seeds(StudyDesign design) {
      if (!design.isSequential()) {
        return design.seeds();
      }
      Map<String, Object> range = new LinkedHashMap<>();
      range.put("from", design.looks().get(0));
      range.put("to", design.seeds().size());
      return range;
    }

    private Map<String, Object> planned() {
      Map<String, Object> planned = new LinkedHashMap<>();
      Map<String, @Nullable Object> under = new LinkedHashMap<>();
      settings
          .planned()
          .under()
          .forEach((path, level) -> under.put(path, level.text().orElseThrow()));
      planned.put("under", under);
      YamlValue interaction = settings.planned().interaction();
      if (interaction != null) {
        planned.put("interaction", Objects.requireNonNull(interaction.plain()));
      }
      return planned;
    }

    private static Map<String, Object> sensitivity(SensitivitySettings settings) {
      Map<String, @Nullable Object> grids = new LinkedHashMap<>();
      settings
          .grids()
          .forEach(
              (name, levels) ->
                  grids.put(
                      name,
                      levels.items().stream().map(level -> level.text().orElseThrow()).toList()));
      Map<String, Object> sensitivity = new LinkedHashMap<>();
      sensitivity.put("grids", grids);
      sensitivity.put(
          "over", settings.over().stream().map(path -> path.text().orElseThrow()).toList());
      return sensitivity;
    }

    /** What is done with the compared factor, and by which seeds it is chosen. */
    private void putFactor(Map<String, Object> tree) {
      if (study.tuningSeeds().isEmpty()) {
        tree.put("compare", compared.path());
        return;
      }
      if (settings.choose() != null) {
        tree.put("choose", compared.path());
      } else {
        Map<String, @Nullable Object> space = new LinkedHashMap<>();
        settings.space().forEach((path, value) -> space.put(path, value.plain()));
        tree.put("space", space);
        tree.put("points", settings.points());
        if (settings.sampler() != StudySettings.DEFAULT_SAMPLER) {
          tree.put(
              "sampler",
              Objects.requireNonNull(ConfigFormat.tree(Sampler.class, settings.sampler())));
        }
      }
      tree.put("tuning", Map.of("seeds", study.tuningSeeds()));
    }

    private Map<String, Object> resolved(StudyDesign design) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("name", design.name());
      Map<String, Object> vary = new LinkedHashMap<>();
      for (Factor factor : study.factors()) {
        if (!settings.vary().containsKey(factor.path())) {
          continue;
        }
        Map<String, @Nullable Object> levels = new LinkedHashMap<>();
        factor.levels().forEach(level -> levels.put(level.name(), level.value().plain()));
        vary.put(factor.path(), levels);
      }
      if (!vary.isEmpty()) {
        tree.put("vary", vary);
      }
      List<Object> places = new ArrayList<>();
      study
          .environments()
          .forEach(
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
      tree.put("seeds", seeds(design));
      putFactor(tree);
      tree.put("baseline", design.baseline());
      if (!settings.planned().equals(PlannedSettings.DEFAULTS)) {
        tree.put("planned", planned());
      }
      if (settings.sensitivity() != null) {
        tree.put("sensitivity", sensitivity(settings.sensitivity()));
      }
      tree.put(
          "primary", Objects.requireNonNull(ConfigFormat.tree(Outcome.class, design.primary())));
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
