package io.rein4j.env.classic;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.RgbImage;
import io.rein4j.env.draw.Pictures;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pictures beside those that Gymnasium draws of the same states ({@code make_frames.py}). */
class ClassicPicturesTest {

  private static final double LEAST_SIMILARITY = 0.95;
  private static final double LEAST_OVERLAP = 0.9;
  private static final int WHITE = 0xFFFFFF;
  private static final int POLE = 0xCA9865;

  static List<String> frames() throws IOException {
    try (InputStream in =
            Objects.requireNonNull(
                ClassicPicturesTest.class.getResourceAsStream("frames/states.tsv"));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines.lines().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("frames")
  void picture_ofAState_isLikeGymnasiums(String line) {
    RgbImage expected = expected(line);
    RgbImage found = found(line);
    keepForEyes(line, expected, found);

    assertThat(found.width()).isEqualTo(expected.width());
    assertThat(found.height()).isEqualTo(expected.height());
    assertThat(Pictures.similarity(expected, found, WHITE))
        .as(line)
        .isGreaterThanOrEqualTo(LEAST_SIMILARITY);
    Map<Integer, Double> overlaps = Pictures.overlaps(expected, found, WHITE);
    assertThat(overlaps).isNotEmpty();
    overlaps.forEach(
        (color, overlap) ->
            assertThat(overlap)
                .as("%s: colour %06X", line, color)
                .isGreaterThanOrEqualTo(LEAST_OVERLAP));
  }

  @Test
  void picture_withoutThePole_isNotLikeGymnasiums() throws IOException {
    for (String line : frames()) {
      if (line.startsWith("CartPole")) {
        RgbImage expected = expected(line);
        RgbImage found = found(line);
        int[] colors = found.colors();
        for (int i = 0; i < colors.length; i++) {
          colors[i] = colors[i] == POLE ? WHITE : colors[i];
        }
        RgbImage without = new RgbImage(found.width(), found.height(), colors);

        assertThat(Pictures.overlaps(expected, without, WHITE).get(POLE)).isLessThan(LEAST_OVERLAP);
      }
    }
  }

  private static RgbImage expected(String line) {
    return Pictures.read(ClassicPicturesTest.class, "frames/" + line.split("\t", -1)[0]);
  }

  private static RgbImage found(String line) {
    String[] parts = line.split("\t", -1);
    double first = Double.parseDouble(parts[2]);
    double second = parts.length > 3 ? Double.parseDouble(parts[3]) : 0;
    return switch (parts[1]) {
      case "CartPole-v1" -> CartPolePicture.of(first, second);
      case "MountainCar-v0" -> MountainCarPicture.of(first, 0.5);
      case "MountainCarContinuous-v0" -> MountainCarPicture.of(first, 0.45);
      case "Acrobot-v1" -> AcrobotPicture.of(first, second);
      default -> PendulumPicture.of(first, second);
    };
  }

  /** With {@code -Drein4j.pictures=true}, puts both pictures side by side into a file. */
  private static void keepForEyes(String line, RgbImage expected, RgbImage found) {
    if (Boolean.getBoolean("rein4j.pictures")) {
      int width = expected.width();
      int[] left = expected.colors();
      int[] right = found.colors();
      int[] colors = new int[2 * left.length];
      for (int y = 0; y < expected.height(); y++) {
        System.arraycopy(left, y * width, colors, 2 * y * width, width);
        System.arraycopy(right, y * width, colors, (2 * y + 1) * width, width);
      }
      File folder = new File("target/frames");
      folder.mkdirs();
      Pictures.write(
          new RgbImage(2 * width, expected.height(), colors),
          new File(folder, line.split("\t", -1)[0]));
    }
  }
}
