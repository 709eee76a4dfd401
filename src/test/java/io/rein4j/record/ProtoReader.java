package io.rein4j.record;

import io.rein4j.files.ProtoWriter;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Walks the fields of a Protocol Buffers message. Bytes that are no message end in a {@link
 * BufferUnderflowException} or an {@link IllegalArgumentException}.
 */
final class ProtoReader {

  private final ByteBuffer bytes;
  private int wireType;

  ProtoReader(ByteBuffer bytes) {
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  boolean hasNext() {
    return bytes.hasRemaining();
  }

  /** {@return the number of the next field, whose value must be read or skipped} */
  int field() {
    long key = varint();
    wireType = (int) (key & 7);
    return (int) (key >>> 3);
  }

  long int64() {
    require(ProtoWriter.VARINT);
    return varint();
  }

  double float64() {
    require(ProtoWriter.FIXED64);
    return bytes.getDouble();
  }

  float float32() {
    require(ProtoWriter.FIXED32);
    return bytes.getFloat();
  }

  String string() {
    return StandardCharsets.UTF_8.decode(lengthDelimited()).toString();
  }

  ProtoReader message() {
    return new ProtoReader(lengthDelimited());
  }

  void skip() {
    switch (wireType) {
      case ProtoWriter.VARINT -> varint();
      case ProtoWriter.FIXED64 -> bytes.getLong();
      case ProtoWriter.BYTES -> lengthDelimited();
      case ProtoWriter.FIXED32 -> bytes.getInt();
      default -> throw new IllegalArgumentException("wire type " + wireType);
    }
  }

  private ByteBuffer lengthDelimited() {
    require(ProtoWriter.BYTES);
    long length = varint();
    if (length < 0 || length > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer value = bytes.slice(bytes.position(), (int) length);
    bytes.position(bytes.position() + (int) length);
    return value;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = bytes.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a varint of more than 10 bytes");
  }

  private void require(int expected) {
    if (wireType != expected) {
      throw new IllegalArgumentException(
          "wire type %s in place of %s".formatted(wireType, expected));
    }
  }
}
