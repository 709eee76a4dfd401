package io.rein4j.record;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/**
 * Shows people how a run goes: on a terminal one line that is redrawn ten times a second, elsewhere
 * a plain line every ten seconds.
 *
 * <p>The caller brings the time, and knows whether the stream is a terminal that understands ANSI
 * escape sequences. Not for use by several threads at once.
 */
public final class Console implements AutoCloseable {

  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PLAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Back to the first column; cut what is too wide for the terminal off instead of wrapping it. */
  private static final String DRAW = "\r\033[?7l";

  /** Erase the rest of the line; wrap again. */
  private static final String DRAWN = "\033[K\033[?7h";

  private final PrintWriter out;
  private final boolean terminal;
  private long shown;
  private boolean drawn;

  /**
   * A console with nothing on it.
   *
   * @param out where to print
   * @param terminal whether that is a terminal
   * @param nanos the time now, as of {@link System#nanoTime}
   */
  public Console(PrintWriter out, boolean terminal, long nanos) {
    this.out = out;
    this.terminal = terminal;
    this.shown = terminal ? nanos - REDRAW_NANOS : nanos;
  }

  /**
   * Whether it is time to show the progress again.
   *
   * @param nanos the time now, as of {@link System#nanoTime}
   * @return true ten times a second on a terminal, else every ten seconds
   */
  public boolean due(long nanos) {
    return nanos - shown >= (terminal ? REDRAW_NANOS : PLAIN_NANOS);
  }

  /**
   * Shows the progress, due or not.
   *
   * @param progress how far the run is
   * @param nanos the time now, as of {@link System#nanoTime}
   */
  public void show(Progress progress, long nanos) {
    shown = nanos;
    if (terminal) {
      out.print(DRAW + progress.live() + DRAWN);
      drawn = true;
    } else {
      out.println(progress.plain());
    }
    out.flush();
  }

  /**
   * Prints a line for good, above the progress.
   *
   * @param line the line, without a line end
   */
  public void print(String line) {
    if (drawn) {
      out.print("\r\033[K");
      drawn = false;
    }
    out.println(line);
    out.flush();
  }

  /** Leaves the last progress line standing and goes to the next; the stream stays open. */
  @Override
  public void close() {
    if (drawn) {
      out.println();
      out.flush();
      drawn = false;
    }
  }
}
