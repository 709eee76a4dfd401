package io.rein4j.env.draw;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Letters of 5 × 7 squares, which are the same on every machine and need none of its fonts; a few
 * reach one square below the line. What there is no letter for is drawn as a box.
 */
public final class Letters {

  /** Squares from one letter to the next. */
  public static final int ADVANCE = 6;

  /** Squares from the top of a letter to the bottom of the lowest. */
  public static final int HEIGHT = 8;

  private static final int COLUMNS = 5;
  private static final int[] BOX = {0x1F, 0x11, 0x11, 0x11, 0x11, 0x11, 0x1F, 0};
  private static final Map<Character, int[]> ROWS = read();

  private Letters() {}

  private static Map<Character, int[]> read() {
    Map<Character, int[]> rows = new HashMap<>();
    rows.put(' ', new int[HEIGHT]);
    try (InputStream in = Objects.requireNonNull(Letters.class.getResourceAsStream("letters.txt"));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int[] squares = new int[HEIGHT];
        for (int i = 0; i < HEIGHT; i++) {
          squares[i] = Integer.parseInt(line.substring(2 + 3 * i, 4 + 3 * i), 16);
        }
        rows.put(line.charAt(0), squares);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(rows);
  }

  /**
   * {@return the width of a line in squares}
   *
   * @param text the line
   */
  public static int width(String text) {
    return Math.max(0, text.length() * ADVANCE - 1);
  }

  /**
   * Draws a line of text.
   *
   * @param graphics where, with the second coordinate downwards
   * @param rgb the colour, as 0xRRGGBB
   * @param text the line
   * @param x first coordinate of its left edge
   * @param y second coordinate of its upper edge
   * @param square the size of a square
   */
  public static void draw(
      Graphics2D graphics, int rgb, String text, double x, double y, double square) {
    Object smoothness = graphics.getRenderingHint(RenderingHints.KEY_ANTIALIASING);
    // Squares beside each other would be smooth where they meet.
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_OFF);
    graphics.setColor(new Color(rgb));
    for (int i = 0; i < text.length(); i++) {
      int[] rows = ROWS.getOrDefault(text.charAt(i), BOX);
      for (int row = 0; row < HEIGHT; row++) {
        for (int column = 0; column < COLUMNS; column++) {
          if ((rows[row] >> (COLUMNS - 1 - column) & 1) == 1) {
            graphics.fill(
                new Rectangle2D.Double(
                    x + (i * ADVANCE + column) * square, y + row * square, square, square));
          }
        }
      }
    }
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, smoothness);
  }
}
