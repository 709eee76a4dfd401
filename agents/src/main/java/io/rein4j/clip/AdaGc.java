package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.WithBuilder;
import java.util.List;

/**
 * The rule that limits the gradient of each parameter tensor to a multiple of a running mean of its
 * clipped norms: {@code g ← g · min(1, λ·γ/‖g‖)}, {@code γ ← β·γ + (1 − β)·‖g‖} (Wang et al. 2025,
 * AdaGC).
 *
 * <p>During the warm-up the gradient as a whole is limited to a norm, and γ is the smallest norm of
 * the tensor. A gradient of 0 is not taken in: with γ = 0 a tensor would never move again.
 *
 * @param threshold λ, the largest multiple of the running mean that a parameter's norm may have,
 *     finite and > 0 throughout training
 * @param absolute the largest norm of the whole gradient during the warm-up, finite and > 0
 * @param decay β, the share of the running mean that each update keeps, in (0, 1)
 * @param warmup the number of updates in the warm-up, ≥ 0
 * @param onExceed what becomes of an update in which a norm exceeds its threshold: clip shortens
 *     it, skip drops the update, at most {@code max-skips-in-a-row} times in a row
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@WithBuilder
@TypeName("ada-gc")
public record AdaGc(
    Schedule threshold,
    double absolute,
    double decay,
    int warmup,
    OnExceed onExceed,
    List<String> groups)
    implements ClippingRule {

  /** The paper's settings, for all groups. */
  public static final AdaGc DEFAULTS =
      new AdaGc(Schedule.constant(1.05), 1, 0.98, 100, OnExceed.CLIP, List.of());

  public AdaGc {
    RuleCheck.of(AdaGc.class).threshold(threshold);
    RuleCheck.of(AdaGc.class).setting("absolute", "absolute threshold").positive(absolute);
    RuleCheck.of(AdaGc.class).setting("decay").between(0, 1, decay);
    RuleCheck.of(AdaGc.class).setting("warmup").within(0, Integer.MAX_VALUE, warmup);
    groups = List.copyOf(groups);
  }

  /** {@return a builder that starts from {@link #DEFAULTS}} */
  public static AdaGcBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public AdaGcBuilder toBuilder() {
    return AdaGcBuilder.from(this);
  }

  @Override
  public Effect effect() {
    return Effect.LIMITS_PARTS;
  }

  /** {@return a parameter, unless there is a warm-up, which limits the norm of all of them} */
  @Override
  public Granularity granularity() {
    return warmup > 0 ? Granularity.GRADIENT : Granularity.PARAMETER;
  }

  /** {@return false: what the settings fix is how many times the running mean it is} */
  @Override
  public boolean hasFixedThreshold() {
    return false;
  }

  @Override
  public Clipper bind(ParameterLayout layout) {
    return new AdaGcClipper(this, ClippingRules.blocks(layout, groups).size());
  }
}
