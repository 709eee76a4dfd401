package io.rein4j.report;

import io.rein4j.record.ClippingFigures;
import io.rein4j.record.Numbers;
import io.rein4j.record.ParameterUpdateFigures;
import io.rein4j.record.ScopeFigures;
import io.rein4j.record.TailFigures;
import io.rein4j.report.StudyFigures.Place;
import io.rein4j.report.Table.Cell;
import io.rein4j.study.analysis.CellResult;
import io.rein4j.study.analysis.ChanceCheck;
import io.rein4j.study.analysis.Choice;
import io.rein4j.study.analysis.Comparison;
import io.rein4j.study.analysis.GridSensitivity;
import io.rein4j.study.analysis.Raced;
import io.rein4j.study.analysis.ResultColumn;
import io.rein4j.study.analysis.RunScore;
import io.rein4j.study.analysis.StudyResults;
import io.rein4j.study.analysis.Verdict;
import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.RandomReturn;
import io.rein4j.study.plan.RunClipping;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.ScoreRange;
import io.rein4j.train.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The tables of a study: comparisons, clipping, reliability, runs. */
final class StudyTables {

  private final StudyResults results;
  private final StudyFigures figures;

  StudyTables(StudyResults results, StudyFigures figures) {
    this.results = results;
    this.figures = figures;
  }

  static String kind(Verdict verdict) {
    return switch (verdict) {
      case BETTER -> "good";
      case WORSE -> "bad";
      case EQUIVALENT -> "equal";
      case NOT_DECIDED -> "neutral";
    };
  }

  Table race(Choice choice) {
    return new Columns<Raced>()
        .add(Raced.COLUMNS, "level", "setting", "tuning_seeds", "tuning_mean")
        .add(
            "state",
            "state",
            one ->
                one.finalist()
                    ? new Cell.Badge("finalist", "good")
                    : new Cell.Badge("dropped", "neutral"))
        .table(
            "race",
            "The levels on tuning seeds",
            "Means over the tuning seeds of each level, all environments and conditions. They were chosen by, so the best of them is too good: compare levels by the tables below instead.",
            choice.race());
  }

  Table grids() {
    return Columns.<GridSensitivity>byPlace(Place::of)
        .add(GridSensitivity.COLUMNS, "grid")
        .add(
            "sensitivity",
            "sensitivity, 95% interval",
            one -> StudyFigures.cell(one.sensitivity(), figures.colour(one)))
        .add(GridSensitivity.COLUMNS, "plain_sensitivity")
        .add(
            "tuned_score",
            "tuned score, 95% interval",
            one -> StudyFigures.cell(one.tuned(), figures.colour(one)))
        .add(GridSensitivity.COLUMNS, "settings", "seeds", "best_setting")
        .table(
            "grids",
            "What one setting for all environments costs",
            "The sensitivity of a grid of settings: the mean final score over the environments with the best setting in each, the tuned score, minus that with the best one for all (Φ of Adkins, Bowling and White, 2024). Settings are chosen on one half of the seeds and scored on the other, both ways, on average over 100 random halves, so chance raises neither figure, but lowers both where settings are close, and a sensitivity can be below 0. The plain one, of which both are done on all seeds, is never below 0 and is raised by chance. The intervals are of a bootstrap of the seeds.",
            results.grids());
  }

  Table comparisons(Outcome outcome) {
    boolean primary = outcome == results.design().primary();
    Columns<Comparison> columns =
        Columns.<Comparison>byPlace(Place::of)
            .add(Comparison.COLUMNS, "level")
            .add(
                "verdict",
                "verdict",
                one -> new Cell.Badge(one.verdict().words(), kind(one.verdict())))
            .add(
                "difference",
                "difference, 95% interval",
                one -> StudyFigures.cell(one.difference(), figures.colour(one.level())))
            .add(Comparison.COLUMNS, "adjusted_p", "p");
    if (outcome == Outcome.FAILURES) {
      columns.add(Comparison.COLUMNS, "mcnemar_p");
    }
    if (primary) {
      columns.add(
          "equivalence",
          "difference, 90% interval",
          one -> StudyFigures.cell(one.equivalence(), figures.colour(one.level())));
    }
    return columns
        .add(Comparison.COLUMNS, "failing", "baseline_failing")
        .add("seeds_for_margin", "seeds for the margin", StudyTables::seedsForMargin)
        .table(
            figures.id("comparisons", outcome),
            "%s of every level minus that of the baseline '%s'"
                .formatted(
                    outcome == Outcome.FAILURES
                        ? "Share of failing runs"
                        : StudyFigures.capital(outcome.words()),
                    results.design().baseline()),
            reading(outcome, primary),
            figures.inOrder(
                results.comparisons().stream().filter(one -> one.outcome() == outcome).toList(),
                Place::of));
  }

  private String reading(Outcome outcome, boolean primary) {
    String margin = Labels.number(results.settings().margin());
    return "Mean over the seeds of the difference in one seed, with the interval of all differences that neither the corrected test nor that of the comparison alone rejects: it excludes 0 exactly where the verdict is better or worse. "
        + (outcome.moreIsBetter() ? "Right" : "Left")
        + " of 0, the level is better. The corrected p allows for all comparisons of this outcome"
        + (results.design().isSequential()
            ? " and, by a factor of K/k at look k of K, for the %s looks; that of the comparison alone allows for neither, as if so many seeds had been planned. "
                .formatted(results.design().looks().size())
            : ", and is never below that of the comparison alone. ")
        + (outcome == Outcome.FAILURES
            ? "McNemar's exact test counts the seeds in which just one of the two failed. "
            : "")
        + (primary
            ? "Equivalent means that the 90%% interval lies within ±%s and no run of either failed. "
                .formatted(margin)
            : "This outcome is secondary: no levels are called equivalent in it. ")
        + "The last column tells about how many seeds would make the interval as narrow as ±%s."
            .formatted(margin);
  }

  private static Cell seedsForMargin(Comparison comparison) {
    if (comparison.seedsForMargin().isEmpty()) {
      return Cell.number(Double.NaN);
    }
    int seeds = comparison.seedsForMargin().getAsInt();
    return seeds > Comparison.MANY_SEEDS
        ? new Cell.Figure("over " + Numbers.grouped(Comparison.MANY_SEEDS), seeds)
        : Cell.count(seeds);
  }

  Table chance() {
    return Columns.<ChanceCheck>byPlace(Place::of)
        .add(
            ChanceCheck.COLUMNS,
            "outcome",
            "seeds",
            "usual_difference",
            "large_difference",
            "called_different")
        .table(
            "chance",
            "The baseline against itself",
            "How large a mean difference chance alone makes: random halves of the baseline's own seeds, compared as if they were two levels. A comparison of two levels has twice as many seeds, so chance makes differences of about 0.7 of these there, and smaller ones where levels go up and down together on the same seeds. Called different: the share of these splits that the test, without a correction, takes for different levels; with fewer than 6 seeds in a half it cannot be any.",
            results.chance().stream()
                .sorted(Comparator.comparing(one -> one.environment() + one.condition()))
                .toList());
  }

  /** A cell on one of its update paths, or on its only one, whose name is empty. */
  private record OnPath(CellResult result, String path) {

    RunClipping clipping() {
      return result.clipping().path(path);
    }
  }

  /** Tabulates what clipping did in each cell, on each update path where there are several. */
  Table clipping() {
    boolean hasPaths = results.cells().stream().anyMatch(one -> !one.clipping().paths().isEmpty());
    Columns<OnPath> columns =
        Columns.<OnPath>byPlace(one -> Place.of(one.result().cell()))
            .add("level", "level", one -> Cell.text(one.result().cell().level()));
    if (hasPaths) {
      columns.add("path", "update path", one -> Cell.text(one.path().isEmpty() ? "-" : one.path()));
    }
    boolean updates = results.cells().stream().anyMatch(one -> one.clipping().measuresUpdates());
    columns.add(
        ResultColumn.ofClipping(OnPath::clipping, List.of(), false),
        ScopeFigures.CLIPPED_FRACTION.key(),
        ScopeFigures.REMOVED_NORM_SHARE.key(),
        ScopeFigures.GRAD_NORM_PRE_MEAN.key(),
        ScopeFigures.CLIP_COEFFICIENT_MEAN.key(),
        TailFigures.TAIL_INDEX.key(),
        ClippingFigures.SKIPPED_UPDATES.key(),
        ClippingFigures.UPDATES.key());
    if (updates) {
      columns.add(
          ResultColumn.ofClipping(OnPath::clipping, List.of(), true),
          ParameterUpdateFigures.CLIPPED_FRACTION.key(),
          ParameterUpdateFigures.NORM_PRE_MEAN.key(),
          ParameterUpdateFigures.RATIO_MEAN.key());
    }
    return columns.table(
        "clipping",
        "What clipping did",
        "Means over a cell's runs, for the tail index the median. Clipped: share of updates that clipping changed. Removed: share of the summed norms that it removed, below 0 where it lengthened gradients. Coefficient: norm after divided by norm before. A tail index below 2 is a heavy tail of norms, whose variance does not settle."
            + (updates
                ? " Updates limited: share of updates that update clipping changed, behind the optimizer. Update/parameters: norm of the update that was made, divided by that of the parameters."
                : "")
            + (hasPaths
                ? " Every update path has a row of its own. Rows of different paths describe different gradients and cannot be compared."
                : ""),
        results.cells().stream()
            .flatMap(
                one -> one.clipping().byPath().keySet().stream().map(path -> new OnPath(one, path)))
            .toList());
  }

  /** A group of parameters in the runs of a cell that finished. */
  private record OfGroup(
      io.rein4j.study.plan.Cell cell, String group, List<Map<String, ScopeFigures>> runs) {

    double mean(io.rein4j.record.Column<ScopeFigures> column) {
      return mean(column::number);
    }

    double updateRatio() {
      return mean(figures -> figures.updateOrNone().ratioMean());
    }

    private double mean(ToDoubleFunction<ScopeFigures> figure) {
      return runs.stream()
          .filter(groups -> groups.containsKey(group))
          .mapToDouble(groups -> figure.applyAsDouble(Objects.requireNonNull(groups.get(group))))
          .filter(Double::isFinite)
          .average()
          .orElse(Double.NaN);
    }
  }

  /** Tabulates clipping by group of parameters, of the runs that finished. */
  Table groups() {
    Map<io.rein4j.study.plan.Cell, List<Map<String, ScopeFigures>>> cells = new LinkedHashMap<>();
    Set<String> groups = new LinkedHashSet<>();
    for (RunScore score : results.runs()) {
      Map<String, ScopeFigures> own = score.run().clipping().groups();
      if (!own.isEmpty()) {
        cells.computeIfAbsent(score.run().cell(), cell -> new ArrayList<>()).add(own);
        groups.addAll(own.keySet());
      }
    }
    List<OfGroup> rows = new ArrayList<>();
    cells.forEach(
        (cell, runs) -> groups.forEach(group -> rows.add(new OfGroup(cell, group, runs))));
    Columns<OfGroup> columns =
        Columns.<OfGroup>byPlace(one -> Place.of(one.cell()))
            .add("level", "level", one -> Cell.text(one.cell().level()))
            .add("group", "group", one -> Cell.text(one.group()));
    for (io.rein4j.record.Column<ScopeFigures> share :
        List.of(ScopeFigures.CLIPPED_FRACTION, ScopeFigures.REMOVED_NORM_SHARE)) {
      columns.add(share, one -> Cell.share(one.mean(share)));
    }
    columns.add(
        ScopeFigures.GRAD_NORM_PRE_MEAN,
        one -> Cell.number(one.mean(ScopeFigures.GRAD_NORM_PRE_MEAN)));
    if (rows.stream().anyMatch(one -> !Double.isNaN(one.updateRatio()))) {
      columns.add(
          ParameterUpdateFigures.RATIO_MEAN.key(),
          ParameterUpdateFigures.RATIO_MEAN.heading(),
          one -> Cell.number(one.updateRatio()));
    }
    return columns.table(
        "clipping-groups",
        "Clipping by group of parameters",
        "Means over the finished runs of a cell. Under a global norm, the group with the largest gradient decides how much all are scaled down.",
        groups.size() > 1 ? rows : List.of());
  }

  /** Tabulates how reliable the runs of each cell were. */
  Table reliability() {
    return Columns.<CellResult>byPlace(one -> Place.of(one.cell()))
        .add(
            CellResult.columns(List.of(), false),
            "level",
            "solved",
            "collapsed",
            "diverged",
            "reached_threshold",
            "steps_to_threshold",
            "dispersion_across_time",
            "dispersion_across_runs",
            "worst_changes",
            "max_drawdown",
            "worst_runs")
        .add(CellResult.TIMING, "seconds", "environment_steps_per_second")
        .table(
            "reliability",
            "Reliability",
            "Of normalised scores; figures of single runs are averaged over the runs. Solved: ended with the return from which Gymnasium calls the environment solved, or with a score of %s where it names none. Collapsed: the last evaluation scored below half of the run's best one, and lower by more than the pooled standard deviation of the returns in these two, or it was not finite. Learned: reached a score of %s. Steps: the median over all runs of the steps until then, infinite for a run that never got there. Spread in time: interquartile range of the changes from one evaluation to the next. Worst changes: mean of the lowest 5%% of them. For both, every change is rescaled to the mean interval between evaluations, so the change to an extra evaluation at the end, soon after the one before, is enlarged. Between runs: interquartile range over the runs at each evaluation, averaged over the evaluations. Largest fall: how far a run that learned fell below an earlier evaluation of its own at the most. Worst runs: mean of the lowest 5%% of the final scores. Seconds: what training a run took; steps/s: environment steps per second of that time. Both are medians over the runs and depend on the machine."
                .formatted(
                    Labels.number(results.settings().thresholdScore()),
                    Labels.number(results.settings().thresholdScore())),
            results.cells());
  }

  Table scores() {
    return new Columns<Map.Entry<String, ScoreRange>>()
        .add("environment", "environment", one -> Cell.text(one.getKey()))
        .add("random", "random return", one -> Cell.number(one.getValue().random()))
        .add("random_origin", "where from", one -> Cell.text(origin(one.getValue())))
        .add("reference", "reference return", one -> Cell.number(one.getValue().reference()))
        .add(
            "solved", "solved from", one -> Cell.number(one.getValue().solved().orElse(Double.NaN)))
        .table(
            "normalisation",
            "How returns become scores",
            "A normalised score is (return − random) / (reference − random): 0 is what random actions get, 1 what the reference gets. Solved from: the mean return from which Gymnasium calls the environment solved.",
            List.copyOf(results.design().scores().entrySet()));
  }

  private static String origin(ScoreRange range) {
    @Nullable RandomReturn measured = range.measured();
    return measured == null
        ? range.isKnown() ? "known to Rein4J" : "given by the study"
        : "measured: %s, standard error %s, seed %s"
            .formatted(
                Numbers.counted(measured.episodes(), "episode"),
                Numbers.rounded(measured.standardError(), 3),
                measured.seed());
  }

  /**
   * Tabulates all runs.
   *
   * @param root the folder of the page, from which links lead to the runs
   */
  Table runs(Path root) {
    return Columns.<RunScore>byPlace(one -> Place.of(one.run().cell()))
        .add("level", "level", one -> Cell.text(one.run().cell().level()))
        .add("seed", "seed", one -> seed(root, one.run()))
        .add(RunScore.columns(List.of(), false), "final_return", "final_score", "stability")
        .add(ScopeFigures.CLIPPED_FRACTION, one -> clipped(one.run().clipping()))
        .add("seconds", "seconds", one -> Cell.number(one.run().costs().seconds()))
        .add("state", "state", StudyTables::state)
        .table(
            "runs",
            "All runs",
            "Every run that entered the statistics, crashed ones included. The seed leads to the run's page or folder. Score and stability are normalised.",
            results.runs());
  }

  /** The share of clipped updates, or that of each of several update paths. */
  private static Cell clipped(RunClipping clipping) {
    if (clipping.paths().isEmpty()) {
      return Cell.share(clipping.clippedFraction());
    }
    Map<String, Double> fractions = new LinkedHashMap<>();
    clipping.paths().forEach((path, of) -> fractions.put(path, of.clippedFraction()));
    return new Cell.Figure(RunClipping.percents(fractions), Double.NaN);
  }

  private static Cell state(RunScore score) {
    if (score.run().failed()) {
      return new Cell.Badge("crashed", "bad");
    } else if (score.failing()) {
      return new Cell.Badge("failing", "bad");
    } else if (score.run().diverged()) {
      return new Cell.Badge("diverged", "bad");
    }
    return score.collapsed() ? new Cell.Badge("collapsed", "bad") : new Cell.Badge("ok", "neutral");
  }

  /** The seed, which leads to the run unless that has no folder. */
  private static Cell seed(Path root, RunOutcome run) {
    String seed = Long.toString(run.seed());
    return Files.exists(run.folder()) ? Cell.link(seed, link(root, run.folder())) : Cell.text(seed);
  }

  private static String link(Path root, Path folder) {
    Path page = RunFolder.at(folder).report();
    return root.toUri().relativize((Files.exists(page) ? page : folder).toUri()).toString();
  }
}
