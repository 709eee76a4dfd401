package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.schedule.Schedule;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares with PyTorch, optax, TensorFlow, Keras and DL4J; {@code peer_clip_goldens.py} made the
 * golden file.
 */
class PeerGoldenTest {

  static Stream<String> cases() throws IOException {
    return Goldens.lines("peer-clip-goldens.txt");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void stage_clipsAsThePeerDoes(String line) {
    String[] cells = line.split("; ?", -1);
    String[] shapes = cells[4].split(" ", -1);
    ParameterLayout.Builder layout = ParameterLayout.builder();
    for (int t = 0; t < shapes.length; t++) {
      int[] shape = Stream.of(shapes[t].split("x", -1)).mapToInt(Integer::parseInt).toArray();
      layout.add("actor/dense%s/%s".formatted(t / 2, t), shape);
    }
    float[] gradient = Goldens.floats(cells[5]);
    float[] before = gradient.clone();
    float[] weights = cells[6].isEmpty() ? new float[gradient.length] : Goldens.floats(cells[6]);
    float[] expected = Goldens.floats(cells[7]);
    ClippingStage stage =
        new ClippingStage(
            layout.build(),
            ClippingSettings.of(rule(cells[0], cells[1], number(cells[2]), number(cells[3]))));

    UpdateReport report = stage.process(gradient, weights, 0);

    for (int i = 0; i < gradient.length; i++) {
      assertThat(gradient[i])
          .as("element %d", i)
          .isCloseTo(expected[i], Offset.offset(Math.abs(expected[i]) * 1e-6f));
    }
    assertThat(report.whole().clipped()).isEqualTo(!Arrays.equals(before, gradient));
  }

  private static double number(String cell) {
    return Goldens.number(cell);
  }

  private static ClippingRule rule(String name, String peer, double c, double p) {
    Schedule threshold = Schedule.constant(c);
    @Nullable Compatibility compatibility =
        peer.equals("none") ? null : Compatibility.valueOf(peer.toUpperCase(Locale.ROOT));
    return switch (name) {
      case "global-norm" -> new GlobalNorm(threshold, p, compatibility, List.of());
      case "per-layer-norm" -> new PerLayerNorm(threshold, p, compatibility, List.of());
      case "per-parameter-norm" -> new PerParameterNorm(threshold, p, compatibility, List.of());
      case "block-rms" -> new BlockRms(c);
      case "normalize" -> new Normalize(c);
      case "value" -> Value.symmetric(c);
      case "adaptive-unitwise" -> new AdaptiveUnitwise(c);
      default -> throw new IllegalArgumentException(name);
    };
  }
}
