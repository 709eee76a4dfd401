package io.rein4j.env.gym;

import io.rein4j.env.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** The lines of a stream, each cut to a length; the last of them are kept. */
final class LastLines {

  private static final int LINES = 4;
  private static final int LONGEST = 400;

  private final Consumer<String> listener;
  private final Deque<String> lines = new ArrayDeque<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean cut;

  /**
   * Starts with none.
   *
   * @param listener hears every line that is not blank
   */
  LastLines(Consumer<String> listener) {
    this.listener = listener;
  }

  /** Reads a stream to its end. */
  void read(InputStream in) throws IOException {
    byte[] part = new byte[8192];
    for (int count = in.read(part); count >= 0; count = in.read(part)) {
      add(part, count);
    }
    end();
  }

  private synchronized void add(byte[] part, int count) {
    for (int i = 0; i < count; i++) {
      if (part[i] == '\n' || part[i] == '\r') {
        end();
      } else if (line.size() < LONGEST) {
        line.write(part[i]);
      } else {
        cut = true;
      }
    }
  }

  private synchronized void end() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (!text.isBlank()) {
      listener.accept(cut ? text + "..." : text);
      lines.add(text);
      if (lines.size() > LINES) {
        lines.remove();
      }
    }
    cut = false;
  }

  /** Returns them as one text without a full stop at its end, which is empty if there are none. */
  synchronized String told() {
    List<String> all = new ArrayList<>(lines);
    if (line.size() > 0) {
      all.add(line.toString(StandardCharsets.UTF_8));
    }
    String text = Printable.of(String.join(" | ", all), LINES * LONGEST);
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '.') {
      end--;
    }
    return text.substring(0, end);
  }
}
