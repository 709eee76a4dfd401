package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import io.rein4j.settings.TypeName;
import java.util.List;

/**
 * The rule that shortens the update of each parameter tensor by as much as the root mean square of
 * its gradient, measured in the optimizer's own second moments, exceeds a threshold: {@code Δθ ← Δθ
 * / max(1, RMS/d)} with {@code RMS = √mean(g²/max(v, ε²))} (Wortsman et al. 2023, StableAdamW;
 * Shazeer and Stern 2018, Adafactor, section 6).
 *
 * <p>v is what the step was divided by: after the update, with its bias corrected where the
 * optimizer corrects it. So the first update of Adam has RMS 1, and one of RMSProp, which corrects
 * nothing, more. As in StableAdamW, decoupled weight decay is part of the update.
 *
 * <p>After a reset of Adam's {@code steps}, the mean that is kept is corrected as if it were of the
 * first update, by 1/(1 − β₂): what a gradient is compared with is so much larger then that the
 * rule hardly ever binds, until the correction has faded.
 *
 * @param threshold the largest root mean square d, finite and > 0 throughout training
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@TypeName("update-rms")
public record UpdateRms(Schedule threshold, List<String> groups) implements UpdateRule {

  /** The papers' d, for all groups. */
  public static final UpdateRms DEFAULTS = new UpdateRms(Schedule.constant(1), List.of());

  public UpdateRms {
    UpdateRuleCheck.of(UpdateRms.class).threshold(threshold);
    groups = List.copyOf(groups);
  }

  /**
   * Makes a rule for all groups.
   *
   * @param threshold the largest root mean square, finite and > 0
   */
  public UpdateRms(double threshold) {
    this(UpdateRuleCheck.of(UpdateRms.class).fixed(threshold), DEFAULTS.groups);
  }

  @Override
  public boolean needsSecondMoments() {
    return true;
  }

  @Override
  public UpdateClipper bind(ParameterLayout layout) {
    float[] ratios = new float[layout.arrayLength()];
    return update -> clip(update, ratios);
  }

  private void clip(ParameterUpdate update, float[] ratios) {
    double limit = threshold.at(update.progress());
    SecondMoments moments = update.secondMoments();
    float correction = (float) moments.correction();
    float floor = Math.max((float) moments.floor(), Float.MIN_NORMAL);
    List<ParameterUpdate> parts = update.perParameter();
    double largest = 0;
    for (int i = 0; i < parts.size(); i++) {
      ParameterLayout.Block block = parts.get(i).blocks().get(0);
      divide(
          update.gradient(),
          moments.values(),
          ratios,
          correction,
          floor,
          block.offset(),
          block.end());
      double rms = Math.sqrt(update.sumOfSquares(ratios, block) / block.length());
      largest = Math.max(largest, rms);
      parts.get(i).limit(rms, limit);
    }
    update.report(largest, limit);
  }

  private static void divide(
      float[] gradient,
      float[] squares,
      float[] ratios,
      float correction,
      float floor,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      float square = Math.max(squares[i] * correction, floor);
      ratios[i] = gradient[i] / (float) Math.sqrt(square);
    }
  }
}
