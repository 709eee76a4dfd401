package io.rein4j.clip;

import io.rein4j.clip.ParameterLayout.Block;
import java.util.List;
import java.util.regex.Pattern;
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
}
