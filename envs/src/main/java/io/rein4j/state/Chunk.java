package io.rein4j.state;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/** Bytes of an array on their way to or from a stream, and the numbers that they are. */
final class Chunk {

  static final int BYTES = 1 << 15;

  final byte[] bytes = new byte[BYTES];
  final FloatBuffer floats = ByteBuffer.wrap(bytes).asFloatBuffer();
  final DoubleBuffer doubles = ByteBuffer.wrap(bytes).asDoubleBuffer();
  final IntBuffer ints = ByteBuffer.wrap(bytes).asIntBuffer();
  final LongBuffer longs = ByteBuffer.wrap(bytes).asLongBuffer();
}
