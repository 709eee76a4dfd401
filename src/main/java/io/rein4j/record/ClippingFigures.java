package io.rein4j.record;

import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.ParameterUpdateStatistics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What the clipping stage did over some updates, as the files of a run's folder hold it. Fractions,
 * norms and coefficients are over applied updates with finite norms; NaN is "undefined".
 *
 * <p>Tables hold of each group what {@link ScopeFigures#IN_TABLES} names, and nothing of rules.
 *
 * @param updates attempted updates
 * @param skippedUpdates updates that were dropped
 * @param clippedUpdates applied updates that clipping changed
 * @param clippedSampleFraction share of the samples whose own gradient was clipped
 * @param nonFiniteElements NaN or infinite elements met
 * @param thresholdMean mean threshold of the only rule
 * @param whole the figures of the whole gradient
 * @param groups the figures of each group of parameters
 * @param paths the same on each of several update paths; empty if there is only one
 * @param rules the figures of each rule of the only update path
 * @param updateRules the figures of each of its rules of update clipping
 */
public record ClippingFigures(
    long updates,
    long skippedUpdates,
    long clippedUpdates,
    double clippedSampleFraction,
    long nonFiniteElements,
    double thresholdMean,
    ScopeFigures whole,
    Map<String, ScopeFigures> groups,
    Map<String, ClippingFigures> paths,
    List<RuleFigures> rules,
    List<RuleFigures> updateRules) {

  private static final String COUNT = "updates";

  /** Attempted updates. */
  public static final Column<ClippingFigures> UPDATES =
      Column.whole(
          "updates",
          "updates",
          COUNT,
          "Attempted updates of the parameters, applied or skipped.",
          ClippingFigures::updates);

  /** Updates that were dropped. */
  public static final Column<ClippingFigures> SKIPPED_UPDATES =
      Column.whole(
          "skipped_updates",
          "skipped updates",
          COUNT,
          "Updates that a rule or the policy for non-finite gradients dropped.",
          ClippingFigures::skippedUpdates);

  /** Applied updates that clipping changed. */
  public static final Column<ClippingFigures> CLIPPED_UPDATES =
      Column.whole(
          "clipped_updates",
          "clipped updates",
          COUNT,
          "Applied updates in which clipping changed any element.",
          ClippingFigures::clippedUpdates);

  /** Share of the samples whose own gradient was clipped. */
  public static final Column<ClippingFigures> CLIPPED_SAMPLE_FRACTION =
      Column.number(
          "clipped_sample_fraction",
          "clipped samples",
          "share",
          "Share of the samples whose own gradient was clipped; empty without a rule on samples.",
          ClippingFigures::clippedSampleFraction);

  /** NaN or infinite elements. */
  public static final Column<ClippingFigures> NONFINITE_ELEMENTS =
      Column.whole(
          "nonfinite_elements",
          "non-finite elements",
          "elements",
          "Gradient elements that were NaN or infinite.",
          ClippingFigures::nonFiniteElements);

  /** Mean threshold of the only rule. */
  public static final Column<ClippingFigures> THRESHOLD_MEAN =
      Column.number(
          RuleFigures.THRESHOLD_MEAN.key(),
          "threshold, mean",
          "the rule's norm",
          "Mean threshold of the rule; empty unless there is exactly one.",
          ClippingFigures::thresholdMean);

  /** Those of the whole gradient, in the order of files. */
  static final List<Column<ClippingFigures>> COLUMNS =
      List.of(
          UPDATES,
          SKIPPED_UPDATES,
          CLIPPED_UPDATES,
          ScopeFigures.CLIPPED_FRACTION.of(ClippingFigures::whole),
          ScopeFigures.CLIPPED_ELEMENT_FRACTION.of(ClippingFigures::whole),
          CLIPPED_SAMPLE_FRACTION,
          NONFINITE_ELEMENTS,
          ScopeFigures.GRAD_NORM_PRE_MEAN.of(ClippingFigures::whole),
          ScopeFigures.GRAD_NORM_PRE_P50.of(ClippingFigures::whole),
          ScopeFigures.GRAD_NORM_PRE_P90.of(ClippingFigures::whole),
          ScopeFigures.GRAD_NORM_PRE_MAX.of(ClippingFigures::whole),
          ScopeFigures.GRAD_NORM_POST_MEAN.of(ClippingFigures::whole),
          ScopeFigures.CLIP_COEFFICIENT_MEAN.of(ClippingFigures::whole),
          ScopeFigures.CLIP_COEFFICIENT_MIN.of(ClippingFigures::whole),
          ScopeFigures.REMOVED_NORM_SHARE.of(ClippingFigures::whole),
          ScopeFigures.COSINE_MEAN.of(ClippingFigures::whole),
          THRESHOLD_MEAN);

  /** The figures of no updates. */
  static final ClippingFigures NONE =
      new ClippingFigures(
          0, 0, 0, Double.NaN, 0, Double.NaN, ScopeFigures.NONE, Map.of(), Map.of(), List.of());

  /** The figures of gradients, and of no rules of update clipping. */
  ClippingFigures(
      long updates,
      long skippedUpdates,
      long clippedUpdates,
      double clippedSampleFraction,
      long nonFiniteElements,
      double thresholdMean,
      ScopeFigures whole,
      Map<String, ScopeFigures> groups,
      Map<String, ClippingFigures> paths,
      List<RuleFigures> rules) {
    this(
        updates,
        skippedUpdates,
        clippedUpdates,
        clippedSampleFraction,
        nonFiniteElements,
        thresholdMean,
        whole,
        groups,
        paths,
        rules,
        List.of());
  }

  public ClippingFigures {
    groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
    paths = Collections.unmodifiableMap(new LinkedHashMap<>(paths));
    rules = List.copyOf(rules);
    updateRules = List.copyOf(updateRules);
  }

  /** Returns all figures that files hold anywhere. */
  static ClippingFigures of(ClippingStatistics statistics) {
    return of(statistics, statistics.paths(), true);
  }

  /** Returns the figures that a row of updates.csv holds. */
  static ClippingFigures ofUpdates(ClippingStatistics statistics) {
    return of(statistics, statistics.paths(), false);
  }

  /** Returns the figures that a row of episodes.csv holds: over all update paths. */
  static ClippingFigures ofEpisode(ClippingStatistics statistics) {
    return of(statistics, List.of(), false);
  }

  private static ClippingFigures of(
      ClippingStatistics statistics, List<String> pathNames, boolean all) {
    Optional<ParameterUpdateStatistics> measured = statistics.parameterUpdates();
    Map<String, ScopeFigures> groups = new LinkedHashMap<>();
    for (int group = 0; group < statistics.groups().size(); group++) {
      ScopeFigures gradient =
          all
              ? ScopeFigures.of(statistics.group(group))
              : ScopeFigures.inTables(statistics.group(group));
      groups.put(
          statistics.groups().get(group),
          measured.isEmpty()
              ? gradient
              : gradient.with(
                  all
                      ? ParameterUpdateFigures.of(measured.get().group(group))
                      : ParameterUpdateFigures.inTables(measured.get().group(group))));
    }
    Map<String, ClippingFigures> paths = new LinkedHashMap<>();
    for (int path = 0; path < pathNames.size(); path++) {
      paths.put(pathNames.get(path), of(statistics.path(path), List.of(), all));
    }
    List<RuleFigures> rules = new ArrayList<>();
    for (int rule = 0; all && rule < statistics.rules(); rule++) {
      rules.add(RuleFigures.of(statistics.rule(rule)));
    }
    List<RuleFigures> updateRules = new ArrayList<>();
    for (int rule = 0; all && measured.isPresent() && rule < measured.get().rules(); rule++) {
      updateRules.add(RuleFigures.of(measured.get().rule(rule)));
    }
    ScopeFigures whole = ScopeFigures.of(statistics.whole());
    return new ClippingFigures(
        statistics.updates(),
        statistics.skippedUpdates(),
        statistics.whole().clippedUpdates(),
        statistics.clippedSampleFraction(),
        statistics.nonFiniteElements(),
        statistics.thresholdMean(),
        measured.isEmpty() ? whole : whole.with(ParameterUpdateFigures.of(measured.get().whole())),
        groups,
        paths,
        rules,
        updateRules);
  }

  /** Reads the figures of a row or object, which stand behind a prefix. */
  static ClippingFigures read(Values values, String prefix, Scopes scopes) throws IOException {
    Map<String, ScopeFigures> groups = new LinkedHashMap<>();
    for (String group : scopes.groups()) {
      Values own = values.in(Scope.group(group).under(prefix));
      ScopeFigures gradient = ScopeFigures.readGroup(own);
      groups.put(
          group, scopes.updates() ? gradient.with(ParameterUpdateFigures.read(own)) : gradient);
    }
    Map<String, ClippingFigures> paths = new LinkedHashMap<>();
    for (String path : scopes.paths()) {
      paths.put(path, read(values, prefix, path, scopes.updates(), Map.of(), Map.of()));
    }
    return read(values, prefix, "", scopes.updates(), groups, paths);
  }

  private static ClippingFigures read(
      Values values,
      String prefix,
      String path,
      boolean updates,
      Map<String, ScopeFigures> groups,
      Map<String, ClippingFigures> paths)
      throws IOException {
    Values whole = values.in(Scope.path(path).under(prefix));
    ScopeFigures gradient = ScopeFigures.read(whole);
    return new ClippingFigures(
        whole.whole(UPDATES),
        whole.whole(SKIPPED_UPDATES),
        whole.whole(CLIPPED_UPDATES),
        whole.number(CLIPPED_SAMPLE_FRACTION),
        whole.whole(NONFINITE_ELEMENTS),
        whole.number(THRESHOLD_MEAN),
        updates ? gradient.with(ParameterUpdateFigures.read(whole)) : gradient,
        groups,
        paths,
        rules(number -> values.in(Scope.rule(number, path).under(prefix))),
        rules(number -> values.in(Scope.updateRule(number, path).under(prefix))));
  }

  /** Reads the figures of rules, of which there are as many as there are values of. */
  private static List<RuleFigures> rules(IntFunction<Values> rule) throws IOException {
    List<RuleFigures> rules = new ArrayList<>();
    for (Values next = rule.apply(0);
        next.has(RuleFigures.BOUND_FRACTION);
        next = rule.apply(rules.size())) {
      rules.add(RuleFigures.read(next));
    }
    return rules;
  }

  /** {@return the number of updates that were not dropped} */
  public long appliedUpdates() {
    return updates - skippedUpdates;
  }

  /** {@return the figures of an update path; its name is empty if it is the only one} */
  public ClippingFigures path(String path) {
    return path.isEmpty() ? this : paths.getOrDefault(path, NONE);
  }

  private ScopeFigures group(String group) {
    return groups.getOrDefault(group, ScopeFigures.NONE);
  }

  private RuleFigures rule(int rule) {
    return rule < rules.size() ? rules.get(rule) : RuleFigures.NONE;
  }

  private RuleFigures updateRule(int rule) {
    return rule < updateRules.size() ? updateRules.get(rule) : RuleFigures.NONE;
  }

  /** {@return the parts that have figures of their own} */
  public Scopes scopes() {
    return new Scopes(
        List.copyOf(groups.keySet()), List.copyOf(paths.keySet()), whole.update() != null);
  }

  /** Returns the columns of each group's figures, as tables hold them. */
  static List<Column<ClippingFigures>> groupColumns(Scopes scopes) {
    return groupColumns(scopes, ScopeFigures.IN_TABLES);
  }

  private static List<Column<ClippingFigures>> groupColumns(
      Scopes scopes, List<Column<ScopeFigures>> each) {
    List<Column<ClippingFigures>> columns = new ArrayList<>();
    for (String group : scopes.groups()) {
      each.forEach(
          column ->
              columns.add(
                  column
                      .<ClippingFigures>of(figures -> figures.group(group))
                      .in(Scope.group(group))));
    }
    return columns;
  }

  /** Returns the columns of each update path's figures. */
  static List<Column<ClippingFigures>> pathColumns(Scopes scopes) {
    List<Column<ClippingFigures>> columns = new ArrayList<>();
    for (String path : scopes.paths()) {
      COLUMNS.forEach(
          column ->
              columns.add(
                  column.<ClippingFigures>of(figures -> figures.path(path)).in(Scope.path(path))));
    }
    return columns;
  }

  /**
   * Returns the columns of the updates of the parameters, if they are measured: of all of them, of
   * each group, and of each update path.
   */
  static List<Column<ClippingFigures>> updateColumns(Scopes scopes) {
    return updateColumns(scopes, ParameterUpdateFigures.IN_TABLES);
  }

  private static List<Column<ClippingFigures>> updateColumns(
      Scopes scopes, List<Column<ParameterUpdateFigures>> ofGroups) {
    List<Column<ClippingFigures>> columns = new ArrayList<>();
    if (!scopes.updates()) {
      return columns;
    }
    ParameterUpdateFigures.COLUMNS.forEach(
        column -> columns.add(column.of(figures -> figures.whole().updateOrNone())));
    for (String group : scopes.groups()) {
      ofGroups.forEach(
          column ->
              columns.add(
                  column
                      .<ClippingFigures>of(figures -> figures.group(group).updateOrNone())
                      .in(Scope.group(group))));
    }
    for (String path : scopes.paths()) {
      ParameterUpdateFigures.COLUMNS.forEach(
          column ->
              columns.add(
                  column
                      .<ClippingFigures>of(figures -> figures.path(path).whole().updateOrNone())
                      .in(Scope.path(path))));
    }
    return columns;
  }

  /** Returns the columns of everything that these figures hold, in the order of files. */
  List<Column<ClippingFigures>> columns() {
    List<Column<ClippingFigures>> columns = new ArrayList<>(COLUMNS);
    columns.addAll(groupColumns(scopes(), ScopeFigures.COLUMNS));
    columns.addAll(pathColumns(scopes()));
    addRules(columns, "");
    paths.keySet().forEach(path -> path(path).addRules(columns, path));
    columns.addAll(updateColumns(scopes(), ParameterUpdateFigures.COLUMNS));
    addUpdateRules(columns, "");
    paths.keySet().forEach(path -> path(path).addUpdateRules(columns, path));
    return columns;
  }

  private void addRules(List<Column<ClippingFigures>> columns, String path) {
    for (int rule = 0; rule < rules.size(); rule++) {
      int number = rule;
      rules
          .get(rule)
          .columns()
          .forEach(
              column ->
                  columns.add(
                      column
                          .<ClippingFigures>of(figures -> figures.path(path).rule(number))
                          .in(Scope.rule(number, path))));
    }
  }

  private void addUpdateRules(List<Column<ClippingFigures>> columns, String path) {
    for (int rule = 0; rule < updateRules.size(); rule++) {
      int number = rule;
      updateRules
          .get(rule)
          .columns()
          .forEach(
              column ->
                  columns.add(
                      column
                          .<ClippingFigures>of(figures -> figures.path(path).updateRule(number))
                          .in(Scope.updateRule(number, path))));
    }
  }
}
