package io.rein4j.clip;

import io.rein4j.clip.ParameterLayout.Block;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The weights among the blocks of a layout, as their layers use them: matrices {@code [in, out]}
 * and kernels, whose last dimension is that of the outputs. What a policy's or a noisy layer's
 * deviations are made of is not among them.
 */
final class Weights {

  /** The widths of distributions: of a Gaussian policy, and of noisy weights. */
  private static final Pattern WIDTH = Pattern.compile(".*(log-std|sigma)");

  private Weights() {}

  /** Returns whether a block is of weights. */
  static boolean isWeight(Block block) {
    return block.shape().size() > 1 && !WIDTH.matcher(block.name()).matches();
  }

  /**
   * Returns how many inputs lead to each output of a block's layer: those of the block itself, or
   * for a bias those of the weights before it in its layer; 0 for what belongs to no weights.
   */
  static int fanIn(Block block, List<Block> layout) {
    if (isWeight(block)) {
      return block.length() / block.shape().get(block.shape().size() - 1);
    }
    if (WIDTH.matcher(block.name()).matches()) {
      return 0;
    }
    @Nullable Block last = null;
    for (Block other : layout) {
      if (other.offset() < block.offset()
          && other.layer().equals(block.layer())
          && isWeight(other)) {
        last = other;
      }
    }
    return last == null ? 0 : fanIn(last, layout);
  }

  /**
   * Returns which blocks patterns of names exclude.
   *
   * @throws IllegalArgumentException if a pattern fits none
   */
  static boolean[] excluded(List<Block> blocks, List<String> globs, String rule) {
    boolean[] excluded = new boolean[blocks.size()];
    for (String glob : globs) {
      Pattern pattern = Pattern.compile("\\Q" + glob.replace("*", "\\E.*\\Q") + "\\E");
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
                    rule, glob, blocks.stream().map(Block::name).collect(Collectors.joining(", "))));
      }
    }
    return excluded;
  }
}
