package io.rein4j.env.classic;

import io.rein4j.env.RgbImage;
import io.rein4j.env.draw.Canvas;
import io.rein4j.env.draw.Turn;

/** The picture of a car in a valley, as Gymnasium draws it. */
final class MountainCarPicture {

  static final double FRAMES_PER_SECOND = 30;

  private static final int WIDTH = 600;
  private static final int HEIGHT = 400;
  private static final double LEFT = -1.2;
  private static final double RIGHT = 0.6;
  private static final double SCALE = WIDTH / (RIGHT - LEFT);
  private static final int POINTS = 100;
  private static final double CAR_WIDTH = 40;
  private static final double CAR_HEIGHT = 20;
  private static final double CLEARANCE = 10;
  private static final int WHEEL_RADIUS = 8;
  private static final int POLE_HEIGHT = 50;
  private static final int FLAG_HEIGHT = 10;
  private static final int FLAG_WIDTH = 25;

  private static final int BLACK = 0x000000;
  private static final int WHEEL = 0x808080;
  private static final int FLAG = 0xCCCC00;

  private MountainCarPicture() {}

  static RgbImage of(double position, double goal) {
    Canvas canvas = Canvas.upwards(WIDTH, HEIGHT);
    double[] valley = new double[2 * POINTS];
    for (int i = 0; i < POINTS; i++) {
      double x = LEFT + i * (RIGHT - LEFT) / (POINTS - 1);
      valley[2 * i] = (x - LEFT) * SCALE;
      valley[2 * i + 1] = height(x);
    }
    canvas.line(BLACK, valley);
    Turn car =
        new Turn(Math.cos(3 * position), (position - LEFT) * SCALE, CLEARANCE + height(position));
    canvas.polygon(BLACK, car.ofRectangle(-CAR_WIDTH / 2, 0, CAR_WIDTH / 2, CAR_HEIGHT));
    for (double wheel : new double[] {CAR_WIDTH / 4, -CAR_WIDTH / 4}) {
      canvas.disc(WHEEL, (int) car.x(wheel, 0), (int) car.y(wheel, 0), WHEEL_RADIUS);
    }
    int flag = (int) ((goal - LEFT) * SCALE);
    int foot = (int) height(goal);
    int top = foot + POLE_HEIGHT;
    canvas.rectangle(BLACK, flag, foot, 1, POLE_HEIGHT + 1);
    canvas.polygon(
        FLAG, flag, top, flag, top - FLAG_HEIGHT, flag + FLAG_WIDTH, top - FLAG_HEIGHT / 2.0);
    return canvas.image();
  }

  /** {@return the height of the ground in pixels} */
  private static double height(double x) {
    return (Math.sin(3 * x) * 0.45 + 0.55) * SCALE;
  }
}
