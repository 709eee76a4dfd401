package io.rein4j.train;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.files.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.List;

/**
 * The SHA-256 of an agent's parameters: tells whether two runs ended with the same bits, however
 * their blocks lie in memory.
 *
 * <p>It is taken over the elements of all blocks, the blocks sorted by name, each element as the
 * four bytes of its float, little endian.
 */
final class ParametersHash {

  private ParametersHash() {}

  /**
   * {@return the hash in 64 hexadecimal digits}
   *
   * @param layout where the blocks lie
   * @param parameters as many floats as the layout has
   */
  static String of(ParameterLayout layout, float[] parameters) {
    List<Block> blocks =
        layout.blocks().stream().sorted(Comparator.comparing(Block::name)).toList();
    Sha256 hash = new Sha256();
    for (Block block : blocks) {
      ByteBuffer bytes =
          ByteBuffer.allocate(Float.BYTES * block.length()).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(parameters, block.offset(), block.length());
      hash.add(bytes);
    }
    return hash.hex();
  }
}
