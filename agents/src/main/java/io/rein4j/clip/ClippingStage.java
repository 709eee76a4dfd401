package io.rein4j.clip;

import io.rein4j.settings.TypeNames;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The clipping stage between backpropagation and the optimizer: it decides whether the gradient is
 * finite, applies the policy for those that are not, and the rules to all others.
 *
 * <p>Its norms neither overflow nor vanish: {@code [1e25, 1]} clipped to 1 is {@code [1, 1e-25]}.
 * Nothing is allocated per update, except once the first time a rule edits single elements. A
 * gradient whose update is dropped is of no further use: rules before the one that refused it have
 * changed it, and a stage whose only rule is {@link Value} may have moved elements of a gradient of
 * more than 131,072 before it met one that is not finite.
 */
public final class ClippingStage implements Stateful {

  private static final float[] NO_PARAMETERS = {};

  private final ParameterLayout layout;
  private final ClippingSettings settings;
  private final Clipper[] clippers;
  private final GradientNorms norms;
  private final int[][] ruleViews;
  private final Gradient[] views;
  private final int[] wholeView;
  private final int[][] groupViews;
  private final UpdateReport report;
  private final @Nullable SampleClipper sampleClipper;
  private final @Nullable ValueClipper onlyValueClipper;
  private int skipsInARow;

  /**
   * Makes a stage with fresh rule state.
   *
   * @param layout how gradients lie in their array
   * @param settings the rules and the policy
   * @throws IllegalArgumentException if a rule does not fit the layout, for instance by the name of
   *     a group
   */
  public ClippingStage(ParameterLayout layout, ClippingSettings settings) {
    this("", layout, settings);
  }

  /**
   * Makes a stage of one of several update paths, with fresh rule state.
   *
   * @param path the path's name, for reports
   * @param layout how the path's gradients lie in their array
   * @param settings the rules and the policy
   * @throws IllegalArgumentException if a rule does not fit the layout, for instance by the name of
   *     a group
   */
  public ClippingStage(String path, ParameterLayout layout, ClippingSettings settings) {
    this.layout = layout;
    this.settings = settings;
    this.norms = new GradientNorms(layout);
    this.wholeView = ClippingRules.view(layout, List.of());
    this.groupViews =
        layout.groups().stream()
            .map(group -> ClippingRules.view(layout, List.of(group)))
            .toArray(int[][]::new);
    List<ClippingRule> rules = settings.rules();
    rules.forEach(rule -> ClippingRules.requireGroups(rule, path, layout));
    this.clippers = rules.stream().map(rule -> bound(rule, layout)).toArray(Clipper[]::new);
    this.ruleViews =
        rules.stream().map(rule -> ClippingRules.view(layout, rule.groups())).toArray(int[][]::new);
    this.views =
        Arrays.stream(ruleViews).map(view -> new Gradient(norms, view)).toArray(Gradient[]::new);
    this.sampleClipper =
        clippers.length > 0 && clippers[0] instanceof SampleClipper first ? first : null;
    boolean dropsNonFinite =
        settings.nonFinite() == NonFinitePolicy.SKIP
            || settings.nonFinite() == NonFinitePolicy.FAIL;
    this.onlyValueClipper =
        clippers.length == 1 && dropsNonFinite && clippers[0] instanceof ValueClipper only
            ? only
            : null;
    this.report = new UpdateReport(path, layout, clippers.length);
  }

  /** Binds a rule, which may be somebody's own. */
  private static Clipper bound(ClippingRule rule, ParameterLayout layout) {
    @Nullable Clipper clipper = rule.bind(layout);
    if (clipper == null) {
      throw new IllegalStateException(
          "The clipping rule %s is bound to no clipper: its bind(layout) returns null."
              .formatted(rule.getClass().getName()));
    }
    return clipper;
  }

  /** {@return how gradients lie in their array} */
  public ParameterLayout layout() {
    return layout;
  }

  /** {@return the rules and the policy} */
  public ClippingSettings settings() {
    return settings;
  }

  /**
   * {@return whether the first rule is a {@link SampleRule}, so that gradients are to be formed}
   */
  public boolean formsGradients() {
    return sampleClipper != null;
  }

  /**
   * Forms the gradient of a batch by the rule on samples, and takes it through the stage.
   *
   * @param batch the gradients of its samples
   * @param gradient overwritten by what goes to the optimizer, if the report's verdict lets it; one
   *     element for each of the layout's array
   * @param parameters what the gradient belongs to, left as they are; as many elements
   * @param progress the share of training that is over, in [0, 1]
   * @return what was done; valid until the next call
   * @throws IllegalArgumentException if an array does not fit the layout
   * @throws IllegalStateException if the first rule is no {@link SampleRule}
   */
  public UpdateReport process(
      SampleGradients batch, float[] gradient, float[] parameters, double progress) {
    if (sampleClipper == null) {
      throw new IllegalStateException(
          "Only a rule on samples forms gradients, but the rules are %s."
              .formatted(settings.rules()));
    }
    layout.requireSize("gradient", gradient);
    layout.requireSize("parameter", parameters);
    long clipped = sampleClipper.form(batch, gradient, progress);
    if (clipped == SampleClipper.NOT_COUNTED) {
      report.open(0, 0);
    } else {
      report.open(batch.samples(), clipped);
    }
    return pass(gradient, parameters, progress, clipped != 0);
  }

  /**
   * Takes one gradient through the stage.
   *
   * @param gradient changed in place, unless the report's verdict says otherwise; one element for
   *     each of the layout's array
   * @param parameters what the gradient belongs to, left as they are; as many elements
   * @param progress the share of training that is over, in [0, 1]
   * @return what was done; valid until the next call
   * @throws IllegalArgumentException if an array does not fit the layout
   * @throws IllegalStateException if the first rule is a {@link SampleRule}, which forms gradients
   */
  public UpdateReport process(float[] gradient, float[] parameters, double progress) {
    layout.requireSize("parameter", parameters);
    return processFormed(gradient, parameters, progress);
  }

  /**
   * Takes one gradient through the stage, for rules that do not look at the parameters.
   *
   * @param gradient changed in place, unless the report's verdict says otherwise; one element for
   *     each of the layout's array
   * @param progress the share of training that is over, in [0, 1]
   * @return what was done; valid until the next call
   * @throws IllegalArgumentException if the array does not fit the layout, or a rule needs the
   *     parameters
   */
  public UpdateReport process(float[] gradient, double progress) {
    return processFormed(gradient, NO_PARAMETERS, progress);
  }

  private UpdateReport processFormed(float[] gradient, float[] parameters, double progress) {
    layout.requireSize("gradient", gradient);
    if (sampleClipper != null) {
      throw new IllegalStateException(
          "The rule '%s' forms a batch's gradient out of those of its samples, but this gradient"
                  .formatted(TypeNames.nameOf(settings.rules().get(0)))
              + " comes without them.");
    }
    return pass(gradient, parameters, progress, false);
  }

  private UpdateReport pass(
      float[] gradient, float[] parameters, double progress, boolean formedByClipping) {
    long nonFinite = 0;
    boolean finite =
        onlyValueClipper == null
            ? norms.open(gradient, parameters, progress)
            : norms.open(gradient, parameters, progress, onlyValueClipper, ruleViews[0]);
    if (!finite) {
      nonFinite = norms.nonFinite(settings.nonFinite() == NonFinitePolicy.ZERO);
      Verdict verdict = verdictOnNonFinite();
      if (verdict != Verdict.APPLIED) {
        report.drop(verdict, nonFinite);
        return report;
      }
    }
    for (int r = 0; r < clippers.length; r++) {
      norms.openRule(settings.rules().get(r));
      norms.ruleBound = r == 0 && formedByClipping;
      clippers[r].clip(views[r]);
      if (norms.refused) {
        return refused(nonFinite, r);
      }
      if (!norms.closeRule()) {
        throw new IllegalStateException(
            "The clipping rule %s made a finite gradient infinite or NaN: %s."
                .formatted(settings.rules().get(r).getClass().getName(), settings.rules().get(r)));
      }
      if (norms.ruleBound && settings.rules().get(r).onExceed() == OnExceed.SKIP) {
        return refused(nonFinite, r);
      }
      report.rule(r, norms.ruleNorm, norms.ruleThreshold, norms.ruleBound);
    }
    skipsInARow = 0;
    for (Clipper clipper : clippers) {
      clipper.commit();
    }
    norms.close();
    report.apply(nonFinite);
    norms.report(wholeView, report.whole());
    for (int g = 0; g < groupViews.length; g++) {
      norms.report(groupViews[g], report.group(g));
    }
    return report;
  }

  /** Drops an update that a rule refuses, of which the norms before the first rule remain. */
  private UpdateReport refused(long nonFinite, int rule) {
    report.refuse(skip(), nonFinite, rule, norms.ruleNorm, norms.ruleThreshold);
    norms.reportBefore(wholeView, report.whole());
    for (int g = 0; g < groupViews.length; g++) {
      norms.reportBefore(groupViews[g], report.group(g));
    }
    return report;
  }

  private Verdict verdictOnNonFinite() {
    return switch (settings.nonFinite()) {
      case FAIL -> Verdict.FAILED;
      case SKIP -> skip();
      case ZERO -> Verdict.APPLIED;
      case PROPAGATE -> Verdict.PROPAGATED;
    };
  }

  /** Counts an update that is to be dropped; one too many in a row fails. */
  private Verdict skip() {
    skipsInARow = Math.min(skipsInARow, settings.maxSkipsInARow()) + 1;
    return skipsInARow > settings.maxSkipsInARow() ? Verdict.FAILED : Verdict.SKIPPED;
  }

  /** Hands over the skips in a row and every rule's state. */
  @Override
  public void state(State state) throws IOException {
    skipsInARow = state.of(skipsInARow);
    for (Clipper clipper : clippers) {
      clipper.state(state);
    }
  }
}
