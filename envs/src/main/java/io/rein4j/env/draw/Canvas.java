package io.rein4j.env.draw;

import io.rein4j.env.RgbImage;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/**
 * A white sheet to draw a picture on, once. Whole coordinates are centres of pixels; the first is
 * to the right, the second upwards from the lower left corner, or downwards from the upper left
 * one. Edges are smooth.
 */
public final class Canvas {

  private static final double HALF = 0.5;

  private final BufferedImage image;
  private final Graphics2D graphics;

  private Canvas(int width, int height, boolean upwards) {
    this.image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    this.graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setStroke(new BasicStroke(1));
    if (upwards) {
      graphics.translate(0, height);
      graphics.scale(1, -1);
    }
    graphics.translate(HALF, HALF);
  }

  /**
   * {@return a sheet whose second coordinate goes upwards}
   *
   * @param width pixels in a row
   * @param height number of rows
   */
  public static Canvas upwards(int width, int height) {
    return new Canvas(width, height, true);
  }

  /**
   * {@return a sheet whose second coordinate goes downwards}
   *
   * @param width pixels in a row
   * @param height number of rows
   */
  public static Canvas downwards(int width, int height) {
    return new Canvas(width, height, false);
  }

  /** {@return what draws on the sheet, in its coordinates} */
  public Graphics2D graphics() {
    return graphics;
  }

  /**
   * Fills a polygon as pygame's {@code gfxdraw} does: its corners are centres of pixels, towards 0
   * from where they would be, and the pixels that its edges touch belong to it.
   *
   * @param rgb the colour, as 0xRRGGBB
   * @param corners first and second coordinate of each
   */
  public void polygon(int rgb, double... corners) {
    double[] whole = new double[corners.length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = (int) corners[i];
    }
    smoothPolygon(rgb, whole);
  }

  /**
   * Fills a polygon with corners between the centres of pixels, and the pixels that its edges
   * touch.
   *
   * @param rgb the colour, as 0xRRGGBB
   * @param corners first and second coordinate of each
   */
  public void smoothPolygon(int rgb, double... corners) {
    Shape path = path(corners, true);
    graphics.setColor(new Color(rgb));
    graphics.fill(path);
    graphics.draw(path);
  }

  /**
   * Draws a line of the width 1 through points.
   *
   * @param rgb the colour, as 0xRRGGBB
   * @param points first and second coordinate of each
   */
  public void line(int rgb, double... points) {
    graphics.setColor(new Color(rgb));
    graphics.draw(
        points.length == 4
            ? new Line2D.Double(points[0], points[1], points[2], points[3])
            : path(points, false));
  }

  /**
   * Draws the outline of a polygon, of the width 1.
   *
   * @param rgb the colour, as 0xRRGGBB
   * @param corners first and second coordinate of each
   */
  public void outline(int rgb, double... corners) {
    graphics.setColor(new Color(rgb));
    graphics.draw(path(corners, true));
  }

  private static Path2D path(double[] points, boolean closed) {
    Path2D path = new Path2D.Double();
    path.moveTo(points[0], points[1]);
    for (int i = 2; i < points.length; i += 2) {
      path.lineTo(points[i], points[i + 1]);
    }
    if (closed) {
      path.closePath();
    }
    return path;
  }

  /**
   * Fills a circle, and the pixels that it passes through.
   *
   * @param rgb the colour, as 0xRRGGBB
   * @param x first coordinate of its centre
   * @param y second coordinate of its centre
   * @param radius in pixels
   */
  public void disc(int rgb, double x, double y, double radius) {
    double whole = radius + HALF;
    graphics.setColor(new Color(rgb));
    graphics.fill(new Ellipse2D.Double(x - whole, y - whole, 2 * whole, 2 * whole));
  }

  /**
   * Fills whole pixels.
   *
   * @param rgb the colour, as 0xRRGGBB
   * @param x first coordinate of the first column
   * @param y second coordinate of the first row
   * @param width number of columns
   * @param height number of rows
   */
  public void rectangle(int rgb, int x, int y, int width, int height) {
    graphics.setColor(new Color(rgb));
    graphics.fill(new Rectangle2D.Double(x - HALF, y - HALF, width, height));
  }

  /** {@return the picture, on which nothing can be drawn any more} */
  public RgbImage image() {
    graphics.dispose();
    int width = image.getWidth();
    int height = image.getHeight();
    return new RgbImage(width, height, image.getRGB(0, 0, width, height, null, 0, width));
  }
}
