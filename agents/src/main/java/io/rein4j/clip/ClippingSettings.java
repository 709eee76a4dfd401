package io.rein4j.clip;

import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeNames;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The settings of a clipping stage.
 *
 * @param rules the rules, applied to every gradient in this order; none leaves every gradient
 *     unchanged
 * @param nonFinite what happens to a gradient with NaN or infinite elements
 * @param maxSkipsInARow the number of updates, ≥ 0, that may be dropped in a row under {@code
 *     non-finite: skip} and by rules, as with {@code on-exceed: skip}; with one more, training
 *     stops. A finite gradient that no rule drops ends the streak
 */
public record ClippingSettings(
    List<ClippingRule> rules, NonFinitePolicy nonFinite, int maxSkipsInARow) {

  /** No rules; updates that are not finite are skipped, at most ten in a row. */
  public static final ClippingSettings DEFAULTS =
      new ClippingSettings(List.of(), NonFinitePolicy.SKIP, 10);

  public ClippingSettings {
    rules = List.copyOf(rules);
    for (ClippingRule rule : rules.subList(Math.min(1, rules.size()), rules.size())) {
      if (rule instanceof SampleRule) {
        throw new SettingException(
            "rules",
            "The rule '%s' must be the first, and the only one of its kind, as it forms the batch's"
                    .formatted(TypeNames.nameOf(rule))
                + " gradient out of those of its samples; but the rules are: %s."
                    .formatted(
                        rules.stream().map(TypeNames::nameOf).collect(Collectors.joining(", "))));
      }
    }
    Contradictions.refuse(rules);
    new Setting("max-skips-in-a-row", "The most updates that may be skipped in a row")
        .atLeast(0, maxSkipsInARow);
  }

  /**
   * {@return the default settings with rules}
   *
   * @param rules what is done to a gradient, in this order
   */
  public static ClippingSettings of(ClippingRule... rules) {
    return new ClippingSettings(List.of(rules), DEFAULTS.nonFinite, DEFAULTS.maxSkipsInARow);
  }

  /** {@return whether a rule needs the gradient of each sample of a batch} */
  public boolean needsSamples() {
    return !rules.isEmpty() && rules.get(0) instanceof SampleRule;
  }

  /**
   * Checks that the rules suit batches of a size.
   *
   * @param samples the size of an agent's batches, ≥ 1
   * @throws IllegalArgumentException if they do not
   */
  public void requireBatch(int samples) {
    if (!rules.isEmpty() && rules.get(0) instanceof SampleRule rule) {
      rule.requireBatch(samples);
    }
  }
}
