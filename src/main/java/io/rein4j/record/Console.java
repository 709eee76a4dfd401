package io.rein4j.record;

import io.rein4j.api.Incubating;
import io.rein4j.text.Lines;
import io.rein4j.text.Printable;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Shows people how something goes: on a terminal a line or a few that are redrawn ten times a
 * second, elsewhere a plain line every ten seconds.
 *
 * <p>The caller brings the time, and knows whether the stream is a terminal that understands ANSI
 * escape sequences. What is shown may be anybody's text: its control characters are escaped.
 */
@Incubating
public final class Console implements AutoCloseable {

  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PLAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Back to the first column; cut what is too wide for the terminal off instead of wrapping it. */
  private static final String DRAW = "\r\033[?7l";

  /** Erase the rest of the line; wrap again. */
  private static final String DRAWN = "\033[K\033[?7h";

  /** How much farther in a broken line goes on. */
  private static final int HANGING = 2;

  private static final String ERASE_BELOW = "\033[J";

  private final PrintWriter out;
  private final boolean terminal;
  private final int columns;
  private long shown;
  private int drawn;

  /**
   * A console with nothing on it.
   *
   * @param out where to print
   * @param columns how wide the terminal is; 0 if that is none
   * @param nanos the time now, as of {@link System#nanoTime}
   */
  public Console(PrintWriter out, int columns, long nanos) {
    this.out = out;
    this.terminal = columns > 0;
    this.columns = columns;
    this.shown = terminal ? nanos - REDRAW_NANOS : nanos;
  }

  /**
   * Whether it is time to show the progress again.
   *
   * @param nanos the time now, as of {@link System#nanoTime}
   * @return true ten times a second on a terminal, else every ten seconds
   */
  public synchronized boolean due(long nanos) {
    return nanos - shown >= (terminal ? REDRAW_NANOS : PLAIN_NANOS);
  }

  /**
   * Shows the progress, due or not.
   *
   * @param progress how far it is
   * @param nanos the time now, as of {@link System#nanoTime}
   */
  public synchronized void show(Display progress, long nanos) {
    shown = nanos;
    if (terminal) {
      draw(progress.live(Math.max(Lines.LEAST_COLUMNS, columns)));
    } else {
      out.println(Printable.escaped(progress.plain()));
    }
    out.flush();
  }

  private void draw(String text) {
    List<String> lines = text.lines().toList();
    up();
    for (int i = 0; i < lines.size(); i++) {
      out.print((i > 0 ? "\n" : "") + DRAW + Printable.escaped(lines.get(i)) + DRAWN);
    }
    if (lines.size() < drawn) {
      out.print(ERASE_BELOW);
    }
    drawn = lines.size();
  }

  /** Goes back to the first of the drawn lines. */
  private void up() {
    if (drawn > 1) {
      out.print("\033[%sA".formatted(drawn - 1));
    }
  }

  /**
   * Prints a line for good, above the progress; on a terminal that is too narrow for it, several.
   *
   * @param line the line, without a line end
   */
  public void print(String line) {
    List<String> lines = broken(Printable.escaped(line));
    above(() -> lines.forEach(out::println));
  }

  private List<String> broken(String line) {
    int margin = line.length() - line.stripLeading().length();
    return terminal
        ? Lines.broken(line, Math.max(Lines.LEAST_COLUMNS, columns), margin + HANGING)
        : List.of(line);
  }

  /**
   * Lets something be printed for good, above the progress, also to another stream of the terminal.
   *
   * @param print prints whole lines
   */
  public synchronized void above(Runnable print) {
    if (drawn > 0) {
      up();
      out.print("\r\033[K" + (drawn > 1 ? ERASE_BELOW : ""));
      out.flush();
      drawn = 0;
    }
    print.run();
    out.flush();
  }

  /** Leaves the last progress standing and goes to the next line; the stream stays open. */
  @Override
  public synchronized void close() {
    if (drawn > 0) {
      out.println();
      out.flush();
      drawn = 0;
    }
  }
}
