package io.rein4j.report;

import static io.rein4j.report.RunFigures.number;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.agent.PathFigures;
import io.rein4j.record.Numbers;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** The report of one run: its page, and its main figures as files. */
public final class RunReport {

  /** Parts of the provenance that the page tells in sentences. */
  private static final Set<String> TOLD_ABOVE = Set.of("init_from", "stretches");

  private final RunFiles run;
  private final Page page;

  private RunReport(RunFiles run) throws IOException {
    this.run = run;
    this.page = page();
  }

  /**
   * Makes the report of what a folder holds; the run need not have finished.
   *
   * @param folder the run's folder
   * @return the report
   * @throws IllegalArgumentException if the run has not begun
   * @throws IOException if a file of the folder cannot be read
   */
  public static RunReport of(RunFolder folder) throws IOException {
    return new RunReport(RunFiles.read(folder));
  }

  /**
   * Writes report.html.
   *
   * @throws IOException if it cannot be written
   */
  public void writePage() throws IOException {
    page.write(run.folder().report());
  }

  /**
   * Writes the figures as SVG and PNG.
   *
   * @throws IOException if they cannot be written
   */
  public void writeFigures() throws IOException {
    FigureFiles.write(run.folder().figures(), page.drawings());
  }

  private Page page() throws IOException {
    JsonNode config = run.config();
    Page made =
        new Page(
            config.path("name").asText(),
            "A run of Rein4J",
            "%s on %s, seed %s, clipping: %s"
                .formatted(
                    config.path("agent").path("type").asText(),
                    config.path("env").path("id").asText(),
                    config.path("seed").asText(),
                    rules()));
    state(made);
    RunFigures figures = new RunFigures(run);
    made.section("Learning").figure(figures.learning());
    made.section("Clipping");
    for (String path : paths()) {
      made.paragraph(clippingInWords(path));
    }
    made.figure(figures.clippedFraction());
    if (!run.paths().isEmpty()) {
      made.paragraph(
          "Each update path has its own gradient and thresholds, so their norms are shown one by one.");
    }
    for (String path : paths()) {
      made.figure(figures.norms(path));
    }
    List<XyFigure> thresholds =
        paths().stream().flatMap(path -> figures.thresholds(path).stream()).toList();
    thresholds.forEach(made::figure);
    if (thresholds.isEmpty()) {
      made.paragraph("What any threshold would have clipped is shown once the run has finished.");
    }
    if (run.groups().size() > 1) {
      made.figure(figures.groupNorms());
      figures.groups().ifPresent(made::table);
    }
    if (!run.paths().isEmpty()) {
      figures.paths().ifPresent(made::table);
    }
    made.section("The run").definitions(provenance()).links(files());
    made.file("The exact config (config.yaml)", run.configText());
    return made;
  }

  private void state(Page made) throws IOException {
    if (!run.isFinished()) {
      made.notice("warn", List.of(unfinished()));
    } else if (run.summary().path("diverged").asBoolean()) {
      made.notice(
          "bad",
          List.of(
              "The run diverged: a gradient that is not finite was let through to the parameters."));
    }
    List<String> origin = new ArrayList<>(run.stretches().sentences());
    JsonNode from = run.provenance().path("init_from");
    if (from.isObject()) {
      origin.add(
          "It started from the weights of '%s' at step %s."
              .formatted(from.path("run").asText(), Numbers.grouped(from.path("step").asLong())));
    }
    if (!origin.isEmpty()) {
      made.notice("warn", origin);
    }
    List<String> advice = new ArrayList<>();
    run.summary().path("advice").forEach(sentence -> advice.add(sentence.asText()));
    if (!advice.isEmpty()) {
      made.notice("advice", advice);
    }
    made.tiles(tiles());
  }

  private String unfinished() throws IOException {
    long[] steps = run.updates().longs("step");
    return "The run has not finished: this page shows what its folder held, up to step %s of %s. The command 'report' writes it again."
        .formatted(
            Numbers.grouped(steps.length == 0 ? 0 : steps[steps.length - 1]),
            Numbers.grouped(run.stretches().goal()));
  }

  private List<Page.Tile> tiles() throws IOException {
    List<Page.Tile> tiles = new ArrayList<>();
    JsonNode summary = run.summary();
    if (run.isFinished()) {
      tiles.add(evaluation("final evaluation", summary.path("final_evaluation")));
      tiles.add(evaluation("best evaluation", summary.path("best_evaluation")));
      tiles.add(
          new Page.Tile(
              "steps",
              Numbers.grouped(summary.path("steps").asLong()),
              "%s in %s, %s steps/s"
                  .formatted(
                      Numbers.counted(summary.path("episodes").asLong(), "episode"),
                      Numbers.duration(number(summary, "seconds")),
                      Numbers.grouped(
                          Math.round(number(summary, "steps") / number(summary, "seconds"))))));
    } else {
      tiles.add(new Page.Tile("episodes", Numbers.grouped(run.episodes().rows()), "so far"));
    }
    for (String path : paths()) {
      Clipping clipping = clipping(path);
      tiles.add(
          new Page.Tile(
              label("clipped updates", path),
              Numbers.percent(clipping.fraction(), 1),
              "of %s; %s skipped"
                  .formatted(
                      Numbers.grouped(clipping.updates()), Numbers.grouped(clipping.skipped()))));
      tiles.add(
          new Page.Tile(
              label(clipping.lengthened() ? "added by clipping" : "removed by clipping", path),
              Numbers.percent(Math.abs(clipping.removed()), 1),
              "of the gradient's norm"));
    }
    if (run.isFinished()) {
      for (String path : paths()) {
        tiles.add(
            tail(
                path.isEmpty() ? "tail index of the norms" : label("tail index", path),
                PathFigures.name("tail_index", path)));
      }
    }
    return tiles;
  }

  /** Returns the names of several update paths, or the empty one of the only path. */
  private List<String> paths() {
    return run.paths().isEmpty() ? List.of("") : run.paths();
  }

  private static String label(String figure, String path) {
    return path.isEmpty() ? figure : figure + ", " + path;
  }

  private Page.Tile tail(String label, String figure) {
    double tail = number(run.summary().path("gradient"), figure);
    return new Page.Tile(label, Labels.number(tail), tailInWords(tail));
  }

  /** Says of a tail index what that very figure means. */
  static String tailInWords(double tail) {
    if (Double.isNaN(tail)) {
      return "too few norms to tell";
    }
    return tail < 2
        ? "below 2: a heavy tail, whose variance does not settle"
        : "2 or more: no sign of a tail whose variance does not settle";
  }

  private static Page.Tile evaluation(String label, JsonNode evaluation) {
    return new Page.Tile(
        label,
        Labels.number(number(evaluation, "return_mean")),
        "± %s over %s, step %s"
            .formatted(
                Labels.number(number(evaluation, "return_std")),
                Numbers.counted(evaluation.path("episodes").asLong(), "episode"),
                Numbers.grouped(evaluation.path("step").asLong())));
  }

  /**
   * The totals of clipping.
   *
   * @param removed the share of the summed norms that it took away, below 0 where it lengthened
   */
  private record Clipping(long updates, long skipped, double fraction, double removed) {

    boolean lengthened() {
      return removed < 0;
    }
  }

  /** Returns the totals: the summary's, or those of updates.csv before the run's end. */
  private Clipping clipping(String path) throws IOException {
    JsonNode gradient = run.summary().path("gradient");
    if (run.isFinished()) {
      return new Clipping(
          gradient.path(PathFigures.name("updates", path)).asLong(),
          gradient.path(PathFigures.name("skipped_updates", path)).asLong(),
          number(gradient, PathFigures.name("clipped_fraction", path)),
          number(gradient, PathFigures.name("removed_norm_share", path)));
    }
    UpdateBins bins = new UpdateBins(run.updates());
    return new Clipping(
        sum(PathFigures.name("updates", path)),
        sum(PathFigures.name("skipped_updates", path)),
        bins.total(PathFigures.name("clipped_fraction", path)),
        1
            - bins.total(PathFigures.name("grad_norm_post_mean", path))
                / bins.total(PathFigures.name("grad_norm_pre_mean", path)));
  }

  private long sum(String column) throws IOException {
    return Arrays.stream(run.updates().longs(column)).sum();
  }

  private String clippingInWords(String path) throws IOException {
    Clipping clipping = clipping(path);
    String sentence = inWords(path, clipping);
    return path.isEmpty() ? sentence : "Update path '%s': %s".formatted(path, sentence);
  }

  private String inWords(String path, Clipping clipping) {
    if (run.clipping(path).path("rules").isEmpty()) {
      return "No rule was set: every finite gradient went to the optimizer as it was.";
    }
    if (Double.isNaN(clipping.fraction())) {
      return "No update has been applied yet.";
    }
    String effect = clipping.lengthened() ? "added %s to" : "took away %s of";
    return "Clipping changed %s of %s and %s the gradient's length."
        .formatted(
            Numbers.percent(clipping.fraction(), 1),
            Numbers.counted(clipping.updates(), "update"),
            effect.formatted(Numbers.percent(Math.abs(clipping.removed()), 1)));
  }

  private String rules() {
    StringJoiner rules = new StringJoiner("; ");
    rules.add(chain(run.clipping("").path("rules")));
    for (String path : run.paths()) {
      if (run.hasOwnClipping(path)) {
        rules.add("of the %s: %s".formatted(path, chain(run.clipping(path).path("rules"))));
      }
    }
    return rules.toString();
  }

  private static String chain(JsonNode rules) {
    if (rules.isEmpty()) {
      return "none";
    }
    StringJoiner chain = new StringJoiner(", then ");
    for (JsonNode rule : rules) {
      JsonNode threshold = rule.path("threshold");
      chain.add(
          rule.path("type").asText()
              + (threshold.isNumber() ? " " + Labels.number(threshold.asDouble()) : ""));
    }
    return chain.toString();
  }

  private Map<String, String> provenance() {
    Map<String, String> entries = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : run.provenance().properties()) {
      JsonNode value = field.getValue();
      if (TOLD_ABOVE.contains(field.getKey())) {
        continue;
      }
      entries.put(field.getKey().replace('_', ' '), words(value));
    }
    return entries;
  }

  private static String words(JsonNode value) {
    if (value.isArray()) {
      StringJoiner words = new StringJoiner(" ");
      value.forEach(word -> words.add(word.asText()));
      return words.toString();
    }
    if (value.isObject()) {
      StringJoiner parts = new StringJoiner(", ");
      value.properties().forEach(part -> parts.add(part.getKey() + " " + part.getValue().asText()));
      return parts.toString();
    }
    return value.asText();
  }

  private static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("episodes.csv", "one row an episode: return, length, what was clipped");
    files.put("updates.csv", "every update counted once: norms, clipped share, by group");
    files.put("metrics.jsonl", "losses, rates and evaluations over training");
    files.put("config.yaml", "running it again gives the same run");
    return files;
  }
}
