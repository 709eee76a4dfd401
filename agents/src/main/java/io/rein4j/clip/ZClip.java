package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.WithBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rule that shortens a gradient whose norm is a spike: more than a given number of standard
 * deviations above a running mean of the clipped norms (Kumar et al. 2025, ZClip).
 *
 * <p>A gradient of 0 is not taken in: mean and deviation, and then every gradient, could become 0.
 *
 * @param threshold z*, the number of standard deviations above which a norm is a spike, finite and
 *     > 0 throughout training
 * @param mode what a spike is shortened to
 * @param decay α, the share of mean and variance that each update keeps, in (0, 1)
 * @param warmup the number of first updates, ≥ 2, from which mean and variance are initialised
 * @param maxNorm the largest norm that a gradient may have, during the warm-up and after, finite
 *     and > 0; no such limit if absent
 * @param onExceed what becomes of the update of a spike: clip shortens it, skip drops the update,
 *     at most {@code max-skips-in-a-row} times in a row; skip also drops what exceeds {@code
 *     max-norm}
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@WithBuilder
@TypeName("z-clip")
public record ZClip(
    Schedule threshold,
    Mode mode,
    double decay,
    int warmup,
    @Nullable Double maxNorm,
    OnExceed onExceed,
    List<String> groups)
    implements ClippingRule {

  /** The length that a spike of norm μ + z·σ is shortened to. */
  public enum Mode {
    /** μ + z*²·σ/z: the higher the spike, the closer to the mean. */
    ADAPTIVE,

    /** The mean μ. */
    MEAN
  }

  /** The paper's settings without its limit to every norm, for all groups. */
  public static final ZClip DEFAULTS =
      new ZClip(Schedule.constant(2.5), Mode.ADAPTIVE, 0.97, 25, null, OnExceed.CLIP, List.of());

  private static final int LONGEST_WARMUP = 1_000_000;

  public ZClip {
    RuleCheck.of(ZClip.class).threshold(threshold);
    RuleCheck.of(ZClip.class).setting("decay").between(0, 1, decay);
    RuleCheck.of(ZClip.class).setting("warmup").within(2, LONGEST_WARMUP, warmup);
    if (maxNorm != null) {
      RuleCheck.of(ZClip.class).setting("max-norm", "max norm").positive(maxNorm);
    }
    groups = List.copyOf(groups);
  }

  /** {@return a builder that starts from {@link #DEFAULTS}} */
  public static ZClipBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public ZClipBuilder toBuilder() {
    return ZClipBuilder.from(this);
  }

  @Override
  public Effect effect() {
    return Effect.LIMITS_LENGTH;
  }

  /** {@return false: what the settings fix is how many times the deviation it is} */
  @Override
  public boolean hasFixedThreshold() {
    return false;
  }

  @Override
  public Clipper bind(ParameterLayout layout) {
    return new ZClipper(this);
  }
}
