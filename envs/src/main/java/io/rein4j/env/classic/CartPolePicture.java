package io.rein4j.env.classic;

import io.rein4j.env.RgbImage;
import io.rein4j.env.draw.Canvas;
import io.rein4j.env.draw.Turn;

/** The picture of a pole on a cart, as Gymnasium draws it. */
final class CartPolePicture {

  static final double FRAMES_PER_SECOND = 50;

  private static final int WIDTH = 600;
  private static final int HEIGHT = 400;
  private static final double SCALE = WIDTH / 4.8;
  private static final int TRACK = 100;
  private static final double CART_WIDTH = 50;
  private static final double CART_HEIGHT = 30;
  private static final double POLE_WIDTH = 10;
  private static final double POLE_LENGTH = SCALE;

  private static final int BLACK = 0x000000;
  private static final int POLE = 0xCA9865;
  private static final int AXLE = 0x8184CB;

  private CartPolePicture() {}

  static RgbImage of(double position, double angle) {
    Canvas canvas = Canvas.upwards(WIDTH, HEIGHT);
    double x = position * SCALE + WIDTH / 2.0;
    double axle = TRACK + CART_HEIGHT / 4;
    canvas.polygon(
        BLACK,
        new Turn(0, x, TRACK)
            .ofRectangle(-CART_WIDTH / 2, -CART_HEIGHT / 2, CART_WIDTH / 2, CART_HEIGHT / 2));
    canvas.polygon(
        POLE,
        new Turn(-angle, x, axle)
            .ofRectangle(
                -POLE_WIDTH / 2, -POLE_WIDTH / 2, POLE_WIDTH / 2, POLE_LENGTH - POLE_WIDTH / 2));
    canvas.disc(AXLE, (int) x, (int) axle, POLE_WIDTH / 2);
    canvas.rectangle(BLACK, 0, TRACK, WIDTH, 1);
    return canvas.image();
  }
}
