package io.rein4j.record;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The frame around each event in a TensorBoard file (TensorFlow's {@code RecordWriter}): length as
 * u64, masked CRC-32C of the length, the bytes, masked CRC-32C of the bytes; all little endian.
 */
final class EventFrame {

  /** Bytes before the event. */
  static final int HEADER = Long.BYTES + Integer.BYTES;

  /** Bytes after the event. */
  static final int FOOTER = Integer.BYTES;

  private EventFrame() {}

  static byte[] of(byte[] event) {
    ByteBuffer frame =
        ByteBuffer.allocate(HEADER + event.length + FOOTER).order(ByteOrder.LITTLE_ENDIAN);
    frame.putLong(event.length);
    frame.putInt(maskedCrc(frame.array(), 0, Long.BYTES));
    frame.put(event);
    frame.putInt(maskedCrc(event, 0, event.length));
    return frame.array();
  }

  static int maskedCrc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }
}
