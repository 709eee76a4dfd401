package io.rein4j.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.Renderer;
import io.rein4j.env.RgbImage;
import io.rein4j.env.Space;
import io.rein4j.train.Moment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaptionTest {

  private static final int CHOSEN = 0xFFB454;
  private static final int RED = 0xFF0000;

  private static Moment moment(
      int width, List<Float> action, List<Float> estimates, Moment.End end) {
    int[] pixels = new int[width * 100];
    Arrays.fill(pixels, RED);
    Renderer renderer = Renderer.of(30, () -> new RgbImage(width, 100, pixels));
    return new Moment(
        renderer, 0, 7, 3.5, end == Moment.End.NONE ? action : List.of(), estimates, end);
  }

  private static RgbImage captioned(Space actions, Moment moment) {
    return new Caption(actions, List.of("a run")).picture(moment);
  }

  @Test
  void caption_belowAPicture_leavesItAsItIs() {
    RgbImage found =
        captioned(new Discrete(2), moment(500, List.of(1f), List.of(), Moment.End.NONE));

    assertThat(found.width()).isEqualTo(500);
    assertThat(found.height()).isGreaterThan(150).isEven();
    for (int i = 0; i < 500 * 100; i++) {
      assertThat(found.color(i % 500, i / 500)).isEqualTo(RED);
    }
    assertThat(found.color(0, 101)).isNotEqualTo(RED);
  }

  @Test
  void caption_ofASmallPicture_enlargesIt() {
    RgbImage found =
        captioned(new Discrete(2), moment(160, List.of(1f), List.of(), Moment.End.NONE));

    assertThat(found.width()).isEqualTo(480);
    assertThat(found.color(479, 299)).isEqualTo(RED);
  }

  @Test
  void caption_ofActionValues_marksTheChosenOne() {
    RgbImage none =
        captioned(new Discrete(2), moment(500, List.of(1f), List.of(), Moment.End.NONE));
    RgbImage values =
        captioned(new Discrete(2), moment(500, List.of(1f), List.of(1f, 2f), Moment.End.NONE));
    RgbImage other =
        captioned(new Discrete(2), moment(500, List.of(0f), List.of(1f, 2f), Moment.End.NONE));

    assertThat(has(none, CHOSEN)).isFalse();
    assertThat(has(values, CHOSEN)).isTrue();
    assertThat(values).isNotEqualTo(other);
  }

  @Test
  void caption_ofWhatHappens_tellsItApart() {
    Space box = Box.of(-1, 1, 2);
    List<Float> action = List.of(0.5f, -1f);

    assertThat(
            List.of(
                captioned(box, moment(500, action, List.of(), Moment.End.NONE)),
                captioned(box, moment(500, action, List.of(4f), Moment.End.NONE)),
                captioned(box, moment(500, List.of(0.5f, 1f), List.of(), Moment.End.NONE)),
                captioned(box, moment(500, action, List.of(), Moment.End.TERMINATED)),
                captioned(box, moment(500, action, List.of(), Moment.End.TRUNCATED))))
        .doesNotHaveDuplicates();
  }

  @Test
  void caption_longerThanThePicture_isCut() {
    RgbImage found =
        new Caption(new Discrete(2), List.of("x".repeat(1000)))
            .picture(moment(500, List.of(1f), List.of(), Moment.End.NONE));

    assertThat(found.width()).isEqualTo(500);
  }

  private static boolean has(RgbImage image, int color) {
    return Arrays.stream(image.colors()).anyMatch(found -> found == color);
  }
}
