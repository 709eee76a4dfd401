package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares rules published since 2020 with their authors' formulas; {@code recent_clip_goldens.py}
 * made the golden file.
 */
class RecentGoldenTest {

  static Stream<String> cases() throws IOException {
    return Goldens.lines("recent-clip-goldens.txt");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rule_followsTheAuthorsFormula(String line) {
    String[] cells = line.split("; ?", -1);
    String[] shapes = cells[2].split(" ", -1);
    ParameterLayout.Builder builder = ParameterLayout.builder();
    for (int t = 0; t < shapes.length; t++) {
      int[] shape = Stream.of(shapes[t].split("x", -1)).mapToInt(Integer::parseInt).toArray();
      builder.add((t < 2 ? "actor/dense/" : "critic/dense/") + t, shape);
    }
    ParameterLayout layout = builder.build();
    float[] weights = Goldens.floats(cells[3]);
    float[] gradients = Goldens.floats(cells[4]);
    float[] results = Goldens.floats(cells[5]);
    ClippingStage stage =
        new ClippingStage(
            layout, ClippingSettings.of(rule(cells[0], Goldens.numbers(cells[1].trim()))));
    for (int from = 0; from < gradients.length; from += layout.size()) {
      float[] gradient = Arrays.copyOfRange(gradients, from, from + layout.size());
      float largest = 0;
      for (float value : gradient) {
        largest = Math.max(largest, Math.abs(value));
      }

      stage.process(gradient, weights, (double) from / gradients.length);

      // What is left of a difference keeps the error of the numbers that it is one of.
      boolean subtracts = cells[0].equals("centralize") || cells[0].equals("error-feedback");
      float lost = subtracts ? 1e-6f * largest : 0;
      for (int i = 0; i < gradient.length; i++) {
        float expected = results[from + i];
        assertThat(gradient[i])
            .as("update %d, element %d", from / layout.size(), i)
            .isCloseTo(expected, Offset.offset(Math.abs(expected) * 1e-6f + lost));
      }
    }
  }

  private static ClippingRule rule(String name, double[] settings) {
    List<String> all = List.of();
    return switch (name) {
      case "ada-clip" -> new AdaClip(settings[0]);
      case "norm-ratio" -> new NormRatio(settings[0], settings[1], settings[2], all);
      case "adaptive-parameterwise" ->
          new AdaptiveParameterwise(
              Schedule.constant(settings[0]), settings[1], all, OnExceed.CLIP, all);
      case "centralize" -> Centralize.DEFAULTS;
      case "error-feedback" -> new ErrorFeedback(Schedule.constant(settings[0]), settings[1], all);
      case "adaptive-band" ->
          AdaptiveBand.builder()
              .upper(edge(settings[0], settings[1], settings))
              .lower(settings[2] == 0 ? null : edge(settings[2], settings[3], settings))
              .largestFactor(settings[6])
              .decay(settings[7])
              .build();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Schedule edge(double from, double to, double[] settings) {
    return new Linear(from, to, settings[4] + settings[5], settings[4]);
  }
}
