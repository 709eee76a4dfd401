package io.rein4j.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.agent.PathFigures;
import io.rein4j.record.CsvTable;
import io.rein4j.record.Numbers;
import io.rein4j.report.Series.Style;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;

/** The figures of one run. */
final class RunFigures {

  private static final Axis STEPS = Axis.linear("step", "agent steps, all environments together");

  /** The rules whose threshold is one of the whole gradient's L2 norm. */
  private static final Set<String> ON_THE_NORM =
      Set.of("global-norm", "normalize", "auto-clip", "z-clip", "target-fraction");

  /** More single episodes than this are not drawn. */
  private static final int MOST_POINTS = 3000;

  private final RunFiles run;
  private final UpdateBins bins;

  RunFigures(RunFiles run) throws IOException {
    this.run = run;
    this.bins = new UpdateBins(run.updates());
  }

  /** Shows returns of episodes and evaluations. */
  XyFigure learning() throws IOException {
    CsvTable episodes = run.episodes();
    double[] steps = episodes.doubles("step");
    double[] returns = episodes.doubles("return");
    double[] given = episodes.doubles("training_return");
    Windows windows = Windows.over(returns);
    int stride = (int) Math.ceil((double) returns.length / MOST_POINTS);
    List<Series> series = new ArrayList<>();
    series.add(
        Series.of(
            stride > 1 ? "every %sth episode".formatted(stride) : "an episode in training",
            Style.FAINT_POINTS,
            0,
            each(steps, stride),
            each(returns, stride)));
    double[] at = windows.ends(steps);
    series.add(
        Series.of(
                "median of the last %s episodes, band from 10%% to 90%%"
                    .formatted(windows.length()),
                Style.LINE,
                0,
                at,
                windows.quantiles(0.5))
            .between(windows.quantiles(0.1), windows.quantiles(0.9)));
    if (!Arrays.equals(returns, given)) {
      series.add(
          Series.of(
              "median of the return that the agent was given",
              Style.DOTTED,
              3,
              at,
              Windows.over(given).quantiles(0.5)));
    }
    series.add(evaluations());
    return new XyFigure(
        "learning",
        "Learning curve",
        "Points are training episodes, placed where they ended, with the exploration that training"
            + " needs; the line is their moving median. Evaluations act greedily on clean"
            + " environments: the mean over their episodes, with one standard deviation to both"
            + " sides.",
        STEPS,
        Axis.linear("return", "return of an episode (sum of its rewards)"),
        series,
        List.of());
  }

  private Series evaluations() {
    int count = run.evaluations().size();
    double[] steps = new double[count];
    double[] means = new double[count];
    double[] low = new double[count];
    double[] high = new double[count];
    for (int i = 0; i < count; i++) {
      JsonNode evaluation = run.evaluations().get(i);
      steps[i] = number(evaluation, "step");
      means[i] = number(evaluation, "evaluation_return_mean");
      double deviation = number(evaluation, "evaluation_return_std");
      low[i] = means[i] - deviation;
      high[i] = means[i] + deviation;
    }
    return Series.of("evaluation, mean ± standard deviation", Style.POINTS, 1, steps, means)
        .between(low, high);
  }

  /** Shows the share of updates that were clipped. */
  XyFigure clippedFraction() throws IOException {
    return new XyFigure(
        "clipped-fraction",
        "Clipped updates",
        "The share of updates that clipping changed, for each %s. At 0%% the threshold never binds; at 100%% it binds always, and clipping sets the length of every step instead of guarding against spikes."
            .formatted(stretch()),
        STEPS,
        Axis.share("clipped_fraction", "share of updates that were clipped"),
        clippedUpdates(),
        List.of());
  }

  /** Returns a line for each update path. */
  private List<Series> clippedUpdates() throws IOException {
    if (run.paths().isEmpty()) {
      return List.of(clippedUpdates("clipped updates", 1, "clipped_fraction"));
    }
    List<Series> paths = new ArrayList<>();
    for (String path : run.paths()) {
      paths.add(
          clippedUpdates(
              "clipped updates, " + path,
              COLOURS_OF_GROUPS.get(paths.size() % COLOURS_OF_GROUPS.size()),
              PathFigures.name("clipped_fraction", path)));
    }
    return paths;
  }

  private Series clippedUpdates(String label, int colour, String column) throws IOException {
    return Series.of(label, Style.LINE, colour, bins.last("step"), bins.mean(column));
  }

  /** Shows the norm of the gradient, or of that on one of several paths, around clipping. */
  XyFigure norms(String path) throws IOException {
    double[] steps = bins.last("step");
    double[] p90 = bins.mean(PathFigures.name("grad_norm_pre_p90", path));
    double[] median = bins.mean(PathFigures.name("grad_norm_pre_p50", path));
    List<Series> series = new ArrayList<>();
    series.add(
        Series.of(
            "largest before clipping",
            Style.DOTTED,
            7,
            steps,
            bins.largest(PathFigures.name("grad_norm_pre_max", path))));
    series.add(
        Series.of(
                "median before clipping, band up to the 90% quantile", Style.LINE, 0, steps, median)
            .between(median, p90));
    series.add(
        Series.of(
            "mean after clipping",
            Style.LINE,
            2,
            steps,
            bins.mean(PathFigures.name("grad_norm_post_mean", path))));
    if (isThresholdOnTheNorm(path)) {
      series.add(
          Series.of(
              "threshold",
              Style.DASHED,
              1,
              steps,
              bins.mean(PathFigures.name("threshold_mean", path))));
    }
    return new XyFigure(
        id("gradient-norm", path),
        title("Gradient norm before and after clipping", path),
        "The L2 norm of %s on a logarithmic axis, for each %s. Where the band lies above the threshold, most updates were scaled down; what the optimizer saw is the line after clipping."
            .formatted(path.isEmpty() ? "the whole gradient" : "the path's gradient", stretch()),
        STEPS,
        Axis.log("norm", "L2 norm of the gradient"),
        series,
        List.of());
  }

  /**
   * Shows which share of the norms seen, or of those on one of several paths, lies above any
   * threshold; empty before the run's end.
   */
  Optional<XyFigure> thresholds(String path) {
    JsonNode gradient = run.summary().path("gradient");
    JsonNode quantiles = gradient.path(PathFigures.name("grad_norm_pre_quantiles", path));
    List<double[]> points = new ArrayList<>();
    for (Map.Entry<String, JsonNode> one : quantiles.properties()) {
      double norm = one.getValue().asDouble(Double.NaN);
      if (norm > 0) {
        points.add(new double[] {norm, 1 - Double.parseDouble(one.getKey())});
      }
    }
    if (points.isEmpty()) {
      return Optional.empty();
    }
    double[] norms = points.stream().mapToDouble(point -> point[0]).toArray();
    double[] shares = points.stream().mapToDouble(point -> point[1]).toArray();
    double threshold = number(gradient, PathFigures.name("threshold_mean", path));
    double clipped = number(gradient, PathFigures.name("clipped_fraction", path));
    List<Marker> markers =
        isThresholdOnTheNorm(path) && !setsTheNorm(path) && threshold > 0
            ? List.of(
                new Marker(
                    threshold,
                    "threshold %s: %s"
                        .formatted(Labels.number(threshold), Numbers.percent(clipped, 1))))
            : List.of();
    return Optional.of(
        new XyFigure(
            id("any-threshold", path),
            title("What any threshold would have clipped", path),
            "For a threshold on the horizontal axis, the line gives the share of this %s updates whose norm before clipping was larger: a global-norm threshold of %s would have clipped half of them, one of %s every tenth. These are the norms seen under the setting in use; under another one the agent would have learned otherwise."
                .formatted(
                    path.isEmpty() ? "run's" : "path's",
                    Labels.number(number(gradient, PathFigures.name("grad_norm_pre_p50", path))),
                    Labels.number(number(gradient, PathFigures.name("grad_norm_pre_p90", path)))),
            Axis.log("threshold", "threshold on the gradient's L2 norm"),
            Axis.share("clipped_fraction", "share of updates that it would have clipped"),
            List.of(
                Series.of(
                    path.isEmpty() ? "norms of this run" : "norms on this path",
                    Style.EXTENDED,
                    0,
                    norms,
                    shares)),
            markers));
  }

  private static String id(String figure, String path) {
    return path.isEmpty() ? figure : figure + "-" + path;
  }

  private static String title(String figure, String path) {
    return path.isEmpty() ? figure : "%s, update path '%s'".formatted(figure, path);
  }

  /** Shows the norm of each group of parameters before and after clipping. */
  XyFigure groupNorms() throws IOException {
    List<Series> series = new ArrayList<>();
    for (String group : run.groups()) {
      int colour = COLOURS_OF_GROUPS.get(series.size() / 2 % COLOURS_OF_GROUPS.size());
      series.add(
          Series.of(
              group + " before",
              Style.LINE,
              colour,
              bins.last("step"),
              bins.mean("grad_norm_pre_mean/" + group)));
      series.add(
          Series.of(
              group + " after",
              Style.DASHED,
              colour,
              bins.last("step"),
              bins.mean("grad_norm_post_mean/" + group)));
    }
    return new XyFigure(
        "group-norms",
        "Gradient norm by group of parameters",
        "The mean L2 norm of each group's part of the gradient. A group far above the others on its update path decides what a global norm does to all of them.",
        STEPS,
        Axis.log("norm", "mean L2 norm of the group's gradient"),
        series,
        List.of());
  }

  private static final List<Integer> COLOURS_OF_GROUPS = List.of(0, 1, 2, 3, 4, 5);

  /** Tabulates what clipping did to each group; from the summary, so empty before the end. */
  Optional<Table> groups() {
    return scopes(
        "groups",
        "Clipping by group of parameters",
        "group",
        run.groups(),
        (figure, group) -> figure + "/" + group);
  }

  /** Tabulates what clipping did on each of several update paths; empty before the end. */
  Optional<Table> paths() {
    return scopes("paths", "Clipping by update path", "path", run.paths(), PathFigures::name);
  }

  private Optional<Table> scopes(
      String id, String title, String kind, List<String> scopes, BinaryOperator<String> figureOf) {
    JsonNode gradient = run.summary().path("gradient");
    if (gradient.isMissingNode()) {
      return Optional.empty();
    }
    List<List<Table.Cell>> rows = new ArrayList<>();
    for (String scope : scopes) {
      rows.add(
          List.of(
              Table.Cell.text(scope),
              Table.Cell.share(number(gradient, figureOf.apply("clipped_fraction", scope))),
              Table.Cell.share(number(gradient, figureOf.apply("removed_norm_share", scope))),
              Table.Cell.number(number(gradient, figureOf.apply("grad_norm_pre_p50", scope))),
              Table.Cell.number(number(gradient, figureOf.apply("grad_norm_pre_p90", scope))),
              Table.Cell.number(number(gradient, figureOf.apply("grad_norm_pre_max", scope))),
              Table.Cell.number(number(gradient, figureOf.apply("grad_norm_post_mean", scope)))));
    }
    return Optional.of(
        new Table(
            id,
            title,
            "Over all updates of the run. Removed: the share of the summed norms that clipping took away, below 0 where it lengthened gradients.",
            List.of(
                new Table.Column(kind, kind),
                new Table.Column("clipped_fraction", "clipped"),
                new Table.Column("removed_norm_share", "removed"),
                new Table.Column("grad_norm_pre_p50", "norm before, median"),
                new Table.Column("grad_norm_pre_p90", "90% quantile"),
                new Table.Column("grad_norm_pre_max", "largest"),
                new Table.Column("grad_norm_post_mean", "norm after, mean")),
            rows));
  }

  private boolean isThresholdOnTheNorm(String path) {
    JsonNode rules = run.clipping(path).path("rules");
    JsonNode rule = rules.path(0);
    return rules.size() == 1
        && ON_THE_NORM.contains(rule.path("type").asText())
        && rule.path("groups").isEmpty()
        && rule.path("norm-type").asDouble(2) == 2;
  }

  /**
   * Returns whether the rule acts on every gradient, so that no share is clipped by a threshold.
   */
  private boolean setsTheNorm(String path) {
    return run.clipping(path).path("rules").path(0).path("type").asText().equals("normalize");
  }

  private String stretch() {
    return bins.areRows()
        ? "row of updates.csv (a rollout, or 1,000 updates)"
        : "stretch of rows of updates.csv";
  }

  private static double[] each(double[] values, int stride) {
    if (stride <= 1) {
      return values;
    }
    double[] some = new double[(values.length + stride - 1) / stride];
    for (int i = 0; i < some.length; i++) {
      some[i] = values[i * stride];
    }
    return some;
  }

  static double number(JsonNode fields, String name) {
    return fields.path(name).asDouble(Double.NaN);
  }
}
