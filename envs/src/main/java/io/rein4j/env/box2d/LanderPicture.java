package io.rein4j.env.box2d;

import io.rein4j.env.RgbImage;
import io.rein4j.env.draw.Canvas;

/** The picture of a lander above its pad, as Gymnasium draws it. */
final class LanderPicture {

  static final double FRAMES_PER_SECOND = 50;

  private static final double SCALE = LanderScene.SCALE;
  private static final int FLAME_RADIUS = 2;
  private static final int POLE_HEIGHT = 50;
  private static final int FLAG_HEIGHT = 10;
  private static final int FLAG_WIDTH = 25;

  private static final int BLACK = 0x000000;
  private static final int WHITE = 0xFFFFFF;
  private static final int BODY = 0x8066E6;
  private static final int EDGE = 0x4D4D80;
  private static final int FLAG = 0xCCCC00;

  private LanderPicture() {}

  static RgbImage of(LanderScene scene, Flames flames) {
    int width = (int) Math.round(LanderScene.WIDTH * SCALE);
    int height = (int) Math.round(LanderScene.HEIGHT * SCALE);
    Canvas canvas = Canvas.upwards(width, height);
    double[] heights = scene.heights();
    double chunk = (double) width / (heights.length - 1);
    for (int i = 0; i < heights.length - 1; i++) {
      canvas.polygon(
          BLACK,
          chunk * i,
          heights[i] * SCALE,
          chunk * (i + 1),
          heights[i + 1] * SCALE,
          chunk * (i + 1),
          height,
          chunk * i,
          height);
    }
    for (Flames.Flame flame : flames.burning()) {
      canvas.disc(
          flame.color(), (int) (flame.x() * SCALE), (int) (flame.y() * SCALE), FLAME_RADIUS - 0.5);
    }
    for (double[] part : scene.parts()) {
      double[] corners = new double[part.length];
      for (int i = 0; i < part.length; i++) {
        corners[i] = part[i] * SCALE;
      }
      canvas.polygon(BODY, corners);
      canvas.outline(EDGE, corners);
    }
    int middle = (heights.length - 1) / 2;
    for (int chunks = middle - 1; chunks <= middle + 1; chunks += 2) {
      int x = (int) (chunk * chunks);
      int foot = (int) (LanderScene.PAD_HEIGHT * SCALE);
      int top = foot + POLE_HEIGHT;
      canvas.rectangle(WHITE, x, foot, 1, POLE_HEIGHT + 1);
      canvas.polygon(FLAG, x, top, x, top - FLAG_HEIGHT, x + FLAG_WIDTH, top - FLAG_HEIGHT / 2.0);
    }
    return canvas.image();
  }
}
