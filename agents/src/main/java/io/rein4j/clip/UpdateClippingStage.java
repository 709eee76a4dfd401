package io.rein4j.clip;

import io.rein4j.settings.TypeNames;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stage behind the optimizer: it measures what the optimizer made of a gradient that came
 * through the {@link ClippingStage}, and applies rules to it.
 *
 * <p>An update goes through it in two calls, {@link #begin} before the optimizer's step and {@link
 * #process} after it. Parameters that no rule changes stay as the optimizer left them, bit for bit;
 * those that a rule changes are the nearest floats, so that a limited update is no longer than its
 * rule allows but for the rounding of the parameters. An update that is not finite is left as it
 * is; where that is due to the parameters, {@link #nonFiniteParameter()} tells which. Nothing is
 * allocated per update, except once the first time a rule changes something.
 */
public final class UpdateClippingStage implements Stateful {

  private final ParameterLayout layout;
  private final UpdateClippingSettings settings;
  private final UpdateClipper[] clippers;
  private final UpdateNorms norms;
  private final ParameterUpdate[] views;
  private final int[] wholeView;
  private final int[][] groupViews;
  private final ParameterUpdateReport report;

  /**
   * Makes a stage with fresh rule state.
   *
   * @param layout how the parameters lie in their array
   * @param settings the rules
   * @throws IllegalArgumentException if a rule does not fit the layout, for instance by the name of
   *     a group
   */
  public UpdateClippingStage(ParameterLayout layout, UpdateClippingSettings settings) {
    this("", layout, settings);
  }

  /**
   * Makes a stage of one of several update paths, with fresh rule state.
   *
   * @param path the path's name, for errors
   * @param layout how the path's parameters lie in their array
   * @param settings the rules
   * @throws IllegalArgumentException if a rule does not fit the layout, for instance by the name of
   *     a group
   */
  public UpdateClippingStage(String path, ParameterLayout layout, UpdateClippingSettings settings) {
    this.layout = layout;
    this.settings = settings;
    this.norms = new UpdateNorms(layout);
    this.wholeView = ClippingRules.view(layout, List.of());
    this.groupViews =
        layout.groups().stream()
            .map(group -> ClippingRules.view(layout, List.of(group)))
            .toArray(int[][]::new);
    List<UpdateRule> rules = settings.rules();
    rules.forEach(
        rule ->
            ClippingRules.requireGroups(
                "update clipping rule", TypeNames.nameOf(rule), rule.groups(), path, layout));
    this.clippers = rules.stream().map(rule -> bound(rule, layout)).toArray(UpdateClipper[]::new);
    this.views =
        rules.stream()
            .map(rule -> new ParameterUpdate(norms, ClippingRules.view(layout, rule.groups())))
            .toArray(ParameterUpdate[]::new);
    this.report = new ParameterUpdateReport(layout, clippers.length);
  }

  /** Binds a rule, which may be somebody's own. */
  private static UpdateClipper bound(UpdateRule rule, ParameterLayout layout) {
    @Nullable UpdateClipper clipper = rule.bind(layout);
    if (clipper == null) {
      throw new IllegalStateException(
          "The update clipping rule %s is bound to no clipper: its bind(layout) returns null."
              .formatted(rule.getClass().getName()));
    }
    return clipper;
  }

  /** {@return how the parameters lie in their array} */
  public ParameterLayout layout() {
    return layout;
  }

  /** {@return the rules} */
  public UpdateClippingSettings settings() {
    return settings;
  }

  /**
   * Keeps the parameters as they are before the optimizer's step.
   *
   * @param parameters left as they are; one element for each of the layout's array
   * @throws IllegalArgumentException if the array does not fit the layout
   */
  public void begin(float[] parameters) {
    layout.requireSize("parameter", parameters);
    norms.keep(parameters);
  }

  /**
   * Takes what the optimizer made of the parameters through the stage.
   *
   * @param update the report of the clipping stage on the gradient, which gets this stage's too
   * @param parameters as the optimizer's step left them, changed in place
   * @param gradient what the optimizer was given, left as it is; as many elements
   * @param moments the optimizer's second moments after its step; null if it keeps none
   * @param progress the share of training that is over, in [0, 1]
   * @return what was done; valid until the next call
   * @throws IllegalArgumentException if an array does not fit the layout
   */
  public ParameterUpdateReport process(
      UpdateReport update,
      float[] parameters,
      float[] gradient,
      @Nullable SecondMoments moments,
      double progress) {
    layout.requireSize("parameter", parameters);
    layout.requireSize("gradient", gradient);
    report.drop();
    update.attach(report);
    norms.forget();
    if (update.diverged() || !norms.open(parameters, gradient, moments, progress)) {
      return report;
    }
    for (int r = 0; r < clippers.length; r++) {
      norms.openRule();
      clippers[r].clip(views[r]);
      if (!norms.closeRule()) {
        UpdateRule rule = settings.rules().get(r);
        throw new IllegalStateException(
            "The update clipping rule %s made finite parameters infinite or NaN: %s."
                .formatted(rule.getClass().getName(), rule));
      }
      report.rule(r, norms.ruleNorm, norms.ruleThreshold, norms.ruleBound);
    }
    norms.close();
    report.apply();
    norms.report(wholeView, report.whole());
    for (int g = 0; g < groupViews.length; g++) {
      norms.report(groupViews[g], report.group(g));
    }
    return report;
  }

  /**
   * {@return the name of the first block whose parameters the last update made infinite or NaN;
   * null if all are finite, though their change may be too large to be, or the update was dropped}
   */
  public @Nullable String nonFiniteParameter() {
    return norms.nonFiniteBlock();
  }

  /** Hands over every rule's state. */
  @Override
  public void state(State state) throws IOException {
    for (UpdateClipper clipper : clippers) {
      clipper.state(state);
    }
  }
}
