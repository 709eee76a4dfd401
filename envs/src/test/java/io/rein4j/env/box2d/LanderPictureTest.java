package io.rein4j.env.box2d;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.Env;
import io.rein4j.env.Renderer;
import io.rein4j.env.RgbImage;
import io.rein4j.env.draw.Pictures;
import io.rein4j.env.source.Envs;
import io.rein4j.random.Pcg64;
import java.awt.geom.Path2D;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The lander's picture against the geometry of its scene, as pip has no Box2D to draw peers. */
class LanderPictureTest {

  private static final int BLACK = 0x000000;
  private static final int WHITE = 0xFFFFFF;
  private static final int BODY = 0x8066E6;
  private static final int FLAG = 0xCCCC00;
  private static final float MAIN = 2;
  private static final float LEFT = 1;

  @Test
  void ground_ofAScene_isWhiteBelowAndBlackAbove() {
    LanderScene scene = new LanderScene(-10, new Pcg64(5));
    RgbImage picture = LanderPicture.of(scene, new Flames());

    assertThat(picture.width()).isEqualTo(600);
    assertThat(picture.height()).isEqualTo(400);
    for (int x = 1; x < 599; x++) {
      double ground = scene.groundAt(x / LanderScene.SCALE) * LanderScene.SCALE;
      assertThat(picture.color(x, row(ground - 3))).as("below, at %s", x).isEqualTo(WHITE);
      int above = picture.color(x, row(ground + 3));
      if (x % 60 > 2 && x % 60 < 58) {
        assertThat(above).as("above, at %s", x).isEqualTo(BLACK);
      }
    }
  }

  @Test
  void flags_atThePadsEnds_areYellow() {
    RgbImage picture = LanderPicture.of(new LanderScene(-10, new Pcg64(5)), new Flames());

    for (int x : new int[] {240, 360}) {
      assertThat(picture.color(x, row(110))).isEqualTo(WHITE);
      assertThat(picture.color(x + 8, row(145))).isEqualTo(FLAG);
      assertThat(picture.color(x + 8, row(130))).isNotEqualTo(FLAG);
    }
  }

  @Test
  void lander_whereverItIs_fillsItsShapes() {
    LanderScene scene = new LanderScene(-10, new Pcg64(7));
    for (int step = 0; step < 40; step++) {
      scene.step();
    }
    RgbImage picture = LanderPicture.of(scene, new Flames());
    int inside = 0;
    int filled = 0;
    for (double[] corners : scene.parts()) {
      Path2D shape = new Path2D.Double();
      for (int i = 0; i < corners.length; i += 2) {
        double x = corners[i] * LanderScene.SCALE;
        double y = corners[i + 1] * LanderScene.SCALE;
        if (i == 0) {
          shape.moveTo(x, y);
        } else {
          shape.lineTo(x, y);
        }
      }
      shape.closePath();
      for (int y = 0; y < 400; y++) {
        for (int x = 0; x < 600; x++) {
          if (shape.contains(x - 2, y - 2, 4, 4)) {
            inside++;
            filled += picture.color(x, row(y)) == BODY ? 1 : 0;
          }
        }
      }
    }

    assertThat(inside).isGreaterThan(300);
    assertThat((double) filled / inside).isGreaterThan(0.95);
  }

  @Test
  void engine_thatRuns_throwsFlamesThatFade() {
    try (Env env = Envs.standard().make("LunarLander-v3")) {
      Renderer renderer = env.renderer().orElseThrow();
      float[] observation = new float[8];
      env.reset(1, observation, 0);
      for (int step = 0; step < 45; step++) {
        env.step(new float[] {0}, 0, observation, 0);
      }
      assertThat(reds(renderer.render())).isZero();
      env.step(new float[] {MAIN}, 0, observation, 0);
      assertThat(reds(renderer.render())).isPositive();
      for (int step = 0; step < 7; step++) {
        env.step(new float[] {0}, 0, observation, 0);
      }
      assertThat(reds(renderer.render())).isZero();
      env.step(new float[] {LEFT}, 0, observation, 0);
      int most = 0;
      for (int step = 0; step < 5; step++) {
        env.step(new float[] {0}, 0, observation, 0);
        most = Math.max(most, reds(renderer.render()));
      }

      assertThat(most).isPositive();
    }
  }

  /** Counts the pixels that are redder than anything but a flame. */
  private static int reds(RgbImage picture) {
    return Pictures.counts(picture).entrySet().stream()
        .filter(entry -> isFlame(entry.getKey()))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  private static boolean isFlame(int color) {
    int red = color >> 16;
    int green = color >> 8 & 0xFF;
    int blue = color & 0xFF;
    return red > 60 && red > green + 8 && green == blue;
  }

  private static int row(double y) {
    return 399 - (int) Math.round(y);
  }
}
