package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import io.rein4j.settings.TypeName;
import java.util.List;

/**
 * The rule that shortens the gradient of each parameter tensor whose root mean square exceeds a
 * threshold to the threshold: {@code g ← g / max(1, rms(g)/c)} (Shazeer and Stern 2018, Adafactor,
 * section 6; optax's {@code clip_by_block_rms}). It means the same for tensors of any size.
 *
 * @param threshold the largest root mean square c of a parameter's gradient, finite and > 0
 *     throughout training
 * @param onExceed what becomes of an update whose gradient exceeds the threshold: clip shortens it,
 *     skip drops the update, at most {@code max-skips-in-a-row} times in a row
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@TypeName("block-rms")
public record BlockRms(Schedule threshold, OnExceed onExceed, List<String> groups)
    implements ClippingRule {

  /** The gradient is clipped. */
  public static final OnExceed DEFAULT_ON_EXCEED = OnExceed.CLIP;

  /** All groups. */
  public static final List<String> DEFAULT_GROUPS = List.of();

  public BlockRms {
    RuleCheck.of(BlockRms.class).threshold(threshold);
    groups = List.copyOf(groups);
  }

  /**
   * Makes a rule that clips.
   *
   * @param threshold the largest root mean square of a parameter's gradient, finite and > 0
   *     throughout training
   * @param groups the groups of parameters that the rule is limited to; all if empty
   */
  public BlockRms(Schedule threshold, List<String> groups) {
    this(threshold, DEFAULT_ON_EXCEED, groups);
  }

  /**
   * Makes a rule for all groups.
   *
   * @param threshold the largest root mean square of a parameter's gradient, finite and > 0
   */
  public BlockRms(double threshold) {
    this(RuleCheck.of(BlockRms.class).fixed(threshold), DEFAULT_GROUPS);
  }

  @Override
  public Effect effect() {
    return Effect.LIMITS_PARTS;
  }

  @Override
  public Granularity granularity() {
    return Granularity.PARAMETER;
  }

  @Override
  public Clipper bind(ParameterLayout layout) {
    return this::clip;
  }

  private void clip(Gradient gradient) {
    double limit = threshold.at(gradient.progress());
    List<Gradient> parts = gradient.perParameter();
    double largest = 0;
    for (int i = 0; i < parts.size(); i++) {
      Gradient part = parts.get(i);
      double norm = part.norm();
      double root = Math.sqrt(part.blocks().get(0).length());
      largest = Math.max(largest, norm / root);
      part.limit(norm, limit * root);
    }
    gradient.report(largest, limit);
  }
}
