package io.rein4j.clip;

import io.rein4j.settings.TypeNames;
import java.util.List;

/** What clipping rules share: the groups that they are limited to. */
final class ClippingRules {

  private ClippingRules() {}

  /** Refuses a rule that is limited to a group that does not exist. */
  static void requireGroups(ClippingRule rule, String path, ParameterLayout layout) {
    requireGroups("clipping rule", TypeNames.nameOf(rule), rule.groups(), path, layout);
  }

  /** Refuses a rule of a kind that is limited to a group that does not exist. */
  static void requireGroups(
      String kind, String rule, List<String> groups, String path, ParameterLayout layout) {
    for (String group : groups) {
      if (!layout.groups().contains(group)) {
        throw new IllegalArgumentException(
            "The %s '%s' is limited to the group '%s', but %s %s."
                .formatted(
                    kind,
                    rule,
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
