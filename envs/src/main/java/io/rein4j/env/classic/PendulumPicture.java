package io.rein4j.env.classic;

import io.rein4j.env.RgbImage;
import io.rein4j.env.draw.Canvas;
import io.rein4j.env.draw.Turn;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Path2D;

/**
 * The picture of a pendulum, with an arrow around its axle that is as large as the torque, as
 * Gymnasium draws it.
 */
final class PendulumPicture {

  static final double FRAMES_PER_SECOND = 30;

  private static final int SIZE = 500;
  private static final double SCALE = SIZE / 4.4;
  private static final int MIDDLE = SIZE / 2;
  private static final double HALF_WIDTH = 0.1 * SCALE;
  private static final double AXLE_RADIUS = 0.05 * SCALE;

  private static final int BLACK = 0x000000;
  private static final int ROD = 0xCC4D4D;

  // Of the arrow, in shares of its box: SCALE × SCALE for a torque of 2.
  private static final double ARC_LEFT = 0.0654;
  private static final double ARC_RIGHT = 0.9869;
  private static final double ARC_TOP = 0.016;
  private static final double ARC_BOTTOM = 0.9847;
  private static final double ARC_WIDTH = 0.0311;
  private static final double[] HEAD = {0.065, 0.355, 0, 0.543, 0.0706, 0.49, 0.137, 0.546};

  private PendulumPicture() {}

  /**
   * Draws a pendulum.
   *
   * @param angle 0 is upright
   * @param torque of the last step; NaN if there was none
   */
  static RgbImage of(double angle, double torque) {
    Canvas canvas = Canvas.upwards(SIZE, SIZE);
    Turn rod = new Turn(angle + Math.PI / 2, MIDDLE, MIDDLE);
    canvas.polygon(ROD, rod.ofRectangle(0, -HALF_WIDTH, SCALE, HALF_WIDTH));
    canvas.disc(ROD, MIDDLE, MIDDLE, (int) HALF_WIDTH);
    canvas.disc(ROD, (int) rod.x(SCALE, 0), (int) rod.y(SCALE, 0), (int) HALF_WIDTH);
    if (SCALE * Math.abs(torque) / 2 >= 1) {
      arrow(canvas.graphics(), torque);
    }
    canvas.disc(BLACK, MIDDLE, MIDDLE, (int) AXLE_RADIUS);
    return canvas.image();
  }

  /** Draws three quarters of a circle with a head; clockwise, or mirrored for a torque above 0. */
  private static void arrow(Graphics2D graphics, double torque) {
    // Whole pixels, as Gymnasium's picture of it has; of an even number none is the middle one.
    int size = (int) (SCALE * Math.abs(torque) / 2);
    double middle = size % 2 == 0 ? MIDDLE - 0.5 : MIDDLE;
    AffineTransform before = graphics.getTransform();
    graphics.translate(middle, middle);
    graphics.scale(torque > 0 ? -size : size, -size);
    graphics.translate(-0.5, -0.5);
    graphics.setColor(new Color(BLACK));
    graphics.setStroke(
        new BasicStroke((float) ARC_WIDTH, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
    graphics.draw(
        new Arc2D.Double(
            ARC_LEFT, ARC_TOP, ARC_RIGHT - ARC_LEFT, ARC_BOTTOM - ARC_TOP, 90, -270, Arc2D.OPEN));
    Path2D head = new Path2D.Double();
    head.moveTo(HEAD[0], HEAD[1]);
    for (int i = 2; i < HEAD.length; i += 2) {
      head.lineTo(HEAD[i], HEAD[i + 1]);
    }
    head.closePath();
    graphics.fill(head);
    graphics.setTransform(before);
    graphics.setStroke(new BasicStroke(1));
  }
}
