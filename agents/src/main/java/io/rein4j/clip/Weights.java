package io.rein4j.clip;

import io.rein4j.clip.ParameterLayout.Block;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inputs of a layout's {@linkplain Block#isWeight weights}, which their bounds go by. */
final class Weights {

  /** An LSTM's weights from its units to its units. */
  private static final String RECURRENT = "/recurrent-weight";

  private Weights() {}

  /**
   * Returns n of the bound ±1/√n that PyTorch draws a block from: how many inputs lead to each
   * output of a weight, for a bias those of the weights before it in its layer, for all blocks of
   * an LSTM its units; 0 for what belongs to no weights.
   */
  static int fanIn(Block block, List<Block> layout) {
    if (block.isWidth()) {
      return 0;
    }
    @Nullable Block last = block.isWeight() ? block : null;
    for (Block other : layout) {
      if (other.layer().equals(block.layer())
          && other.isWeight()
          && (other.name().endsWith(RECURRENT)
              || (!block.isWeight() && other.offset() < block.offset()))) {
        last = other;
      }
    }
    return last == null ? 0 : last.length() / last.shape().get(last.shape().size() - 1);
  }
}
