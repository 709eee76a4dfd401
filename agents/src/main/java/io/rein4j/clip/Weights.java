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

  /** An LSTM's weights from its units to its units. */
  private static final String RECURRENT = "/recurrent-weight";

  private Weights() {}

  /** Returns whether a block is of weights. */
  static boolean isWeight(Block block) {
    return block.shape().size() > 1 && !WIDTH.matcher(block.name()).matches();
  }

  /**
   * Returns n of the bound ±1/√n that PyTorch draws a block from: how many inputs lead to each
   * output of a weight, for a bias those of the weights before it in its layer, for all blocks of
   * an LSTM its units; 0 for what belongs to no weights.
   */
  static int fanIn(Block block, List<Block> layout) {
    if (WIDTH.matcher(block.name()).matches()) {
      return 0;
    }
    @Nullable Block last = isWeight(block) ? block : null;
    for (Block other : layout) {
      if (other.layer().equals(block.layer())
          && isWeight(other)
          && (other.name().endsWith(RECURRENT)
              || !isWeight(block) && other.offset() < block.offset())) {
        last = other;
      }
    }
    return last == null ? 0 : last.length() / last.shape().get(last.shape().size() - 1);
  }
}
