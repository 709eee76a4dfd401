package io.rein4j.env.gym;

import io.rein4j.text.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The standard error of a process, in lines that are cut to a length. The last of them are kept,
 * and from some time on each is handed to a listener.
 */
final class ErrorOutput {

  private static final int LINES = 4;
  private static final int LONGEST = 400;

  private final Consumer<String> listener;
  private final Deque<String> lines = new ArrayDeque<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean cut;
  private boolean returned;
  private boolean handedOn;

  /**
   * Starts with none.
   *
   * @param listener hears lines that are not blank
   */
  ErrorOutput(Consumer<String> listener) {
    this.listener = listener;
  }

  /** Hands on what has been kept so far, and every line from now on. */
  synchronized void handOn() {
    lines.forEach(listener);
    handedOn = true;
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
      byte next = part[i];
      if (next == '\n') {
        end();
      } else if (next == '\r') {
        returned = true;
      } else {
        add(next);
      }
    }
  }

  private void add(byte next) {
    if (returned) {
      // As on a terminal, what follows stands where the line stood: it is progress that is told.
      startLine();
    }
    if (line.size() < LONGEST) {
      line.write(next);
    } else {
      cut = true;
    }
  }

  private void startLine() {
    line.reset();
    cut = false;
    returned = false;
  }

  private synchronized void end() {
    String text = text();
    startLine();
    if (!text.isBlank()) {
      if (handedOn) {
        listener.accept(text);
      }
      lines.add(text);
      if (lines.size() > LINES) {
        lines.remove();
      }
    }
  }

  private String text() {
    String text = line.toString(StandardCharsets.UTF_8);
    return cut ? text + "..." : text;
  }

  /** Returns the last as one text without a full stop at its end, empty if there are none. */
  synchronized String describe() {
    List<String> all = new ArrayList<>(lines);
    if (line.size() > 0) {
      all.add(text());
    }
    String text = Printable.of(String.join(" | ", all), LINES * (LONGEST + "... | ".length()));
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '.') {
      end--;
    }
    return text.substring(0, end);
  }
}
