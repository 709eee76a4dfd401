package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.schedule.Schedule;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares rules with memory with the papers' code; {@code adaptive_clip_goldens.py} made the
 * golden file.
 */
class AdaptiveGoldenTest {

  private static final Percentage CLOSE = Percentage.withPercentage(1e-4);

  static Stream<String> cases() throws IOException {
    return Goldens.lines("adaptive-clip-goldens.txt");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rule_followsThePapersCode(String line) {
    String[] cells = line.split("; ?", -1);
    double[] norms = Goldens.numbers(cells[2]);
    double[] thresholds = Goldens.numbers(cells[3]);
    double[] after = Goldens.numbers(cells[4]);
    int parameters = cells[0].equals("ada-gc") ? 2 : 1;
    ParameterLayout.Builder layout = ParameterLayout.builder();
    for (int p = 0; p < parameters; p++) {
      layout.add("actor/dense/" + p, 1);
    }
    ClippingStage stage =
        new ClippingStage(
            layout.build(), ClippingSettings.of(rule(cells[0], cells[1].split(" ", -1))));
    float[] gradient = new float[parameters];
    for (int u = 0; u < norms.length; u += parameters) {
      for (int p = 0; p < parameters; p++) {
        gradient[p] = (float) norms[u + p];
      }
      UpdateReport report = stage.process(gradient, 0);
      if (Double.isNaN(thresholds[u])) {
        assertThat(report.threshold()).as("update %d", u).isNaN();
      } else {
        assertThat(report.threshold()).as("update %d", u).isCloseTo(thresholds[u], CLOSE);
      }
      for (int p = 0; p < parameters; p++) {
        assertThat((double) gradient[p]).as("update %d", u).isCloseTo(after[u + p], CLOSE);
      }
    }
  }

  private static ClippingRule rule(String name, String[] settings) {
    List<String> all = List.of();
    return switch (name) {
      case "auto-clip" ->
          new AutoClip(Double.parseDouble(settings[0]), Integer.parseInt(settings[1]), all);
      case "z-clip" ->
          new ZClip(
              Schedule.constant(Double.parseDouble(settings[0])),
              ZClip.Mode.valueOf(settings[1].toUpperCase(Locale.ROOT)),
              Double.parseDouble(settings[2]),
              Integer.parseInt(settings[3]),
              bound(settings[4]),
              OnExceed.CLIP,
              all);
      case "ada-gc" ->
          new AdaGc(
              Schedule.constant(Double.parseDouble(settings[0])),
              Double.parseDouble(settings[1]),
              Double.parseDouble(settings[2]),
              Integer.parseInt(settings[3]),
              OnExceed.CLIP,
              all);
      case "target-fraction" ->
          new TargetFraction(
              Double.parseDouble(settings[0]),
              Double.parseDouble(settings[1]),
              bound(settings[2]),
              bound(settings[3]),
              bound(settings[4]),
              all);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static @Nullable Double bound(String word) {
    return word.equals("None") || word.equals("inf") || word.equals("0")
        ? null
        : Double.valueOf(word);
  }

  private static double[] thresholds(ClippingRule rule, double... norms) {
    ClippingStage stage =
        new ClippingStage(ParameterLayout.builder().add("w", 1).build(), ClippingSettings.of(rule));
    double[] thresholds = new double[norms.length];
    for (int u = 0; u < norms.length; u++) {
      thresholds[u] = stage.process(new float[] {(float) norms[u]}, 0).threshold();
    }
    return thresholds;
  }

  @Test
  void autoClip_ofSixNorms_hasThePapersPercentiles() {
    double[] norms = {1, 2, 3, 4, 100, 2};
    assertThat(thresholds(new AutoClip(10), norms))
        .usingComparatorWithPrecision(1e-9)
        .containsExactly(1, 1.1, 1.2, 1.3, 1.4, 1.5);
    assertThat(thresholds(new AutoClip(90), norms))
        .usingComparatorWithPrecision(1e-9)
        .containsExactly(1, 1.9, 2.8, 3.7, 61.6, 52);
  }

  @Test
  void zClip_ofSixNorms_shortensTheSpikeAlone() {
    ZClip rule = ZClip.builder().warmup(3).build();
    double[] thresholds = thresholds(rule, 1, 2, 3, 2.5, 50, 2);
    assertThat(thresholds[4]).isCloseTo(2.100147, Offset.offset(5e-7));
    thresholds[4] = Double.NaN;
    assertThat(thresholds).containsOnly(Double.NaN);
  }
}
