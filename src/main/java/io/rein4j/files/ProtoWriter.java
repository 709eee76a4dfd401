package io.rein4j.files;

import io.rein4j.api.Incubating;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Encodes the fields of a Protocol Buffers message. */
@Incubating
public final class ProtoWriter {

  /** The wire type of integers. */
  public static final int VARINT = 0;

  /** The wire type of doubles. */
  public static final int FIXED64 = 1;

  /** The wire type of text, bytes and messages. */
  public static final int BYTES = 2;

  /** The wire type of floats. */
  public static final int FIXED32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);

  /** Makes a message without fields. */
  public ProtoWriter() {}

  /**
   * Adds an integer.
   *
   * @param field the field's number
   * @param value its value
   * @return this message
   */
  public ProtoWriter int64(int field, long value) {
    varint(((long) field << 3) | VARINT);
    varint(value);
    return this;
  }

  /**
   * Adds a double.
   *
   * @param field the field's number
   * @param value its value
   * @return this message
   */
  public ProtoWriter float64(int field, double value) {
    varint(((long) field << 3) | FIXED64);
    littleEndian(Double.doubleToRawLongBits(value), Long.BYTES);
    return this;
  }

  /**
   * Adds a float.
   *
   * @param field the field's number
   * @param value its value
   * @return this message
   */
  public ProtoWriter float32(int field, float value) {
    varint(((long) field << 3) | FIXED32);
    littleEndian(Float.floatToRawIntBits(value), Integer.BYTES);
    return this;
  }

  /**
   * Adds a text.
   *
   * @param field the field's number
   * @param value its value
   * @return this message
   */
  public ProtoWriter string(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Adds a message.
   *
   * @param field the field's number
   * @param message the message, as it is now
   * @return this message
   */
  public ProtoWriter message(int field, ProtoWriter message) {
    return bytes(field, message.toByteArray());
  }

  /**
   * Adds bytes.
   *
   * @param field the field's number
   * @param value the bytes
   * @return this message
   */
  public ProtoWriter bytes(int field, byte[] value) {
    varint(((long) field << 3) | BYTES);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  /** {@return the encoded message} */
  public byte[] toByteArray() {
    return out.toByteArray();
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private void littleEndian(long bits, int count) {
    for (int i = 0; i < count; i++) {
      out.write((int) (bits >>> (8 * i)));
    }
  }
}
