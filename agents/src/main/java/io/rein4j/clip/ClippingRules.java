package io.rein4j.clip;

import io.rein4j.settings.TypeNames;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What clipping rules share: the groups that they are limited to, and the parameters left out. */
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

  /** Returns the indices of the blocks that a rule limited to some groups sees, in order. */
  static int[] view(ParameterLayout layout, List<String> groups) {
    List<ParameterLayout.Block> blocks = layout.blocks();
    return IntStream.range(0, blocks.size())
        .filter(b -> groups.isEmpty() || groups.contains(blocks.get(b).group()))
        .toArray();
  }

  /** Returns the blocks that a rule limited to some groups sees, in order. */
  static List<ParameterLayout.Block> blocks(ParameterLayout layout, List<String> groups) {
    return layout.blocks().stream()
        .filter(block -> groups.isEmpty() || groups.contains(block.group()))
        .toList();
  }

  /**
   * Returns which blocks have a name of one of some patterns, in which {@code *} stands for any
   * characters, and refuses a pattern that none has.
   */
  static boolean[] excluded(
      String rule, List<String> patterns, List<ParameterLayout.Block> blocks) {
    boolean[] excluded = new boolean[blocks.size()];
    for (String glob : patterns) {
      Pattern pattern = pattern(glob);
      boolean matched = false;
      for (int b = 0; b < excluded.length; b++) {
        boolean matches = pattern.matcher(blocks.get(b).name()).matches();
        excluded[b] |= matches;
        matched |= matches;
      }
      if (!matched) {
        throw new IllegalArgumentException(
            "The rule '%s' excludes '%s', but no block has such a name; there are %s."
                .formatted(
                    rule,
                    glob,
                    blocks.stream()
                        .map(ParameterLayout.Block::name)
                        .collect(Collectors.joining(", "))));
      }
    }
    return excluded;
  }

  private static Pattern pattern(String glob) {
    return Pattern.compile("\\Q" + glob.replace("*", "\\E.*\\Q") + "\\E");
  }
}
