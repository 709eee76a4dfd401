package io.rein4j.env.box2d;

import java.util.ArrayList;
import java.util.List;

/**
 * The particles that engines throw out, which are only drawn. Gymnasium makes them bodies of its
 * world if it draws; here they fly by themselves, so that whoever looks changes no episode: they
 * fall, bounce off the ground with 0.3 of their speed towards it, and fade within seven steps.
 */
final class Flames {

  private static final double RADIUS = 2 / LanderScene.SCALE;
  private static final double STEP_SECONDS = 1.0 / 50;
  private static final double FADING = 0.15;
  private static final double BOUNCE = 0.3;

  /** A particle, in the scene's units. */
  static final class Flame {

    private double x;
    private double y;
    private double velocityX;
    private double velocityY;
    private double life;

    double x() {
      return x;
    }

    double y() {
      return y;
    }

    /** {@return its colour, as 0xRRGGBB} */
    int color() {
      int red = (int) (Math.max(0.2, 0.15 + life) * 255);
      int rest = (int) (Math.max(0.2, 0.5 * life) * 255);
      return Math.min(255, red) << 16 | rest << 8 | rest;
    }
  }

  private final List<Flame> flames = new ArrayList<>();

  /** {@return those that burn, the oldest first} */
  List<Flame> burning() {
    return flames;
  }

  void clear() {
    flames.clear();
  }

  /**
   * Throws a particle out.
   *
   * @param density of its body
   * @param impulseX first part of what it is thrown with
   * @param impulseY second part
   * @param life shrinks with each step, and is over below 0
   */
  void add(double density, double x, double y, double impulseX, double impulseY, double life) {
    double mass = density * Math.PI * RADIUS * RADIUS;
    Flame flame = new Flame();
    flame.x = x;
    flame.y = y;
    flame.velocityX = impulseX / mass;
    flame.velocityY = impulseY / mass;
    flame.life = life;
    flames.add(flame);
  }

  /** Moves all of them one step on. */
  void step(double gravity, LanderScene scene) {
    for (Flame flame : flames) {
      flame.velocityY += gravity * STEP_SECONDS;
      flame.x += flame.velocityX * STEP_SECONDS;
      flame.y += flame.velocityY * STEP_SECONDS;
      double ground = scene.groundAt(flame.x) + RADIUS;
      if (flame.y < ground) {
        flame.y = ground;
        flame.velocityY = Math.abs(flame.velocityY) * BOUNCE;
      }
      flame.life -= FADING;
    }
    flames.removeIf(flame -> flame.life < 0);
  }
}
