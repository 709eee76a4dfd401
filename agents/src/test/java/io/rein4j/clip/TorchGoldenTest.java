package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with PyTorch; {@code torch_clip_goldens.py} made the golden file. */
class TorchGoldenTest {

  static Stream<String> cases() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            TorchGoldenTest.class.getResourceAsStream("torch-clip-goldens.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void stage_clipsAsPyTorchDoes(String line) {
    String[] cells = line.split("; ", -1);
    double threshold = Double.parseDouble(cells[1]);
    double p = cells[2].equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(cells[2]);
    ParameterLayout.Builder layout = ParameterLayout.builder();
    for (String length : cells[4].split(" ", -1)) {
      layout.add("group/layer" + layout.build().size() + "/weight", Integer.parseInt(length));
    }
    float[] before = floats(cells[6]);
    float[] gradient = before.clone();
    float[] expected = floats(cells[7]);
    boolean value = cells[0].equals("value");
    ClippingRule rule = value ? Value.symmetric(threshold) : new GlobalNorm(threshold, p);

    UpdateReport report =
        new ClippingStage(layout.build(), ClippingSettings.of(rule))
            .process(gradient, new float[gradient.length], 0);

    for (int i = 0; i < gradient.length; i++) {
      Offset<Float> offset = Offset.offset(value ? 0 : Math.abs(expected[i]) * 2e-6f);
      assertThat(gradient[i]).as("element %d", i).isCloseTo(expected[i], offset);
    }
    if (!value) {
      assertThat(report.ruleNorm(0))
          .isCloseTo(Double.parseDouble(cells[5]), Percentage.withPercentage(1e-4));
    }
    assertThat(report.whole().clipped()).isEqualTo(!Arrays.equals(before, gradient));
  }

  private static float[] floats(String cell) {
    String[] words = cell.split(" ", -1);
    float[] values = new float[words.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(words[i]);
    }
    return values;
  }
}
