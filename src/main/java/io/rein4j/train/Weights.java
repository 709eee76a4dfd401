package io.rein4j.train;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * The parameters of an agent with the names and shapes of their blocks, as a checkpoint holds them
 * for runs that start from them.
 */
final class Weights {

  private static final int MOST_DIMENSIONS = 16;

  private Weights() {}

  /**
   * A parameter tensor.
   *
   * @param name its full name
   * @param shape its dimensions
   */
  private record Block(String name, List<Integer> shape) {

    private static final Block BLANK = new Block("", List.of());

    Block of(State state) throws IOException {
      Block block =
          new Block(
              state.of(name), state.renewed(shape, 0, (dimension, within) -> within.of(dimension)));
      if (block.shape.size() > MOST_DIMENSIONS) {
        throw new IOException(
            "It holds a block '%s' of %s dimensions.".formatted(block.name, block.shape.size()));
      }
      return block;
    }

    @Override
    public String toString() {
      return "'%s' of the shape %s".formatted(name, shape);
    }
  }

  /**
   * Writes or reads parameters.
   *
   * @param values all elements, block by block
   * @param layout the blocks
   * @return the elements; those of a state in an array that nobody else has
   * @throws IOException if the state is something else, or a block is not one of the layout's
   */
  static float[] of(float[] values, ParameterLayout layout, State state) throws IOException {
    List<Block> blocks =
        layout.blocks().stream().map(block -> new Block(block.name(), block.shape())).toList();
    requireSame(state.renewed(blocks, Block.BLANK, Block::of), blocks);
    return state.renewed(values, layout.size());
  }

  private static void requireSame(List<Block> found, List<Block> wanted) throws IOException {
    for (int i = 0; i < Math.max(found.size(), wanted.size()); i++) {
      Block there = i < found.size() ? found.get(i) : null;
      Block here = i < wanted.size() ? wanted.get(i) : null;
      if (!Objects.equals(there, here)) {
        throw new IOException(
            "Block %s of its parameters is %s, where this agent has %s."
                .formatted(
                    i,
                    Objects.requireNonNullElse(there, "none"),
                    Objects.requireNonNullElse(here, "none")));
      }
    }
  }
}
