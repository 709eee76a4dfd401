package io.rein4j.record;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the scalars of a TensorBoard event file. */
public final class TensorBoardReader {

  private TensorBoardReader() {}

  /**
   * Reads a file. Values that are no {@code simple_value} are passed over, and so is an unfinished
   * last event.
   *
   * @param path the file
   * @return its points, in the file's order
   * @throws IOException if it cannot be read, or an event is damaged
   */
  public static List<TensorBoardScalar> read(Path path) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new IOException("There is no file '%s'.".formatted(path.toAbsolutePath()), e);
    }
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<TensorBoardScalar> scalars = new ArrayList<>();
    int start = 0;
    while (bytes.length - start >= EventFrame.HEADER) {
      long length = file.getLong(start);
      if (length < 0
          || file.getInt(start + Long.BYTES) != EventFrame.maskedCrc(bytes, start, Long.BYTES)) {
        throw damaged(path, start, "the checksum of the event's length does not match");
      }
      int event = start + EventFrame.HEADER;
      if (length > bytes.length - event - EventFrame.FOOTER) {
        break;
      }
      int end = event + (int) length;
      if (file.getInt(end) != EventFrame.maskedCrc(bytes, event, (int) length)) {
        throw damaged(path, start, "the checksum of the event does not match");
      }
      try {
        readEvent(new ProtoReader(file.slice(event, (int) length)), scalars);
      } catch (BufferUnderflowException | IllegalArgumentException e) {
        throw damaged(path, start, "the bytes are no event");
      }
      start = end + EventFrame.FOOTER;
    }
    return List.copyOf(scalars);
  }

  private static void readEvent(ProtoReader event, List<TensorBoardScalar> scalars) {
    double wallTime = 0;
    long step = 0;
    List<ProtoReader> summaries = new ArrayList<>();
    while (event.hasNext()) {
      switch (event.field()) {
        case 1 -> wallTime = event.float64();
        case 2 -> step = event.int64();
        case 5 -> summaries.add(event.message());
        default -> event.skip();
      }
    }
    for (ProtoReader summary : summaries) {
      while (summary.hasNext()) {
        if (summary.field() == 1) {
          readValue(summary.message(), step, wallTime, scalars);
        } else {
          summary.skip();
        }
      }
    }
  }

  private static void readValue(
      ProtoReader value, long step, double wallTime, List<TensorBoardScalar> scalars) {
    String tag = "";
    boolean simple = false;
    float number = 0;
    while (value.hasNext()) {
      switch (value.field()) {
        case 1 -> tag = value.string();
        case 2 -> {
          number = value.float32();
          simple = true;
        }
        default -> value.skip();
      }
    }
    if (simple) {
      scalars.add(new TensorBoardScalar(tag, step, wallTime, number));
    }
  }

  private static IOException damaged(Path path, int start, String what) {
    return new IOException("%s is damaged at byte %s: %s.".formatted(path, start, what));
  }
}
