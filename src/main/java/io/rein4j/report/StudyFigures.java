package io.rein4j.report;

import io.rein4j.report.Series.Style;
import io.rein4j.report.Table.Cell;
import io.rein4j.study.analysis.Aggregate;
import io.rein4j.study.analysis.Band;
import io.rein4j.study.analysis.ChanceCheck;
import io.rein4j.study.analysis.Comparison;
import io.rein4j.study.analysis.GridSensitivity;
import io.rein4j.study.analysis.Improvement;
import io.rein4j.study.analysis.LevelCurve;
import io.rein4j.study.analysis.SensitivityCurve;
import io.rein4j.study.analysis.StudyResults;
import io.rein4j.study.plan.ConditionFactor;
import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The figures of a study: its levels' intervals and curves. */
final class StudyFigures {

  private static final int BASELINE_COLOUR = 6;

  /** Colours of the other levels; with the styles below, no two of 18 levels look the same. */
  private static final int COLOURS = 6;

  private static final List<Style> STYLES = List.of(Style.LINE, Style.DASHED, Style.DOTTED);

  /** Where the number that a level is stands for a threshold: it is one, or the only one in it. */
  private static final Pattern THRESHOLDS =
      Pattern.compile("(^|\\.)(clipping|rules|rules\\.\\d+|threshold)$");

  private final StudyResults results;
  private final StudyDesign design;
  private final Ids ids = new Ids();

  StudyFigures(StudyResults results) {
    this.results = results;
    this.design = results.design();
  }

  /** A part of a study: an environment, or all of them, under a condition. */
  record Place(String environment, String condition) {

    static Place of(Comparison one) {
      return new Place(
          one.environment(),
          one.isInteraction() ? one.condition() + " against " + one.against() : one.condition());
    }

    static Place of(ChanceCheck one) {
      return new Place(one.environment(), one.condition());
    }

    static Place of(GridSensitivity one) {
      return new Place(StudyDesign.OVERALL, one.condition());
    }

    static Place of(io.rein4j.study.plan.Cell one) {
      return new Place(one.environment(), one.condition());
    }

    String words() {
      String where = environment.equals(StudyDesign.OVERALL) ? "all environments" : environment;
      return condition.isEmpty() ? where : where + ", " + condition;
    }
  }

  /** {@return the places that there are aggregates of, those over all environments first} */
  List<Place> places() {
    return results.aggregates().stream()
        .map(StudyFigures::place)
        .distinct()
        .sorted(Comparator.comparing(place -> !place.environment().equals(StudyDesign.OVERALL)))
        .toList();
  }

  /**
   * {@return rows as their places come, those of a place in their own order; behind them, those of
   * interactions}
   */
  <R> List<R> inOrder(List<R> rows, Function<R, Place> place) {
    List<Place> places = places();
    return Stream.concat(
            places.stream()
                .flatMap(each -> rows.stream().filter(row -> place.apply(row).equals(each))),
            rows.stream().filter(row -> !places.contains(place.apply(row))))
        .toList();
  }

  /** {@return a name for the id of what shows a place} */
  String id(String what, Place place) {
    return ids.of(what + " " + place.environment() + " " + place.condition());
  }

  /** {@return a name for the id of what shows an outcome} */
  String id(String what, Outcome outcome) {
    return ids.of(what + " " + outcome.words());
  }

  int colour(String level) {
    if (level.equals(design.baseline())) {
      return BASELINE_COLOUR;
    }
    return others().indexOf(level) % COLOURS;
  }

  int colour(GridSensitivity grid) {
    return gridNames().indexOf(grid.grid()) % COLOURS;
  }

  private List<String> gridNames() {
    return results.grids().stream().map(GridSensitivity::grid).distinct().toList();
  }

  private Style style(String level) {
    return level.equals(design.baseline())
        ? Style.LINE
        : STYLES.get(others().indexOf(level) / COLOURS % STYLES.size());
  }

  private List<String> others() {
    return design.levels().stream().filter(level -> !level.equals(design.baseline())).toList();
  }

  private String name(String level) {
    return level.equals(design.baseline()) ? level + " (baseline)" : level;
  }

  /** Tabulates and plots an outcome of every level in every place. */
  Table intervals(Outcome outcome) {
    if (outcome == Outcome.FAILURES) {
      return failures();
    }
    return Columns.<Aggregate>byPlace(StudyFigures::place)
        .add("level", design.factor(), one -> Cell.text(name(one.level())))
        .add(Aggregate.COLUMNS, "runs")
        .add("iqm", "interquartile mean, 95% interval", one -> cell(one.iqm(), colour(one.level())))
        .add(Aggregate.COLUMNS, "mean", "median", "optimality_gap")
        .table(
            id("intervals", outcome),
            "%s of every level".formatted(capital(outcome.words())),
            outcome == Outcome.FINAL_SCORE
                ? "Interquartile mean of the normalised final scores, with its 95% bootstrap interval. 0 is a random agent, 1 the reference. Points further right are better. The gap is how far the runs fall short of 1 on average."
                : "Interquartile mean of the stability, with its 95% bootstrap interval. Stability is the mean of the worst tenth of a run's scores in the second half of its training: what is left if you stop it at a bad moment. Points further right are better.",
            inOrder(
                results.aggregates().stream().filter(one -> one.outcome() == outcome).toList(),
                StudyFigures::place));
  }

  private Table failures() {
    return Columns.<Aggregate>byPlace(StudyFigures::place)
        .add("level", design.factor(), one -> Cell.text(name(one.level())))
        .add(Aggregate.COLUMNS, "runs")
        .add(
            "mean",
            "share of failing runs, 95% interval",
            one -> cell(one.mean(), colour(one.level())))
        .table(
            id("intervals", Outcome.FAILURES),
            "Failing runs of every level",
            "The share of runs that failed: that ended below a score of %s, with an evaluation that was not finite, or with an error. The 95%% interval is Clopper and Pearson's. Points further left are better."
                .formatted(Labels.number(results.settings().failure())),
            inOrder(
                results.aggregates().stream()
                    .filter(one -> one.outcome() == Outcome.FAILURES)
                    .toList(),
                StudyFigures::place));
  }

  private static Place place(Aggregate one) {
    return new Place(one.environment(), one.condition());
  }

  static Cell.Interval cell(Estimate estimate, int colour) {
    return new Cell.Interval(estimate.value(), estimate.low(), estimate.high(), colour);
  }

  /** Shows how the levels learned, a figure for each place. */
  List<XyFigure> learning() {
    return curves(
        results.learningCurves(),
        "learning",
        "Learning in ",
        "Interquartile mean of the normalised scores of the evaluations over training, with a pointwise 95% interval. A curve that rises earlier needs fewer samples. One that falls again has lost what it had learned.",
        Axis.counted("step", "agent steps, all environments together"),
        Axis.linear("score", "normalised score"));
  }

  /** Shows how the final scores are spread, a figure for each place. */
  List<XyFigure> profiles() {
    return curves(
        results.profiles(),
        "profile",
        "Performance profile in ",
        "For a score on the horizontal axis, the share of runs that ended above it, with a pointwise 95% interval. Of two curves, the higher one is better. A long slope is a wide spread. A low left end means runs that learned little.",
        Axis.linear("score", "normalised final score"),
        Axis.share("share", "share of runs above it"));
  }

  private List<XyFigure> curves(
      List<LevelCurve> curves, String what, String title, String reading, Axis x, Axis y) {
    Map<Place, List<Series>> series = new LinkedHashMap<>();
    for (LevelCurve curve : curves) {
      series
          .computeIfAbsent(
              new Place(curve.environment(), curve.condition()), place -> new ArrayList<>())
          .add(
              series(
                  name(curve.level()), style(curve.level()), colour(curve.level()), curve.band()));
    }
    List<XyFigure> figures = new ArrayList<>();
    series.forEach(
        (place, lines) ->
            figures.add(
                new XyFigure(
                    id(what, place), title + place.words(), reading, x, y, lines, List.of())));
    return figures;
  }

  private static Series series(String name, Style style, int colour, Band band) {
    return new Series(name, style, colour, band.x(), band.value(), band.low(), band.high());
  }

  /** Shows how an outcome depends on the number behind the levels. */
  List<XyFigure> sensitivity() {
    List<XyFigure> figures = new ArrayList<>();
    for (Outcome outcome : design.outcomes()) {
      List<Series> lines = new ArrayList<>();
      for (SensitivityCurve curve : results.sensitivity()) {
        if (curve.outcome() == outcome) {
          int index = lines.size();
          lines.add(
              series(
                  new Place(curve.environment(), curve.condition()).words(),
                  STYLES.get(index / COLOURS % STYLES.size()),
                  index % COLOURS,
                  curve.band()));
        }
      }
      boolean positive = lines.stream().flatMap(line -> line.x().stream()).allMatch(x -> x > 0);
      String axis = THRESHOLDS.matcher(design.factor()).find() ? "threshold" : design.factor();
      figures.add(
          new XyFigure(
              id("sensitivity", outcome),
              "How the %s depends on %s"
                  .formatted(
                      outcome == Outcome.FAILURES ? "share of failing runs" : outcome.words(),
                      axis.equals("threshold") ? "the threshold" : axis),
              (outcome == Outcome.FAILURES ? "Share of failing runs" : "Interquartile mean")
                  + " with its 95% interval at every level that has a number, such as a threshold. A flat curve says that the choice hardly matters over that range.",
              positive ? Axis.log("value", axis) : Axis.linear("value", axis),
              Axis.linear(
                  outcome == Outcome.FAILURES ? "mean" : "iqm",
                  outcome == Outcome.FAILURES ? "share of failing runs" : outcome.words()),
              lines,
              List.of()));
    }
    return figures;
  }

  /**
   * Shows what one setting for all environments costs over what tuning in each reaches, a figure
   * for each condition.
   */
  List<XyFigure> planes() {
    Map<Place, List<Series>> points = new LinkedHashMap<>();
    for (GridSensitivity grid : results.grids()) {
      points
          .computeIfAbsent(Place.of(grid), place -> new ArrayList<>())
          .add(
              new Series(
                  grid.grid(),
                  Style.POINTS,
                  colour(grid),
                  List.of(grid.tuned().value()),
                  List.of(grid.sensitivity().value()),
                  List.of(grid.sensitivity().low()),
                  List.of(grid.sensitivity().high())));
    }
    List<XyFigure> figures = new ArrayList<>();
    points.forEach(
        (place, series) ->
            figures.add(
                new XyFigure(
                    id("plane", place),
                    "Performance and sensitivity, " + place.words(),
                    "Each point is a grid of settings, with the 95% interval of its sensitivity. Points further right reach more if every environment has a setting of its own. Points further down lose less if all have the same one; at 0, nothing.",
                    Axis.linear("tuned_score", "score with the best setting in each environment"),
                    Axis.linear("sensitivity", "cost of one setting for all (Φ)"),
                    series,
                    List.of())));
    return figures;
  }

  /**
   * Shows how the primary outcome of every level depends on a number that conditions differ by,
   * such as the learning rate: a figure for each place and each such factor.
   */
  List<XyFigure> acrossConditions() {
    List<XyFigure> figures = new ArrayList<>();
    for (int i = 0; i < design.factors().size(); i++) {
      ConditionFactor factor = design.factors().get(i);
      if (factor.levels().size() > 1 && factor.values().size() == factor.levels().size()) {
        for (Map.Entry<Place, List<Aggregate>> place : without(i).entrySet()) {
          figures.add(across(factor, i, place.getKey(), place.getValue()));
        }
      }
    }
    return figures;
  }

  /**
   * The primary outcome's aggregates by what is left of their places without one of the factors.
   */
  private Map<Place, List<Aggregate>> without(int factor) {
    Map<Place, List<Aggregate>> places = new LinkedHashMap<>();
    for (Aggregate one : results.aggregates()) {
      if (one.outcome() == design.primary()) {
        List<String> rest = new ArrayList<>(design.levelsUnder(one.condition()));
        rest.remove(factor);
        places
            .computeIfAbsent(
                new Place(one.environment(), String.join(", ", rest)), place -> new ArrayList<>())
            .add(one);
      }
    }
    return places;
  }

  private XyFigure across(ConditionFactor factor, int index, Place place, List<Aggregate> all) {
    boolean isFailures = design.primary() == Outcome.FAILURES;
    List<Series> lines = new ArrayList<>();
    for (String level : design.levels()) {
      List<Aggregate> ofLevel =
          all.stream()
              .filter(one -> one.level().equals(level))
              .sorted(Comparator.comparing(one -> value(factor, index, one)))
              .toList();
      List<Estimate> estimates =
          ofLevel.stream().map(one -> isFailures ? one.mean() : one.iqm()).toList();
      lines.add(
          new Series(
              name(level),
              style(level),
              colour(level),
              ofLevel.stream().map(one -> value(factor, index, one)).toList(),
              estimates.stream().map(Estimate::value).toList(),
              estimates.stream().map(Estimate::low).toList(),
              estimates.stream().map(Estimate::high).toList()));
    }
    String outcome = isFailures ? "share of failing runs" : design.primary().words();
    boolean positive = factor.values().values().stream().allMatch(value -> value > 0);
    return new XyFigure(
        id("across " + factor.path(), place),
        "%s by %s, %s".formatted(capital(outcome), factor.path(), place.words()),
        "%s of every level with its 95%% interval. The wider the range over which a line stays %s, the more freely the value can be chosen."
            .formatted(
                isFailures ? "Share of failing runs" : "Interquartile mean",
                isFailures ? "low" : "high"),
        positive ? Axis.log("value", factor.path()) : Axis.linear("value", factor.path()),
        isFailures ? Axis.share("mean", outcome) : Axis.linear("iqm", outcome),
        lines,
        List.of());
  }

  private double value(ConditionFactor factor, int index, Aggregate one) {
    return Objects.requireNonNull(
        factor.values().get(design.levelsUnder(one.condition()).get(index)));
  }

  /** Shows which level's runs beat which other's, a matrix for each outcome and place. */
  List<Matrix> improvements() {
    Map<String, Map<List<String>, Cell.Interval>> entries = new LinkedHashMap<>();
    Map<String, String> titles = new LinkedHashMap<>();
    for (Improvement one : results.improvements()) {
      Place place = new Place(one.environment(), one.condition());
      String id = id("improvement " + one.outcome().words(), place);
      titles.put(
          id, "Probability of improvement, %s, %s".formatted(one.outcome().words(), place.words()));
      entries
          .computeIfAbsent(id, key -> new LinkedHashMap<>())
          .put(List.of(one.level(), one.over()), cell(one.probability(), 0));
    }
    List<Matrix> matrices = new ArrayList<>();
    titles.forEach(
        (id, title) ->
            matrices.add(
                new Matrix(
                    id,
                    title,
                    "The probability that a run of the row's level is better than a run of the column's, with its 95% interval. Ties count half. 0.5 is no difference. Blue means that the row is better, orange that the column is.",
                    design.levels(),
                    entries.getOrDefault(id, Map.of()))));
    return matrices;
  }

  static String capital(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
