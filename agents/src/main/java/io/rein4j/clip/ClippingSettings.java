package io.rein4j.clip;

import java.util.List;

/**
 * The settings of a clipping stage.
 *
 * @param rules what is done to a gradient, in this order; none leaves every gradient as it is
 * @param nonFinite what becomes of a gradient with NaN or infinite elements
 * @param maxSkipsInARow under {@link NonFinitePolicy#SKIP}, the number of updates, ≥ 0, that may be
 *     dropped one after another; one more and training stops. A finite gradient ends the row, even
 *     if a rule drops its update
 */
public record ClippingSettings(
    List<ClippingRule> rules, NonFinitePolicy nonFinite, int maxSkipsInARow) {

  /** No rules; updates that are not finite are skipped, at most ten in a row. */
  public static final ClippingSettings DEFAULTS =
      new ClippingSettings(List.of(), NonFinitePolicy.SKIP, 10);

  public ClippingSettings {
    rules = List.copyOf(rules);
    Contradictions.refuse(rules);
    if (maxSkipsInARow < 0) {
      throw new IllegalArgumentException(
          "The most updates that may be skipped in a row must be ≥ 0, but is %d."
              .formatted(maxSkipsInARow));
    }
  }

  /**
   * {@return the default settings with rules}
   *
   * @param rules what is done to a gradient, in this order
   */
  public static ClippingSettings of(ClippingRule... rules) {
    return new ClippingSettings(List.of(rules), DEFAULTS.nonFinite, DEFAULTS.maxSkipsInARow);
  }
}
