package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.WithBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rule that shortens the gradient of each layer whose norm exceeds a threshold to the
 * threshold.
 *
 * @param threshold the largest norm c a layer's gradient may have, finite and > 0 throughout
 *     training
 * @param normType the p of the p-norm, > 0; infinity takes the largest magnitude
 * @param compatibility the library whose epsilon and boundary to follow; none if absent
 * @param onExceed what becomes of an update whose gradient exceeds the threshold: clip shortens it,
 *     skip drops the update, at most {@code max-skips-in-a-row} times in a row
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@WithBuilder
@TypeName("per-layer-norm")
public record PerLayerNorm(
    Schedule threshold,
    double normType,
    @Nullable Compatibility compatibility,
    OnExceed onExceed,
    List<String> groups)
    implements ClippingRule {

  /** The Euclidean norm. */
  public static final double DEFAULT_NORM_TYPE = 2;

  /** The gradient is clipped. */
  public static final OnExceed DEFAULT_ON_EXCEED = OnExceed.CLIP;

  /** All groups. */
  public static final List<String> DEFAULT_GROUPS = List.of();

  public PerLayerNorm {
    RuleCheck.of(PerLayerNorm.class).norm(threshold, normType, compatibility);
    groups = List.copyOf(groups);
  }

  /**
   * Makes a rule that clips.
   *
   * @param threshold the largest norm a layer's gradient may have, finite and > 0 throughout
   *     training
   * @param normType the p of the p-norm, > 0; infinity takes the largest magnitude
   * @param compatibility the library whose epsilon and boundary to follow; none if null
   * @param groups the groups of parameters that the rule is limited to; all if empty
   */
  public PerLayerNorm(
      Schedule threshold,
      double normType,
      @Nullable Compatibility compatibility,
      List<String> groups) {
    this(threshold, normType, compatibility, DEFAULT_ON_EXCEED, groups);
  }

  /**
   * Makes a rule for all groups.
   *
   * @param threshold the largest norm a layer's gradient may have, finite and > 0
   * @param normType the p of the p-norm, > 0; infinity takes the largest magnitude
   */
  public PerLayerNorm(double threshold, double normType) {
    this(RuleCheck.of(PerLayerNorm.class).fixed(threshold), normType, null, DEFAULT_GROUPS);
  }

  /**
   * Makes a rule for the Euclidean norm and all groups.
   *
   * @param threshold the largest norm a layer's gradient may have, finite and > 0
   */
  public PerLayerNorm(double threshold) {
    this(threshold, DEFAULT_NORM_TYPE);
  }

  /**
   * {@return a builder that starts from a rule for the Euclidean norm and all groups}
   *
   * @param threshold the largest norm a layer's gradient may have, finite and > 0
   */
  public static PerLayerNormBuilder builder(double threshold) {
    return new PerLayerNorm(threshold).toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public PerLayerNormBuilder toBuilder() {
    return PerLayerNormBuilder.from(this);
  }

  @Override
  public Effect effect() {
    return Effect.LIMITS_PARTS;
  }

  @Override
  public Granularity granularity() {
    return Granularity.LAYER;
  }

  @Override
  public Clipper bind(ParameterLayout layout) {
    return new NormClipper(Gradient::perLayer, threshold, normType, compatibility, onExceed);
  }
}
