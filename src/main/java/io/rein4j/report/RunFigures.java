package io.rein4j.report;

import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.UpdateRule;
import io.rein4j.config.ConfigFormat;
import io.rein4j.record.ClippingFigures;
import io.rein4j.record.Column;
import io.rein4j.record.EpisodeRow;
import io.rein4j.record.EvaluationFigures;
import io.rein4j.record.Numbers;
import io.rein4j.record.ParameterUpdateFigures;
import io.rein4j.record.RuleFigures;
import io.rein4j.record.ScopeFigures;
import io.rein4j.record.UpdatesRow;
import io.rein4j.report.Series.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** The figures of one run. */
final class RunFigures {

  private static final Axis STEPS =
      Axis.counted(EpisodeRow.STEP.key(), "agent steps, all environments together");

  /** More single episodes than this are not drawn. */
  private static final int MOST_POINTS = 3000;

  private final RunParts run;
  private final UpdateBins bins;

  RunFigures(RunParts run) {
    this.run = run;
    this.bins = run.updates();
  }

  /** Shows returns of episodes and evaluations. */
  XyFigure learning() {
    double[] steps = run.episodes().steps();
    double[] returns = run.episodes().returns();
    double[] given = run.episodes().trainingReturns();
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
        "Points are training episodes, placed where they ended, with exploration. The line is"
            + " their moving median. Evaluations act greedily on environments without noise: they"
            + " show the mean over their episodes, with one standard deviation to both sides.",
        STEPS,
        Axis.linear(EpisodeRow.RETURN.key(), "return of an episode (sum of its rewards)"),
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
      EvaluationFigures evaluation = run.evaluations().get(i).figures();
      steps[i] = evaluation.step();
      means[i] = evaluation.returnMean();
      low[i] = means[i] - evaluation.returnStd();
      high[i] = means[i] + evaluation.returnStd();
    }
    return Series.of("evaluation, mean ± standard deviation", Style.POINTS, 1, steps, means)
        .between(low, high);
  }

  /** Shows the share of updates that were clipped. */
  XyFigure clippedFraction() {
    return new XyFigure(
        "clipped-fraction",
        "Clipped updates",
        "The share of updates that clipping changed, for each %s.%s"
            .formatted(
                stretch(),
                pathNames().stream().anyMatch(this::hasThreshold)
                    ? " At 0%, the threshold never binds. At 100%, it always binds: clipping then sets the length of every gradient instead of guarding against spikes."
                    : ""),
        STEPS,
        Axis.share(ScopeFigures.CLIPPED_FRACTION.key(), "share of updates that were clipped"),
        clippedUpdates(),
        List.of());
  }

  private List<String> pathNames() {
    return run.scopes().paths().isEmpty() ? List.of("") : run.scopes().paths();
  }

  /** Returns whether any rule of a path has a threshold, in its settings or its reports. */
  private boolean hasThreshold(String path) {
    return reportsThreshold(path)
        || run.rules(path).stream().anyMatch(rule -> rule.threshold() != null);
  }

  private boolean reportsThreshold(String path) {
    return DoubleStream.of(bins.mean(UpdatesRow.threshold(path))).anyMatch(Double::isFinite);
  }

  /** Returns a line for each update path. */
  private List<Series> clippedUpdates() {
    if (run.scopes().paths().isEmpty()) {
      return List.of(clippedUpdates("clipped updates", 1, ""));
    }
    List<Series> paths = new ArrayList<>();
    for (String path : run.scopes().paths()) {
      paths.add(
          clippedUpdates(
              "clipped updates, " + path,
              COLOURS_OF_GROUPS.get(paths.size() % COLOURS_OF_GROUPS.size()),
              path));
    }
    return paths;
  }

  private Series clippedUpdates(String label, int colour, String path) {
    return Series.of(label, Style.LINE, colour, steps(), mean(ScopeFigures.CLIPPED_FRACTION, path));
  }

  private double[] steps() {
    return bins.last(UpdatesRow.STEP);
  }

  private double[] mean(Column<ScopeFigures> column, String path) {
    return bins.mean(UpdatesRow.onPath(column, path));
  }

  /** Shows the norm of the gradient, or of that on one of several paths, around clipping. */
  XyFigure norms(String path) {
    double[] steps = steps();
    double[] p90 = mean(ScopeFigures.GRAD_NORM_PRE_P90, path);
    double[] median = mean(ScopeFigures.GRAD_NORM_PRE_P50, path);
    List<Series> series = new ArrayList<>();
    series.add(
        Series.of(
            "largest before clipping",
            Style.DOTTED,
            7,
            steps,
            bins.largest(UpdatesRow.onPath(ScopeFigures.GRAD_NORM_PRE_MAX, path))));
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
            mean(ScopeFigures.GRAD_NORM_POST_MEAN, path)));
    boolean showsThreshold = isThresholdOnTheNorm(path) && reportsThreshold(path);
    if (showsThreshold) {
      series.add(
          Series.of("threshold", Style.DASHED, 1, steps, bins.mean(UpdatesRow.threshold(path))));
    }
    return new XyFigure(
        id("gradient-norm", path),
        title("Gradient norm before and after clipping", path),
        "The L2 norm of %s on a logarithmic axis, for each %s.%s The line after clipping is what the optimizer saw."
            .formatted(
                path.isEmpty() ? "the whole gradient" : "the path's gradient",
                stretch(),
                showsThreshold
                    ? " Where the median lies above the threshold, more than half of the updates were scaled down; where the band reaches above it, more than a tenth."
                    : ""),
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
    Map<String, Double> quantiles =
        run.summary()
            .map(summary -> summary.normQuantiles().getOrDefault(path, Map.of()))
            .orElse(Map.of());
    List<double[]> points = new ArrayList<>();
    quantiles.forEach(
        (share, norm) -> {
          if (norm > 0) {
            points.add(new double[] {norm, 1 - Double.parseDouble(share)});
          }
        });
    if (points.isEmpty()) {
      return Optional.empty();
    }
    double[] norms = points.stream().mapToDouble(point -> point[0]).toArray();
    double[] shares = points.stream().mapToDouble(point -> point[1]).toArray();
    ClippingFigures clipping = run.clipping().path(path);
    double threshold = clipping.thresholdMean();
    double clipped = exceeding(clipping);
    List<Marker> markers =
        isThresholdOnTheNorm(path)
                && !run.rules(path).get(0).effect().isOnEveryGradient()
                && threshold > 0
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
            "For a threshold on the horizontal axis, the line gives the share of this %s updates whose norm before clipping was larger. A global-norm threshold of %s would have clipped half of them, one of %s every tenth. These norms were seen under the setting in use. With another one, the agent would have learned differently."
                .formatted(
                    path.isEmpty() ? "run's" : "path's",
                    Labels.number(clipping.whole().gradNormPreMedian()),
                    Labels.number(clipping.whole().gradNormPreP90())),
            Axis.log("threshold", "threshold on the gradient's L2 norm"),
            Axis.share(
                ScopeFigures.CLIPPED_FRACTION.key(), "share of updates that it would have clipped"),
            List.of(
                Series.of(
                    path.isEmpty() ? "norms of this run" : "norms on this path",
                    Style.EXTENDED,
                    0,
                    norms,
                    shares)),
            markers));
  }

  /** Returns the share of the gradients seen that exceeded the first rule's threshold. */
  private static double exceeding(ClippingFigures clipping) {
    boolean dropped = !clipping.rules().isEmpty() && clipping.rules().get(0).droppedUpdates() > 0;
    return dropped ? clipping.rules().get(0).boundFraction() : clipping.whole().clippedFraction();
  }

  private static String id(String figure, String path) {
    return path.isEmpty() ? figure : figure + "-" + path;
  }

  private static String title(String figure, String path) {
    return path.isEmpty() ? figure : "%s, update path '%s'".formatted(figure, path);
  }

  /** Shows the norm of each group of parameters before and after clipping. */
  XyFigure groupNorms() {
    List<Series> series = new ArrayList<>();
    for (String group : run.scopes().groups()) {
      int colour = COLOURS_OF_GROUPS.get(series.size() / 2 % COLOURS_OF_GROUPS.size());
      series.add(
          Series.of(
              group + " before",
              Style.LINE,
              colour,
              steps(),
              bins.mean(UpdatesRow.ofGroup(ScopeFigures.GRAD_NORM_PRE_MEAN, group))));
      series.add(
          Series.of(
              group + " after",
              Style.DASHED,
              colour,
              steps(),
              bins.mean(UpdatesRow.ofGroup(ScopeFigures.GRAD_NORM_POST_MEAN, group))));
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

  /** Shows the share of updates that update clipping changed. */
  XyFigure updatesLimited() {
    List<Series> series = new ArrayList<>();
    for (String path : pathNames()) {
      series.add(
          Series.of(
              path.isEmpty() ? "limited updates" : "limited updates, " + path,
              Style.LINE,
              path.isEmpty() ? 1 : COLOURS_OF_GROUPS.get(series.size() % COLOURS_OF_GROUPS.size()),
              steps(),
              bins.mean(UpdatesRow.ofUpdates(ParameterUpdateFigures.CLIPPED_FRACTION, path))));
    }
    return new XyFigure(
        "updates-limited",
        "Updates that were limited",
        "The share of updates that a rule behind the optimizer changed, for each %s. A rule that guards against spikes acts seldom; one that acts on all updates sets the length of the steps."
            .formatted(stretch()),
        STEPS,
        Axis.share(
            ParameterUpdateFigures.CLIPPED_FRACTION.key(), "share of updates that were limited"),
        series,
        List.of());
  }

  /** Shows the norm of the update of the parameters around update clipping. */
  XyFigure updateNorms(String path) {
    return new XyFigure(
        id("update-norm", path),
        title("Update norm before and after update clipping", path),
        "The L2 norm of the change of %s on a logarithmic axis, for each %s. Where the largest update is far above the mean, single steps move the parameters as far as many others together: the gradient's norm does not show that, as the optimizer stands between."
            .formatted(path.isEmpty() ? "all parameters" : "the path's parameters", stretch()),
        STEPS,
        Axis.log("norm", "L2 norm of the update"),
        List.of(
            Series.of(
                "largest before clipping",
                Style.DOTTED,
                7,
                steps(),
                bins.largest(UpdatesRow.ofUpdates(ParameterUpdateFigures.NORM_PRE_MAX, path))),
            Series.of(
                "mean before clipping",
                Style.LINE,
                0,
                steps(),
                bins.mean(UpdatesRow.ofUpdates(ParameterUpdateFigures.NORM_PRE_MEAN, path))),
            Series.of(
                "mean after clipping",
                Style.DASHED,
                2,
                steps(),
                bins.mean(UpdatesRow.ofUpdates(ParameterUpdateFigures.NORM_POST_MEAN, path)))),
        List.of());
  }

  /** Shows how far updates moved the parameters of each group, as a share of their norm. */
  XyFigure updateRatios() {
    List<Series> series = new ArrayList<>();
    for (String group : run.scopes().groups()) {
      series.add(
          Series.of(
              group,
              Style.LINE,
              COLOURS_OF_GROUPS.get(series.size() % COLOURS_OF_GROUPS.size()),
              steps(),
              bins.mean(UpdatesRow.ofGroupsUpdates(ParameterUpdateFigures.RATIO_MEAN, group))));
    }
    return new XyFigure(
        "update-ratio",
        "Update norm divided by the parameters' norm",
        "The mean ratio of the L2 norm of the update, after clipping, to that of the group's parameters before it. A thousandth is usual; a hundredth or more changes in a hundred steps what was learned in all before, and far less than a thousandth hardly learns. Groups that are far apart learn at different speeds.",
        STEPS,
        Axis.log("ratio", "update norm / parameter norm"),
        series,
        List.of());
  }

  /** Tabulates the updates of each group of parameters; empty before the end. */
  Optional<Table> updates() {
    if (run.summary().isEmpty()) {
      return Optional.empty();
    }
    Columns<Map.Entry<String, ScopeFigures>> columns = new Columns<>();
    columns.add("group", "group", scope -> Table.Cell.text(scope.getKey()));
    for (Column<ParameterUpdateFigures> share :
        List.of(
            ParameterUpdateFigures.CLIPPED_FRACTION,
            ParameterUpdateFigures.CLIPPED_ELEMENT_FRACTION)) {
      columns.add(share, scope -> Table.Cell.share(share.number(scope.getValue().updateOrNone())));
    }
    for (Column<ParameterUpdateFigures> number :
        List.of(
            ParameterUpdateFigures.NORM_PRE_MEAN,
            ParameterUpdateFigures.NORM_PRE_MAX,
            ParameterUpdateFigures.NORM_POST_MEAN,
            ParameterUpdateFigures.RATIO_MEAN,
            ParameterUpdateFigures.RATIO_MAX)) {
      columns.add(
          number, scope -> Table.Cell.number(number.number(scope.getValue().updateOrNone())));
    }
    return Optional.of(
        columns.table(
            "updates",
            "Updates by group of parameters",
            "Over all updates of the run: how often rules behind the optimizer changed the group, the L2 norm of its update before and after them, and the latter divided by the norm of its parameters.",
            List.copyOf(run.clipping().groups().entrySet())));
  }

  /** Tabulates what each rule of update clipping did; empty before the end, and without rules. */
  Optional<Table> updateRules() {
    List<Link<UpdateRule>> links = new ArrayList<>();
    for (String path : pathNames()) {
      link(path, run.updateRules(path), run.clipping().path(path).updateRules(), links);
    }
    if (links.isEmpty()) {
      return Optional.empty();
    }
    Columns<Link<UpdateRule>> columns =
        columnsOfRules(UpdateRule.class)
            .add(
                "measure_mean",
                "measure, mean",
                link -> Table.Cell.number(link.figures().normMean()))
            .add(
                RuleFigures.THRESHOLD_MEAN,
                link -> Table.Cell.number(link.figures().thresholdMean()));
    return Optional.of(
        columns.table(
            "update-rules",
            "What each rule behind the optimizer did",
            "Over all updates of the run. The measure is the largest of any parameter tensor, and what the threshold limits: a root mean square, a share of the parameters' norm, or a multiple of the initial bound or norm.",
            links));
  }

  private static final List<Integer> COLOURS_OF_GROUPS = List.of(0, 1, 2, 3, 4, 5);

  /** Tabulates what clipping did to each group; from the summary, so empty before the end. */
  Optional<Table> groups() {
    return scopes("groups", "Clipping by group of parameters", "group", run.clipping().groups());
  }

  /** Tabulates what clipping did on each of several update paths; empty before the end. */
  Optional<Table> paths() {
    Map<String, ScopeFigures> paths = new LinkedHashMap<>();
    run.clipping().paths().forEach((path, clipping) -> paths.put(path, clipping.whole()));
    return scopes("paths", "Clipping by update path", "path", paths);
  }

  /** A rule of a chain, on its update path. */
  private record Link<R>(String path, int number, R rule, RuleFigures figures) {}

  /** Adds the rules of a path's chain of which there are figures. */
  private static <R> void link(
      String path, List<R> chain, List<RuleFigures> figures, List<Link<R>> links) {
    for (int i = 0; i < Math.min(chain.size(), figures.size()); i++) {
      links.add(new Link<>(path, i, chain.get(i), figures.get(i)));
    }
  }

  /** Returns the columns that say which rule it is, and how often it acted. */
  private <R> Columns<Link<R>> columnsOfRules(Class<R> kind) {
    Columns<Link<R>> columns = new Columns<>();
    if (!run.scopes().paths().isEmpty()) {
      columns.add("path", "update path", link -> Table.Cell.text(link.path()));
    }
    return columns
        .add("rule", "rule", link -> Table.Cell.text(Integer.toString(link.number())))
        .add("settings", "settings", link -> Table.Cell.text(ConfigFormat.brief(kind, link.rule())))
        .add(RuleFigures.BOUND_FRACTION, link -> Table.Cell.share(link.figures().boundFraction()));
  }

  /**
   * Tabulates what each rule did where there are several on a path, or one dropped updates; empty
   * before the end.
   */
  Optional<Table> rules() {
    List<Link<ClippingRule>> links = new ArrayList<>();
    for (String path : pathNames()) {
      List<ClippingRule> chain = run.rules(path);
      List<RuleFigures> figures = run.clipping().path(path).rules();
      if (chain.size() > 1 || figures.stream().anyMatch(one -> one.droppedUpdates() > 0)) {
        link(path, chain, figures, links);
      }
    }
    if (links.isEmpty()) {
      return Optional.empty();
    }
    Columns<Link<ClippingRule>> columns =
        columnsOfRules(ClippingRule.class)
            .add(
                RuleFigures.THRESHOLD_MEAN,
                link -> Table.Cell.number(link.figures().thresholdMean()));
    boolean dropped = links.stream().anyMatch(link -> link.figures().droppedUpdates() > 0);
    if (dropped) {
      columns.add(
          RuleFigures.DROPPED_UPDATES, link -> Table.Cell.count(link.figures().droppedUpdates()));
    }
    return Optional.of(
        columns.table(
            "rules",
            "What each rule did",
            "Over all updates of the run. Rules are counted from 0, as in metrics.jsonl and summary.json; their settings stand without defaults. Bound: share of the updates in which the rule changed the gradient%s. A threshold is in the rule's own measure, a norm or a single element."
                .formatted(dropped ? ", or which it dropped" : ""),
            links));
  }

  private Optional<Table> scopes(
      String id, String title, String kind, Map<String, ScopeFigures> scopes) {
    if (run.summary().isEmpty()) {
      return Optional.empty();
    }
    Columns<Map.Entry<String, ScopeFigures>> columns = new Columns<>();
    columns.add(kind, kind, scope -> Table.Cell.text(scope.getKey()));
    for (Column<ScopeFigures> share : SHARES) {
      columns.add(share, scope -> Table.Cell.share(share.number(scope.getValue())));
    }
    for (Column<ScopeFigures> norm : NORMS) {
      columns.add(norm, scope -> Table.Cell.number(norm.number(scope.getValue())));
    }
    return Optional.of(
        columns.table(
            id,
            title,
            "Over all updates of the run. Removed: the share of the summed norms that clipping"
                + " removed, below 0 where it lengthened gradients.",
            List.copyOf(scopes.entrySet())));
  }

  private static final List<Column<ScopeFigures>> SHARES =
      List.of(ScopeFigures.CLIPPED_FRACTION, ScopeFigures.REMOVED_NORM_SHARE);

  private static final List<Column<ScopeFigures>> NORMS =
      List.of(
          ScopeFigures.GRAD_NORM_PRE_P50,
          ScopeFigures.GRAD_NORM_PRE_P90,
          ScopeFigures.GRAD_NORM_PRE_MAX,
          ScopeFigures.GRAD_NORM_POST_MEAN);

  /** Returns whether the only rule has a threshold on the L2 norm of the whole gradient. */
  private boolean isThresholdOnTheNorm(String path) {
    List<ClippingRule> rules = run.rules(path);
    return rules.size() == 1
        && rules.get(0).effect().isOfTheWhole()
        && rules.get(0).groups().isEmpty()
        && rules.get(0).normType() == 2;
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
}
