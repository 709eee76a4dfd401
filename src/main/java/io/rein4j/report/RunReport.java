package io.rein4j.report;

import io.rein4j.agent.UpdatePathSettings;
import io.rein4j.catalog.Catalog;
import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.NormWindow;
import io.rein4j.files.DamagedFileException;
import io.rein4j.record.ClippingFigures;
import io.rein4j.record.EvaluationFigures;
import io.rein4j.record.Numbers;
import io.rein4j.record.ParameterUpdateFigures;
import io.rein4j.record.RunData;
import io.rein4j.record.Summary;
import io.rein4j.record.UpdatesRow;
import io.rein4j.schedule.Constant;
import io.rein4j.settings.TypeNames;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** The report of one run: its page, and its main figures as files. */
public final class RunReport {

  private final RunParts run;
  private final Page page;

  private RunReport(RunParts run) {
    this.run = run;
    this.page = page();
  }

  /**
   * Makes the report of what a folder holds; the run need not have finished. The report is of what
   * is whole in the folder, and says what is not.
   *
   * @param catalog what configs choose from
   * @param folder the run's folder
   * @return the report
   * @throws IllegalArgumentException if the run has not begun
   * @throws IOException if the system fails
   */
  public static RunReport of(Catalog catalog, RunFolder folder) throws IOException {
    return new RunReport(new RunParts(catalog, RunData.of(folder)));
  }

  /**
   * Makes sure that the report is of everything that the run wrote.
   *
   * @throws DamagedFileException if some of it is left out, with sentences that say why
   */
  public void requireWhole() throws DamagedFileException {
    if (!run.problems().isEmpty()) {
      throw new DamagedFileException(String.join(" ", run.problems()));
    }
  }

  /**
   * {@return what is left out of the report because the catalog does not have what the run's config
   * names, and how to have it, in a sentence; empty if nothing is}
   */
  public Optional<String> missing() {
    List<String> names = run.missing();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s, so the page leaves out what only the config tells. %s"
                .formatted(unknown(names), run.plugins()));
  }

  /**
   * {@return how files of the run contradict each other, although each of them is whole, in
   * sentences} The page shows what they say all the same.
   */
  public List<String> doubts() {
    return List.copyOf(run.doubts());
  }

  /**
   * {@return why the page that is there is to stay, in a sentence; empty if it is not} A page that
   * leaves something out takes the place of none.
   */
  public Optional<String> staying() {
    List<String> names = run.missing();
    return names.isEmpty() || !Files.exists(folder().report())
        ? Optional.empty()
        : Optional.of(
            "%s, so '%s' is left as it was. %s Delete it to have a page that leaves out what only the config tells."
                .formatted(unknown(names), folder().report(), run.plugins()));
  }

  private static String unknown(List<String> names) {
    return "The run's config names %s, which the program does not have here"
        .formatted(names.stream().map("the %s"::formatted).collect(Collectors.joining(" and ")));
  }

  /**
   * Writes report.html.
   *
   * @throws IOException if it cannot be written
   */
  public void writePage() throws IOException {
    page.write(folder().report());
  }

  /**
   * Writes the figures as SVG and PNG.
   *
   * @throws IOException if they cannot be written
   */
  public void writeFigures() throws IOException {
    FigureFiles.write(folder().figures(), page.drawings());
  }

  private RunFolder folder() {
    return run.data().folder();
  }

  private Page page() {
    Page made =
        new Page(
            run.config()
                .map(RunConfig::name)
                .orElseGet(() -> String.valueOf(folder().root().getFileName())),
            "A run of Rein4J",
            run.config().map(this::about).orElse(""));
    state(made);
    RunFigures figures = new RunFigures(run);
    made.section("Learning").figure(figures.learning()).films(run.films());
    made.section("Clipping");
    for (String path : paths()) {
      made.paragraph(clippingInWords(path));
    }
    figures.rules().ifPresent(made::table);
    made.figure(figures.clippedFraction());
    if (!run.scopes().paths().isEmpty()) {
      made.paragraph(
          "Each update path has its own gradient and thresholds, so their norms are shown one by"
              + " one.");
    }
    for (String path : paths()) {
      made.figure(figures.norms(path));
    }
    List<XyFigure> thresholds =
        paths().stream().flatMap(path -> figures.thresholds(path).stream()).toList();
    thresholds.forEach(made::figure);
    if (thresholds.isEmpty()) {
      made.paragraph(
          "Once the run has finished, this page shows what any threshold would have clipped.");
    }
    if (run.scopes().groups().size() > 1) {
      made.figure(figures.groupNorms());
      figures.groups().ifPresent(made::table);
    }
    if (!run.scopes().paths().isEmpty()) {
      figures.paths().ifPresent(made::table);
    }
    if (run.scopes().updates()) {
      updates(made, figures);
    }
    List<XyFigure> diagnostics = new DiagnosticFigures(run.log(), paths()).all();
    if (!diagnostics.isEmpty()) {
      made.section("Diagnostics");
      diagnostics.forEach(made::figure);
    }
    made.section("The run").definitions(run.provenance().inWords()).links(files());
    made.file("The exact config (config.yaml)", run.configText());
    return made;
  }

  /** Tells of the updates of the parameters, behind the optimizer. */
  private void updates(Page made, RunFigures figures) {
    made.section("Updates behind the optimizer");
    for (String path : paths()) {
      made.paragraph(updatesInWords(path));
    }
    figures.updateRules().ifPresent(made::table);
    made.figure(figures.updatesLimited());
    for (String path : paths()) {
      made.figure(figures.updateNorms(path));
    }
    made.figure(figures.updateRatios());
    figures.updates().ifPresent(made::table);
  }

  private String updatesInWords(String path) {
    ParameterUpdateFigures figures = run.clipping().path(path).whole().updateOrNone();
    String sentence;
    if (Double.isNaN(figures.normPreMean())) {
      sentence = "No update was measured here.";
    } else {
      sentence =
          "Update clipping changed %s of the updates. On average, an update changed the parameters by %s of their norm."
              .formatted(
                  Numbers.percent(figures.clippedFraction(), 1),
                  Numbers.percent(figures.ratioMean(), 3));
    }
    return path.isEmpty() ? sentence : "Update path '%s': %s".formatted(path, sentence);
  }

  private String about(RunConfig config) {
    return "%s on %s, seed %s, clipping: %s"
        .formatted(
            TypeNames.nameOf(config.agent()), config.env().id(), config.seed(), rules(config));
  }

  private void state(Page made) {
    if (!run.problems().isEmpty()) {
      List<String> sentences = new ArrayList<>();
      sentences.add("Some of the run's files are damaged or incomplete.");
      sentences.add("This page shows only what is intact.");
      sentences.addAll(run.problems());
      made.notice("bad", sentences);
    }
    if (!doubts().isEmpty()) {
      made.notice("warn", doubts());
    }
    missing().ifPresent(sentence -> made.notice("warn", List.of(sentence)));
    if (run.summary().isEmpty()) {
      made.notice("warn", List.of(unfinished()));
    } else if (run.summary().get().diverged()) {
      made.notice(
          "bad",
          List.of("The run diverged: a non-finite gradient was let through to the parameters."));
    }
    List<String> origin = new ArrayList<>(run.stretches().sentences());
    run.provenance()
        .initFrom()
        .ifPresent(
            from ->
                origin.add(
                    "It started from the weights of '%s' at step %s."
                        .formatted(from.run(), Numbers.grouped(from.step()))));
    if (!origin.isEmpty()) {
      made.notice("warn", origin);
    }
    List<String> advice = run.summary().map(Summary::advice).orElse(List.of());
    if (!advice.isEmpty()) {
      made.notice("advice", advice);
    }
    made.tiles(tiles());
  }

  private String unfinished() {
    double[] steps = run.updates().last(UpdatesRow.STEP);
    long goal = run.stretches().goal();
    return "The run has not finished. This page shows what its folder held, up to step %s%s. The command 'report' writes it again."
        .formatted(
            Numbers.grouped(steps.length == 0 ? 0 : (long) steps[steps.length - 1]),
            goal == 0 ? "" : " of " + Numbers.grouped(goal));
  }

  private List<Page.Tile> tiles() {
    List<Page.Tile> tiles = new ArrayList<>();
    run.summary()
        .ifPresentOrElse(
            summary -> {
              tiles.add(evaluation("final evaluation", summary.finalEvaluation()));
              tiles.add(evaluation("best evaluation", summary.bestEvaluation()));
              tiles.add(steps(summary));
            },
            () ->
                tiles.add(
                    new Page.Tile("episodes", Numbers.grouped(run.episodes().count()), "so far")));
    for (String path : paths()) {
      ClippingFigures clipping = run.clipping().path(path);
      double removed = clipping.whole().removedNormShare();
      tiles.add(
          new Page.Tile(
              label("clipped updates", path),
              Numbers.percent(clipping.whole().clippedFraction(), 1),
              "of %s; %s skipped"
                  .formatted(
                      Numbers.grouped(clipping.updates()),
                      Numbers.grouped(clipping.skippedUpdates()))));
      tiles.add(
          new Page.Tile(
              label(removed < 0 ? "added by clipping" : "removed by clipping", path),
              Numbers.percent(Math.abs(removed), 1),
              "of the gradient's norm"));
    }
    if (run.summary().isPresent()) {
      for (String path : paths()) {
        tiles.add(
            tail(
                path.isEmpty() ? "tail index of the norms" : label("tail index", path),
                run.tail().path(path).tailIndex(),
                run.clipping().path(path).appliedUpdates()));
      }
    }
    return tiles;
  }

  /** A number and its unit stay on one line. */
  private static Page.Tile steps(Summary summary) {
    return new Page.Tile(
        "steps",
        Numbers.grouped(summary.steps()),
        "%s in %s, %s\u00a0steps/s"
            .formatted(
                Numbers.counted(summary.episodes(), "episode"),
                Numbers.elapsed(summary.seconds()).replace(' ', '\u00a0'),
                Numbers.grouped(Math.round(summary.steps() / summary.seconds()))));
  }

  /** Returns the names of several update paths, or the empty one of the only path. */
  private List<String> paths() {
    return run.scopes().paths().isEmpty() ? List.of("") : run.scopes().paths();
  }

  private static String label(String figure, String path) {
    return path.isEmpty() ? figure : figure + ", " + path;
  }

  private static Page.Tile tail(String label, double tail, long updates) {
    return new Page.Tile(
        label,
        Labels.number(tail),
        "of the last %s; %s"
            .formatted(
                Numbers.counted(Math.min(updates, NormWindow.SIZE), "norm"), tailInWords(tail)));
  }

  /** Says of a tail index what that very figure means. */
  static String tailInWords(double tail) {
    if (Double.isNaN(tail)) {
      return "too few norms to tell";
    }
    return tail < 2
        ? "below 2: a heavy tail, whose variance does not settle"
        : "2 or more: no sign of a heavy tail";
  }

  private static Page.Tile evaluation(String label, EvaluationFigures evaluation) {
    return new Page.Tile(
        label,
        Labels.number(evaluation.returnMean()),
        "± %s over %s, step %s"
            .formatted(
                Labels.number(evaluation.returnStd()),
                Numbers.counted(evaluation.episodes(), "episode"),
                Numbers.grouped(evaluation.step())));
  }

  private String clippingInWords(String path) {
    String sentence = inWords(path, run.clipping().path(path));
    String all =
        run.rules(path).size() > 1
            ? sentence
                + " The rules act one after the other, each on what the one before returned. No"
                + " figure has a line for their thresholds, because the norms here are those before"
                + " the first rule and after the last one."
            : sentence;
    return path.isEmpty() ? all : "Update path '%s': %s".formatted(path, all);
  }

  private String inWords(String path, ClippingFigures clipping) {
    if (run.config().isPresent() && run.rules(path).isEmpty()) {
      return "No rule was set. Every finite gradient went to the optimizer unchanged.";
    }
    if (Double.isNaN(clipping.whole().clippedFraction())) {
      return "No update has been applied yet.";
    }
    double removed = clipping.whole().removedNormShare();
    String effect = removed < 0 ? "added %s to" : "removed %s of";
    long skipped = clipping.skippedUpdates();
    return "Clipping changed %s of %s. It %s the gradient's norm."
        .formatted(
            Numbers.percent(clipping.whole().clippedFraction(), 1),
            skipped > 0
                ? "%s, and %s dropped"
                    .formatted(
                        Numbers.counted(clipping.updates() - skipped, "applied update"),
                        skipped == 1 ? "1 more was" : Numbers.grouped(skipped) + " more were")
                : Numbers.counted(clipping.updates(), "update"),
            effect.formatted(Numbers.percent(Math.abs(removed), 1)));
  }

  private static String rules(RunConfig config) {
    ClippingSettings all = config.agent().clipping();
    StringJoiner rules = new StringJoiner("; ");
    rules.add(chain(all.rules()));
    for (UpdatePathSettings path : config.agent().updatePaths()) {
      if (!path.clipping().equals(all)) {
        rules.add("of the %s: %s".formatted(path.name(), chain(path.clipping().rules())));
      }
    }
    return rules.toString();
  }

  private static String chain(List<ClippingRule> rules) {
    if (rules.isEmpty()) {
      return "none";
    }
    StringJoiner chain = new StringJoiner(", then ");
    for (ClippingRule rule : rules) {
      chain.add(
          rule.threshold() instanceof Constant fixed
              ? "%s %s".formatted(TypeNames.nameOf(rule), Labels.number(fixed.value()))
              : TypeNames.nameOf(rule));
    }
    return chain.toString();
  }

  private Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(name(folder().episodes()), "one row per episode: return, length, what was clipped");
    files.put(
        name(folder().updates()), "every update counted once: norms, clipped share, by group");
    files.put(name(folder().metrics()), "losses, rates and evaluations over training");
    files.put(name(folder().config()), "running it again gives the same run");
    return files;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
