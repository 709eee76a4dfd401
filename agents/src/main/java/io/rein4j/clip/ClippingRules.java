package io.rein4j.clip;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The clipping rules by name, and the checks they share. */
public final class ClippingRules {

  /** The settings record of each rule, by its {@code type} in a config. */
  public static final Map<String, Class<? extends ClippingRule>> TYPES =
      Map.ofEntries(
          entry("global-norm", GlobalNorm.class),
          entry("per-layer-norm", PerLayerNorm.class),
          entry("per-parameter-norm", PerParameterNorm.class),
          entry("value", Value.class),
          entry("block-rms", BlockRms.class),
          entry("adaptive-unitwise", AdaptiveUnitwise.class),
          entry("normalize", Normalize.class),
          entry("auto-clip", AutoClip.class),
          entry("z-clip", ZClip.class),
          entry("ada-gc", AdaGc.class),
          entry("target-fraction", TargetFraction.class),
          entry("per-sample-norm", PerSampleNorm.class),
          entry("median-of-means", MedianOfMeans.class));

  private ClippingRules() {}

  /**
   * {@return the {@code type} of a rule, or what the rule says of itself if it has none}
   *
   * @param rule the rule
   */
  public static String nameOf(ClippingRule rule) {
    return typeOf(rule.getClass()).orElseGet(rule::toString);
  }

  /** {@return the {@code type} of a rule's settings, if they have one} */
  static Optional<String> typeOf(Class<? extends ClippingRule> settings) {
    return TYPES.entrySet().stream()
        .filter(type -> type.getValue() == settings)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Refuses a rule that is limited to a group that does not exist. */
  static void requireGroups(ClippingRule rule, String path, ParameterLayout layout) {
    for (String group : rule.groups()) {
      if (!layout.groups().contains(group)) {
        throw new IllegalArgumentException(
            "The clipping rule '%s' is limited to the group '%s', but %s %s."
                .formatted(
                    nameOf(rule),
                    group,
                    path.isEmpty()
                        ? "there is none; the groups are"
                        : "the update path '%s' has no such group; it has:".formatted(path),
                    String.join(", ", layout.groups())));
      }
    }
  }

  /** Returns the blocks that a rule limited to some groups sees, in order. */
  static List<ParameterLayout.Block> blocks(ParameterLayout layout, List<String> groups) {
    return layout.blocks().stream()
        .filter(block -> groups.isEmpty() || groups.contains(block.group()))
        .toList();
  }
}
