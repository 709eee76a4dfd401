package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import io.rein4j.schedule.Schedules;
import io.rein4j.settings.SettingException;
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
 *     it, skip drops the update, at most {@code max-skips-in-a-row} times in a row, and needs a
 *     threshold of at least 2 and no warm-up
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

  /** Below this multiple the ordinary scatter of norms would drop update after update. */
  private static final double LEAST_TO_SKIP = 2;

  public AdaGc {
    RuleCheck.of(AdaGc.class).threshold(threshold);
    RuleCheck.of(AdaGc.class).setting("absolute", "absolute threshold").positive(absolute);
    RuleCheck.of(AdaGc.class).setting("decay").between(0, 1, decay);
    RuleCheck.of(AdaGc.class).setting("warmup").within(0, Integer.MAX_VALUE, warmup);
    if (onExceed == OnExceed.SKIP) {
      requireSpikesOnly(threshold, warmup);
    }
    groups = List.copyOf(groups);
  }

  /** Refuses settings under which ordinary updates are dropped, until training stops. */
  private static void requireSpikesOnly(Schedule threshold, int warmup) {
    RuleCheck check = RuleCheck.of(AdaGc.class);
    if (warmup > 0) {
      throw new SettingException(
          List.of("on-exceed", "warmup"),
          ("The rule '%s' limits every gradient to the norm 'absolute' during its warm-up, and would"
                  + " drop all that are longer: to drop spikes, choose 'warmup: 0' and a threshold of"
                  + " at least 2, such as 4; to clip, leave out 'on-exceed'.")
              .formatted(check.rule()));
    }
    Schedules.require(
        check.setting("threshold"),
        threshold,
        (setting, value) -> {
          if (value < LEAST_TO_SKIP) {
            throw setting.refused(
                "at least 2 with 'on-exceed: skip'",
                value,
                "norms of parameters scatter so much around their mean that most updates would be"
                    + " dropped; to clip, leave out 'on-exceed'");
          }
        });
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
