package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.optim.Adam;
import io.rein4j.optim.AdamW;
import io.rein4j.optim.Optimizer;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.optim.RmsProp;
import io.rein4j.optim.RmsPropTf;
import io.rein4j.schedule.Schedule;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden values are written by {@code update_rms_goldens.py}. */
class UpdateRmsGoldenTest {

  private static final ParameterLayout LAYOUT =
      ParameterLayout.builder().add("a/w", 2, 3).add("b/w", 3).build();

  static Stream<String> lines() throws IOException {
    return Goldens.lines("update-rms-goldens.txt");
  }

  @ParameterizedTest
  @MethodSource("lines")
  void update_underTheRule_isThePapers(String line) {
    String[] cells = line.split("; ", -1);
    double rate = Double.parseDouble(cells[2]);
    int last = Integer.parseInt(cells[4]);
    double[] roots = Goldens.numbers(cells[5]);
    Optimizer optimizer = optimizer(cells[0], rate, Double.parseDouble(cells[3])).bind(LAYOUT);
    UpdateRms rule = new UpdateRms(Double.parseDouble(cells[1]));
    ClippingStage gradients = new ClippingStage(LAYOUT, ClippingSettings.DEFAULTS);
    UpdateClippingStage stage = new UpdateClippingStage(LAYOUT, UpdateClippingSettings.of(rule));
    float[] parameters = new float[LAYOUT.size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (i - 4) / 8f;
    }
    double rms = Double.NaN;
    for (int t = 1; t <= last; t++) {
      float[] gradient = gradient(t);
      UpdateReport update = gradients.process(gradient, parameters, 0);
      stage.begin(parameters);
      optimizer.step(parameters, gradient, rate);
      rms = stage.process(update, parameters, gradient, optimizer.secondMoments(), 0).ruleNorm(0);
    }
    assertThat(rms)
        .as("the largest root mean square")
        .isCloseTo(Math.max(roots[0], roots[1]), within(2e-5 * roots[0]));
    double[] expected = Goldens.numbers(cells[6]);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) parameters[i])
          .as("parameter %s after update %s", i, last)
          .isCloseTo(expected[i], within(5e-6));
    }
  }

  private static OptimizerSettings optimizer(String name, double rate, double decay) {
    Schedule schedule = Schedule.constant(rate);
    return switch (name) {
      case "adamw" ->
          decay == 0
              ? new Adam(schedule, 0.9, 0.999, 1e-8)
              : new AdamW(schedule, 0.9, 0.999, 1e-8, decay);
      case "rmsprop" -> new RmsProp(schedule, 0.99, 1e-8);
      case "rmsprop-tf" -> new RmsPropTf(schedule, 0.99, 1e-5);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static float[] gradient(int t) {
    float[] gradient = new float[LAYOUT.size()];
    for (int i = 0; i < gradient.length; i++) {
      float small = (Math.floorMod(i * 7 + t * 13, 17) - 8) / 16f;
      gradient[i] = i < 6 ? small * (t % 20 == 0 ? 64 : 1) : small * (t % 33 == 1 ? 64 : 0.125f);
    }
    return gradient;
  }
}
