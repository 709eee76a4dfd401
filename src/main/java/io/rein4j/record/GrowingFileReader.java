package io.rein4j.record;

import io.rein4j.files.Inputs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads a file that may still grow, in pieces of whole records, and keeps its place in between. A
 * record is a line; between quotes, a line break of a table is no end of one.
 */
final class GrowingFileReader {

  /** Many rows, and little memory. */
  private static final int PIECE = 1 << 18;

  /** So many bytes tell whether the file still holds what was read. */
  private static final int REMEMBERED = 256;

  private static final byte[] NOTHING = {};

  private final Path file;
  private final boolean quotes;
  private long place;
  private byte[] last = NOTHING;

  GrowingFileReader(Path file, boolean quotes) {
    this.file = file;
    this.quotes = quotes;
  }

  /**
   * Returns whether the file does not hold any more what was read: its run went back to a
   * checkpoint, or something else was put in its place.
   */
  boolean isChanged() throws IOException {
    if (place == 0) {
      return false;
    }
    if (!Files.exists(file) || Files.size(file) < place) {
      return true;
    }
    try (InputStream in = Inputs.open(file)) {
      in.skipNBytes(place - last.length);
      return !Arrays.equals(in.readNBytes(last.length), last);
    }
  }

  /** Begins at the start of the file again. */
  void startOver() {
    place = 0;
    last = NOTHING;
  }

  /** Returns the records that follow, some at a time; no byte if there is no further whole one. */
  byte[] next() throws IOException {
    for (int size = PIECE; ; size *= 2) {
      byte[] piece;
      try (InputStream in = Inputs.open(file)) {
        in.skipNBytes(Math.min(place, Files.size(file)));
        piece = in.readNBytes(size);
      }
      int end = end(piece);
      if (end > 0) {
        place += end;
        last = Arrays.copyOfRange(piece, Math.max(0, end - REMEMBERED), end);
        return end == piece.length ? piece : Arrays.copyOf(piece, end);
      }
      if (piece.length < size) {
        return NOTHING;
      }
    }
  }

  /** Returns where the last whole record ends. */
  private int end(byte[] piece) {
    int end = 0;
    boolean quoted = false;
    for (int i = 0; i < piece.length; i++) {
      if (quotes && piece[i] == '"') {
        quoted = !quoted;
      } else if (piece[i] == '\n' && !quoted) {
        end = i + 1;
      }
    }
    return end;
  }
}
