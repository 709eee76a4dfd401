package io.rein4j.env.toytext;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;

/**
 * Shapes in a box of a picture, by coordinates from 0 to 1: to the right, and downwards. They are
 * Rein4J's own; Gymnasium has other art in the same places.
 */
final class Figures {

  private static final int CAP = 0x3A8F3A;
  private static final int COAT = 0xC0392B;
  private static final int FACE = 0xF2C9A0;
  private static final int DARK = 0x33251F;
  private static final int WOOD = 0x7D4A44;

  private final Graphics2D graphics;
  private final double left;
  private final double top;
  private final double width;
  private final double height;

  Figures(Graphics2D graphics, double left, double top, double width, double height) {
    this.graphics = graphics;
    this.left = left - 0.5;
    this.top = top - 0.5;
    this.width = width;
    this.height = height;
  }

  void rectangle(int rgb, double x, double y, double w, double h) {
    graphics.setColor(new Color(rgb));
    graphics.fill(
        new Rectangle2D.Double(left + x * width, top + y * height, w * width, h * height));
  }

  void ellipse(int rgb, double x, double y, double w, double h) {
    graphics.setColor(new Color(rgb));
    graphics.fill(new Ellipse2D.Double(left + x * width, top + y * height, w * width, h * height));
  }

  void rounded(int rgb, double x, double y, double w, double h, double arc) {
    graphics.setColor(new Color(rgb));
    graphics.fill(
        new RoundRectangle2D.Double(
            left + x * width, top + y * height, w * width, h * height, arc * width, arc * width));
  }

  void polygon(int rgb, double... corners) {
    Path2D path = new Path2D.Double();
    path.moveTo(left + corners[0] * width, top + corners[1] * height);
    for (int i = 2; i < corners.length; i += 2) {
      path.lineTo(left + corners[i] * width, top + corners[i + 1] * height);
    }
    path.closePath();
    graphics.setColor(new Color(rgb));
    graphics.fill(path);
  }

  /** Draws somebody on the way; seen from behind if that is up. */
  void walker(int rightwards, int downwards) {
    double eyes = 0.12 * rightwards;
    ellipse(DARK, 0.34, 0.82, 0.32, 0.1);
    rounded(COAT, 0.34, 0.5, 0.32, 0.36, 0.16);
    ellipse(downwards < 0 ? CAP : FACE, 0.32, 0.24, 0.36, 0.34);
    polygon(CAP, 0.28, 0.36, 0.5 - eyes, 0.06, 0.72, 0.36);
    if (downwards >= 0) {
      double shift = rightwards == 0 ? 0 : eyes;
      if (rightwards <= 0) {
        ellipse(DARK, 0.41 + shift, 0.4, 0.06, 0.08);
      }
      if (rightwards >= 0) {
        ellipse(DARK, 0.53 + shift, 0.4, 0.06, 0.08);
      }
    }
  }

  void stool() {
    rounded(WOOD, 0.35, 0.42, 0.3, 0.12, 0.06);
    rectangle(DARK, 0.38, 0.54, 0.07, 0.16);
    rectangle(DARK, 0.55, 0.54, 0.07, 0.16);
  }
}
