package io.rein4j.report;

import io.rein4j.record.ClippingFigures;
import io.rein4j.record.Numbers;
import io.rein4j.record.ScopeFigures;
import io.rein4j.record.TailFigures;
import io.rein4j.report.StudyFigures.Place;
import io.rein4j.report.Table.Cell;
import io.rein4j.report.Table.Column;
import io.rein4j.study.analysis.CellResult;
import io.rein4j.study.analysis.ChanceCheck;
import io.rein4j.study.analysis.Comparison;
import io.rein4j.study.analysis.Outcome;
import io.rein4j.study.analysis.RunScore;
import io.rein4j.study.analysis.Share;
import io.rein4j.study.analysis.StudyResults;
import io.rein4j.study.analysis.Verdict;
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
import java.util.Set;
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
      case NO_DIFFERENCE_SHOWN -> "neutral";
    };
  }

  Table comparisons(Outcome outcome) {
    List<List<Cell>> rows = new ArrayList<>();
    for (Place place : figures.places()) {
      for (Comparison one : results.comparisons()) {
        if (one.outcome() == outcome
            && place.equals(new Place(one.environment(), one.condition()))) {
          rows.add(row(place, one));
        }
      }
    }
    return new Table(
        figures.id("comparisons", outcome),
        "%s of every level less that of the baseline '%s'"
            .formatted(StudyFigures.capital(outcome.words()), results.design().baseline()),
        "Difference of the interquartile means with its 95% interval from resampled seeds; right of 0 the level is better. p is of a sign-flip test on the differences seed by seed, adjusted by Holm over all comparisons of the outcome; better or worse needs an adjusted p below 0.05. The last column is about how many seeds would show a difference of this size four times out of five.",
        List.of(
            new Column(Table.PLACE, "where"),
            new Column("level", "level"),
            new Column("verdict", "verdict"),
            new Column("difference", "difference, 95% interval"),
            new Column("p", "p"),
            new Column("adjusted_p", "adjusted p"),
            new Column("seeds_needed", "seeds needed")),
        rows);
  }

  private List<Cell> row(Place place, Comparison one) {
    return List.of(
        Cell.text(place.words()),
        Cell.text(one.level()),
        new Cell.Badge(one.verdict().words(), kind(one.verdict())),
        StudyFigures.cell(one.difference(), figures.colour(one.level())),
        Cell.number(one.p()),
        Cell.number(one.adjustedP()),
        one.seedsNeeded().isPresent()
            ? Cell.count(one.seedsNeeded().getAsLong())
            : new Cell.Figure("-", Double.NaN));
  }

  Table chance() {
    List<List<Cell>> rows = new ArrayList<>();
    List<ChanceCheck> checks = new ArrayList<>(results.chance());
    checks.sort(Comparator.comparing(one -> one.environment() + one.condition()));
    for (ChanceCheck one : checks) {
      rows.add(
          List.of(
              Cell.text(new Place(one.environment(), one.condition()).words()),
              Cell.text(one.outcome().words()),
              Cell.count(one.seeds()),
              Cell.number(one.usualDifference()),
              Cell.number(one.largeDifference()),
              Cell.share(one.calledDifferent())));
    }
    return new Table(
        "chance",
        "The baseline against itself",
        "Random halves of the baseline's own seeds, compared as if they were two levels: how large a difference chance alone makes. A difference between levels that is no larger than these says nothing.",
        List.of(
            new Column(Table.PLACE, "where"),
            new Column("outcome", "outcome"),
            new Column("seeds", "seeds in a half"),
            new Column("usual_difference", "difference, median"),
            new Column("large_difference", "95% quantile"),
            new Column("called_different", "called different")),
        rows);
  }

  /** Tabulates what clipping did in each cell, on each update path where there are several. */
  Table clipping() {
    boolean hasPaths = results.cells().stream().anyMatch(one -> !one.clipping().paths().isEmpty());
    List<List<Cell>> rows = new ArrayList<>();
    for (CellResult one : results.cells()) {
      one.clipping()
          .byPath()
          .forEach(
              (path, clipping) -> {
                List<Cell> row = new ArrayList<>();
                row.add(place(one));
                row.add(Cell.text(one.cell().level()));
                if (hasPaths) {
                  row.add(Cell.text(path.isEmpty() ? "-" : path));
                }
                row.add(Cell.share(clipping.clippedFraction()));
                row.add(Cell.share(clipping.removedNormShare()));
                row.add(Cell.number(clipping.normPreMean()));
                row.add(Cell.number(clipping.clipCoefficientMean()));
                row.add(Cell.number(clipping.tailIndex()));
                row.add(Cell.number(clipping.skippedUpdates()));
                row.add(Cell.number(clipping.updates()));
                rows.add(row);
              });
    }
    List<Column> columns = new ArrayList<>();
    columns.add(new Column(Table.PLACE, "where"));
    columns.add(new Column("level", "level"));
    if (hasPaths) {
      columns.add(new Column("path", "update path"));
    }
    columns.addAll(
        List.of(
            Column.of(ScopeFigures.CLIPPED_FRACTION),
            Column.of(ScopeFigures.REMOVED_NORM_SHARE),
            Column.of(ScopeFigures.GRAD_NORM_PRE_MEAN),
            Column.of(ScopeFigures.CLIP_COEFFICIENT_MEAN),
            Column.of(TailFigures.TAIL_INDEX),
            Column.of(ClippingFigures.SKIPPED_UPDATES),
            Column.of(ClippingFigures.UPDATES)));
    return new Table(
        "clipping",
        "What clipping did",
        "Means over a cell's runs; of the tail index the median. Clipped: share of updates that clipping changed. Removed: share of the summed norms that it took away, below 0 where it lengthened gradients. Coefficient: norm after divided by norm before. A tail index below 2 is a heavy tail of norms, whose variance does not settle."
            + (hasPaths
                ? " Of several update paths each has a row: rows of different paths are of different gradients, and do not compare."
                : ""),
        columns,
        rows);
  }

  private static Cell place(CellResult one) {
    return Cell.text(new Place(one.cell().environment(), one.cell().condition()).words());
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
    List<List<Cell>> rows = new ArrayList<>();
    cells.forEach(
        (cell, runs) -> {
          for (String group : groups) {
            rows.add(
                List.of(
                    Cell.text(new Place(cell.environment(), cell.condition()).words()),
                    Cell.text(cell.level()),
                    Cell.text(group),
                    Cell.share(mean(runs, group, ScopeFigures.CLIPPED_FRACTION)),
                    Cell.share(mean(runs, group, ScopeFigures.REMOVED_NORM_SHARE)),
                    Cell.number(mean(runs, group, ScopeFigures.GRAD_NORM_PRE_MEAN))));
          }
        });
    return new Table(
        "clipping-groups",
        "Clipping by group of parameters",
        "Means over the finished runs of a cell. Under a global norm the group with the longest gradient decides how much all are scaled down.",
        List.of(
            new Column(Table.PLACE, "where"),
            new Column("level", "level"),
            new Column("group", "group"),
            Column.of(ScopeFigures.CLIPPED_FRACTION),
            Column.of(ScopeFigures.REMOVED_NORM_SHARE),
            Column.of(ScopeFigures.GRAD_NORM_PRE_MEAN)),
        groups.size() > 1 ? rows : List.of());
  }

  private static double mean(
      List<Map<String, ScopeFigures>> runs,
      String group,
      io.rein4j.record.Column<ScopeFigures> column) {
    return runs.stream()
        .filter(groups -> groups.containsKey(group))
        .mapToDouble(groups -> column.number(groups.get(group)))
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }

  /** Tabulates how reliable the runs of each cell were. */
  Table reliability() {
    List<List<Cell>> rows = new ArrayList<>();
    for (CellResult one : results.cells()) {
      rows.add(
          List.of(
              place(one),
              Cell.text(one.cell().level()),
              share(one.collapsed()),
              share(one.diverged()),
              share(one.failed()),
              share(one.reachedThreshold()),
              Cell.number(one.stepsToThreshold().value()),
              Cell.number(one.dispersionAcrossTime().value()),
              Cell.number(one.dispersionAcrossRuns().value()),
              Cell.number(one.worstChanges().value()),
              Cell.number(one.maxDrawdown().value()),
              Cell.number(one.worstRuns().value()),
              Cell.number(one.seconds()),
              Cell.number(one.environmentStepsPerSecond())));
    }
    return new Table(
        "reliability",
        "Reliability",
        "Of normalised scores. Collapsed: ended below half of the run's own best evaluation, by more than chance. Learned: reached a score of %s; steps: the median over runs until then. Spread in time: interquartile range of the changes from one evaluation to the next; between runs: the same over the runs. Worst changes and worst runs: means of the lowest 5%%."
            .formatted(Labels.number(results.settings().thresholdScore())),
        List.of(
            new Column(Table.PLACE, "where"),
            new Column("level", "level"),
            new Column("collapsed", "collapsed"),
            new Column("diverged", "diverged"),
            new Column("failed", "failed"),
            new Column("reached_threshold", "learned"),
            new Column("steps_to_threshold", "steps"),
            new Column("dispersion_across_time", "spread in time"),
            new Column("dispersion_across_runs", "between runs"),
            new Column("worst_changes", "worst changes"),
            new Column("max_drawdown", "largest fall"),
            new Column("worst_runs", "worst runs"),
            new Column("seconds", "seconds"),
            new Column("environment_steps_per_second", "steps/s")),
        rows);
  }

  private static Cell share(Share share) {
    return new Cell.Figure("%s/%s".formatted(share.count(), share.of()), share.value());
  }

  Table scores() {
    List<List<Cell>> rows = new ArrayList<>();
    for (Map.Entry<String, ScoreRange> one : results.design().scores().entrySet()) {
      rows.add(
          List.of(
              Cell.text(one.getKey()),
              Cell.number(one.getValue().random()),
              Cell.text(origin(one.getValue().measured())),
              Cell.number(one.getValue().reference())));
    }
    return new Table(
        "normalisation",
        "How returns become scores",
        "A normalised score is (return − random) / (reference − random): 0 is what random actions get, 1 what the reference gets.",
        List.of(
            new Column("environment", "environment"),
            new Column("random", "random return"),
            new Column("random_origin", "where from"),
            new Column("reference", "reference return")),
        rows);
  }

  private static String origin(@Nullable RandomReturn measured) {
    return measured == null
        ? "given"
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
    List<List<Cell>> rows = new ArrayList<>();
    for (RunScore score : results.runs()) {
      RunOutcome run = score.run();
      rows.add(
          List.of(
              Cell.text(new Place(run.cell().environment(), run.cell().condition()).words()),
              Cell.text(run.cell().level()),
              seed(root, run),
              Cell.number(score.finalReturn()),
              Cell.number(score.finalScore()),
              Cell.number(score.stability()),
              clipped(run.clipping()),
              Cell.number(run.costs().seconds()),
              state(score)));
    }
    return new Table(
        "runs",
        "All runs",
        "Every run that entered the statistics, failed ones included. The seed leads to the run's page or folder. Score and stability are normalised.",
        List.of(
            new Column(Table.PLACE, "where"),
            new Column("level", "level"),
            new Column("seed", "seed"),
            new Column("final_return", "final return"),
            new Column("final_score", "score"),
            new Column("stability", "stability"),
            Column.of(ScopeFigures.CLIPPED_FRACTION),
            new Column("seconds", "seconds"),
            new Column("state", "state")),
        rows);
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
    @Nullable String word =
        score.run().failed()
            ? "failed"
            : score.run().diverged() ? "diverged" : score.collapsed() ? "collapsed" : null;
    return word == null ? new Cell.Badge("ok", "neutral") : new Cell.Badge(word, "bad");
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
