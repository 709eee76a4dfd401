package io.rein4j.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rein4j.files.Sha256;
import io.rein4j.record.Numbers;
import io.rein4j.report.Page.Finding;
import io.rein4j.study.analysis.CellResult;
import io.rein4j.study.analysis.Choice;
import io.rein4j.study.analysis.Comparison;
import io.rein4j.study.analysis.RunScore;
import io.rein4j.study.analysis.StudyResults;
import io.rein4j.study.analysis.Verdict;
import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.StudyDesign;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.List;

/** The report of a study: its page, and its main figures as files. */
public final class StudyReport {

  /** So many findings stand on the page as they are; the rest is unfolded by a click. */
  private static final int SHOWN = 8;

  private final StudyResults results;
  private final Path root;
  private final String settings;
  private final StudyFigures figures;
  private final StudyTables tables;

  private StudyReport(StudyResults results, Path root, String settings) {
    this.results = results;
    this.root = root;
    this.settings = settings;
    this.figures = new StudyFigures(results);
    this.tables = new StudyTables(results, figures);
  }

  /**
   * Makes the report of a study's results.
   *
   * @param results what the study has shown
   * @param root the study's folder, from which the page's links lead to the runs
   * @param settings the study's settings, as they stand in its file
   * @param notices what is to be known first, sentences
   * @return the report
   */
  public static Report of(StudyResults results, Path root, String settings, List<String> notices) {
    return new Report(new StudyReport(results, root, settings).page(notices));
  }

  private Page page(List<String> notices) {
    StudyDesign design = results.design();
    Page made =
        new Page(
            design.name(),
            "A study of Rein4J",
            "What does %s do? Levels: %s. Baseline: %s. Environments: %s. %s per cell. %s runs in all."
                .formatted(
                    design.factor(),
                    String.join(", ", design.levels()),
                    design.baseline(),
                    String.join(", ", design.environments()),
                    seeds(),
                    results.runs().size()));
    if (!notices.isEmpty()) {
      made.notice("bad", notices);
    }
    if (!results.warnings().isEmpty()) {
      made.notice("warn", results.warnings());
    }
    choice(made);
    made.section("What the study found");
    made.paragraph(meaning());
    for (Outcome outcome : design.outcomes()) {
      verdicts(made, outcome);
    }
    for (Outcome outcome : design.outcomes()) {
      made.section(StudyFigures.capital(outcome.words()));
      made.table(figures.intervals(outcome)).table(tables.comparisons(outcome));
    }
    List<XyFigure> across = figures.acrossConditions();
    if (!across.isEmpty()) {
      made.section("How the levels depend on the conditions").grid(across);
    }
    sensitivity(made);
    made.section("How much is chance").table(tables.chance());
    made.section("Learning").grid(figures.learning());
    made.section("How the runs are spread").grid(figures.profiles());
    made.findings(
        "What most runs reach", results.cells().stream().map(StudyReport::tolerance).toList());
    made.section("Which level beats which").matrices(figures.improvements());
    made.section("Reliability").table(tables.reliability());
    made.section("Clipping").grid(figures.sensitivity()).table(tables.clipping());
    made.table(tables.groups());
    made.section("The runs");
    List<String> failures = failures();
    if (!failures.isEmpty()) {
      made.notice("bad", failures);
    }
    made.table(tables.runs(root)).table(tables.scores());
    made.file(
        "The exact study, with its configs, as it was planned (study.yaml, SHA-256 %s)"
            .formatted(new Sha256().add(ByteBuffer.wrap(settings.getBytes(UTF_8))).hex()),
        settings);
    return made;
  }

  private String seeds() {
    IntSummaryStatistics runs =
        results.cells().stream().mapToInt(CellResult::runs).summaryStatistics();
    return runs.getMin() == runs.getMax()
        ? Numbers.counted(runs.getMax(), "seed")
        : "%s to %s seeds".formatted(runs.getMin(), runs.getMax());
  }

  /** What the verdicts mean, and how far they can be relied on. */
  private String meaning() {
    return "The study is about the %s; other outcomes are secondary. Better and worse: if the settings do the same, the chance of any such verdict among all comparisons of an outcome is at most 5%%. Equivalent: the mean difference is below %s and no run of either level failed; if the true difference is as large as that, the chance of this verdict is at most 5%% in each comparison."
        .formatted(results.design().primary().words(), Labels.number(results.settings().margin()));
  }

  /** What the study recommends, and how far the levels came that it does not compare. */
  private void choice(Page made) {
    Choice choice = results.choice();
    if (choice == null) {
      return;
    }
    made.section("What the study recommends");
    made.findings(List.of(new Finding("recommended", "good", choice.sentence())));
    made.paragraph(
        "The file recommended.yaml is the config of it. It was chosen in two steps: on tuning seeds, the levels with the lowest means were dropped round by round; those that were left, and the baseline, then ran on other seeds, and everything below is of these alone. Of a level that was dropped, only its mean on tuning seeds is known.");
    List<Finding> dropped =
        choice.race().stream()
            .filter(level -> !level.finalist())
            .map(level -> new Finding("dropped", "neutral", level.sentence()))
            .toList();
    if (!dropped.isEmpty()) {
      made.findings("The levels that were dropped", dropped);
    }
    made.table(tables.race(choice));
  }

  /** What one setting for all environments costs each grid of settings. */
  private void sensitivity(Page made) {
    if (results.grids().isEmpty()) {
      return;
    }
    made.section("Sensitivity across environments");
    made.findings(
        results.grids().stream()
            .map(
                grid ->
                    new Finding(
                        Numbers.measured(grid.sensitivity().value(), 2),
                        "neutral",
                        grid.sentence()))
            .toList());
    made.grid(figures.planes()).table(tables.grids());
  }

  private static Finding tolerance(CellResult cell) {
    return new Finding(Numbers.percent(cell.toleranceShare(), 0), "neutral", cell.sentence());
  }

  private void verdicts(Page made, Outcome outcome) {
    List<Comparison> all =
        results.comparisons().stream().filter(one -> one.outcome() == outcome).toList();
    if (all.isEmpty()) {
      return;
    }
    made.paragraph(
        "%s, %s outcome, %s to the baseline: %s better, %s worse, %s%s not decided."
            .formatted(
                StudyFigures.capital(outcome.words()),
                outcome == results.design().primary() ? "the primary" : "a secondary",
                Numbers.counted(all.size(), "comparison"),
                count(all, Verdict.BETTER),
                count(all, Verdict.WORSE),
                outcome == results.design().primary()
                    ? count(all, Verdict.EQUIVALENT) + " equivalent, "
                    : "",
                count(all, Verdict.NOT_DECIDED)));
    List<Comparison> first =
        all.size() <= SHOWN
            ? all
            : all.stream()
                .filter(one -> one.verdict() != Verdict.NOT_DECIDED)
                .sorted(Comparator.comparing(one -> !one.environment().equals(StudyDesign.OVERALL)))
                .toList();
    if (!first.isEmpty()) {
      made.findings(first.stream().map(StudyReport::finding).toList());
    }
    List<Comparison> rest = all.stream().filter(one -> !first.contains(one)).toList();
    if (!rest.isEmpty()) {
      made.findings(
          "The %s that %s not decided".formatted(rest.size(), rest.size() == 1 ? "is" : "are"),
          rest.stream().map(StudyReport::finding).toList());
    }
  }

  private static long count(List<Comparison> comparisons, Verdict verdict) {
    return comparisons.stream().filter(one -> one.verdict() == verdict).count();
  }

  private static Finding finding(Comparison one) {
    return new Finding(one.verdict().words(), StudyTables.kind(one.verdict()), one.sentence());
  }

  private List<String> failures() {
    return results.runs().stream()
        .map(RunScore::run)
        .filter(RunOutcome::failed)
        .map(
            run ->
                "%s, seed %s crashed: %s".formatted(run.cell().label(), run.seed(), run.failure()))
        .toList();
  }
}
