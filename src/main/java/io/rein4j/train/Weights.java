package io.rein4j.train;

import io.rein4j.agent.StateIo;
import io.rein4j.clip.ParameterLayout;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The parameters of an agent with the names and shapes of their blocks, as a checkpoint holds them
 * for runs that start from them.
 */
final class Weights {

  private static final int MOST_DIMENSIONS = 16;

  private final long step;
  private final float[] values;

  private Weights(long step, float[] values) {
    this.step = step;
    this.values = values;
  }

  /** Returns how many agent steps of training had been taken. */
  long step() {
    return step;
  }

  /** Returns all elements, block by block; the array itself, which nobody else has. */
  float[] values() {
    return values;
  }

  /**
   * A parameter tensor.
   *
   * @param name its full name
   * @param shape its dimensions
   */
  private record Block(String name, List<Integer> shape) {

    @Override
    public String toString() {
      return "'%s' of the shape %s".formatted(name, shape);
    }
  }

  static void write(DataOutput out, long step, ParameterLayout layout, float[] values)
      throws IOException {
    out.writeLong(step);
    List<Block> blocks = blocks(layout);
    out.writeInt(blocks.size());
    for (Block block : blocks) {
      out.writeUTF(block.name());
      out.writeInt(block.shape().size());
      for (int dimension : block.shape()) {
        out.writeInt(dimension);
      }
    }
    StateIo.write(out, values, layout.size());
  }

  private static List<Block> blocks(ParameterLayout layout) {
    return layout.blocks().stream().map(block -> new Block(block.name(), block.shape())).toList();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if it is something else, or a block is not one of the layout's
   */
  static Weights read(DataInput in, ParameterLayout layout) throws IOException {
    long step = in.readLong();
    int count = in.readInt();
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = in.readUTF();
      int dimensions = in.readInt();
      if (dimensions < 0 || dimensions > MOST_DIMENSIONS) {
        throw new IOException(
            "It holds a block '%s' of %s dimensions.".formatted(name, dimensions));
      }
      List<Integer> shape = new ArrayList<>();
      for (int d = 0; d < dimensions; d++) {
        shape.add(in.readInt());
      }
      blocks.add(new Block(name, shape));
    }
    requireSame(blocks, blocks(layout));
    return new Weights(step, StateIo.read(in, layout.size()));
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
