package io.rein4j.env.classic;

import io.rein4j.env.RgbImage;
import io.rein4j.env.draw.Canvas;
import io.rein4j.env.draw.Turn;

/** The picture of two links and the height that the free end is to reach, as Gymnasium's. */
final class AcrobotPicture {

  static final double FRAMES_PER_SECOND = 15;

  private static final int SIZE = 500;
  private static final double SCALE = SIZE / 4.4;
  private static final double MIDDLE = SIZE / 2.0;
  private static final double HALF_WIDTH = 0.1 * SCALE;

  private static final int BLACK = 0x000000;
  private static final int LINK = 0x00CCCC;
  private static final int JOINT = 0xCCCC00;

  private AcrobotPicture() {}

  static RgbImage of(double angle1, double angle2) {
    Canvas canvas = Canvas.upwards(SIZE, SIZE);
    canvas.rectangle(BLACK, 0, (int) (SCALE + MIDDLE), SIZE, 1);
    link(canvas, MIDDLE, MIDDLE, angle1 - Math.PI / 2);
    link(
        canvas,
        MIDDLE + Math.sin(angle1) * SCALE,
        MIDDLE - Math.cos(angle1) * SCALE,
        angle1 + angle2 - Math.PI / 2);
    return canvas.image();
  }

  private static void link(Canvas canvas, double x, double y, double angle) {
    canvas.polygon(LINK, new Turn(angle, x, y).ofRectangle(0, -HALF_WIDTH, SCALE, HALF_WIDTH));
    canvas.disc(JOINT, (int) x, (int) y, (int) HALF_WIDTH);
  }
}
