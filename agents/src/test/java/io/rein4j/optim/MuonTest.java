package io.rein4j.optim;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.contract.Allocations;
import io.rein4j.nn.Goldens;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden values are written by {@code torch_goldens.py}, with the rest of the optimizers'. */
class MuonTest {

  private static final Goldens GOLDENS = new Goldens(MuonTest.class, "torch_goldens.txt");

  /** Weights as [inputs, outputs]. */
  private static ParameterLayout.Builder layout(ParameterLayout.Builder layout) {
    return layout
        .add("q/tall", 3, 7)
        .add("q/wide", 6, 4)
        .add("q/row", 5, 1)
        .add("q/square", 8, 8)
        .add("q/zero", 4, 3)
        .add("q/vector", 6);
  }

  private static ParameterLayout layout() {
    return layout(ParameterLayout.builder()).build();
  }

  private static Muon settings(String name) {
    MuonBuilder settings = Muon.builder().momentum(0.9).beta1(0.8).beta2(0.95).epsilon(1e-5);
    return switch (name) {
      case "original" ->
          settings.scale(Muon.Scale.ORIGINAL).vectorLearningRate(new Linear(0.01, 0.03, 1)).build();
      case "match" -> settings.weightDecay(0.1).build();
      case "plain" -> settings.scale(Muon.Scale.ORIGINAL).nesterov(false).build();
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"original", "match", "plain"})
  void step_tenTimes_agreesWithPyTorch(String name) {
    float[] parameters = GOLDENS.get("muon/start");
    float[] rates = GOLDENS.get("rates");
    float[] gradients = GOLDENS.get("muon/gradients");
    int size = parameters.length;
    float[] all = new float[gradients.length];
    Optimizer optimizer = settings(name).bind(layout());
    for (int i = 0; i < rates.length; i++) {
      float[] gradient = Arrays.copyOfRange(gradients, i * size, (i + 1) * size);
      float[] kept = gradient.clone();
      optimizer.step(parameters, gradient, rates[i]);
      assertThat(gradient).isEqualTo(kept);
      System.arraycopy(parameters, 0, all, i * size, size);
    }
    GOLDENS.check("muon/" + name, all, 5e-6, 5e-6);
  }

  @Test
  void step_vectorsWithARateOfTheirOwn_followItsSchedule() {
    Muon settings = Muon.builder().vectorLearningRate(new Linear(0.1, 0.3, 1)).build();
    ParameterLayout layout = ParameterLayout.builder().add("q/vector", 2).build();

    assertThat(firstChange(settings.bind(layout), 0)).isEqualTo(-0.1f);
    assertThat(firstChange(settings.bind(layout), 1)).isEqualTo(-0.3f);
    assertThat(firstChange(Muon.DEFAULTS.bind(layout), 1)).isEqualTo(-0.5f);
  }

  private static float firstChange(Optimizer optimizer, double progress) {
    float[] parameters = new float[2];
    optimizer.step(parameters, new float[] {4, 5}, 0.5, progress);
    return parameters[0];
  }

  /** Adam's first step is as long for each element; an orthogonal one is not. */
  @ParameterizedTest
  @ValueSource(strings = {"q/noisy/weight-sigma", "actor/log-std/log-std"})
  void step_ofDeviations_isAdams(String name) {
    Muon settings = Muon.builder().vectorLearningRate(Schedule.constant(0.5)).epsilon(0).build();
    ParameterLayout layout = ParameterLayout.builder().add(name, 2, 3).build();
    float[] parameters = new float[6];
    settings.bind(layout).step(parameters, new float[] {1, -2, 3, 4, 5, -6}, 1);

    float[] expected = {-0.5f, 0.5f, -0.5f, -0.5f, -0.5f, 0.5f};
    Goldens.checkClose(name, parameters, expected, 1e-6, 0);
  }

  @Test
  void step_gradientOfAnyLength_isTheSame() {
    float[] first = new float[layout().size()];
    float[] second = first.clone();
    Muon settings = Muon.builder().learningRate(Schedule.constant(1)).epsilon(0).build();
    float[] gradient = random(new SplittableRandom(3), first.length);
    settings.bind(layout()).step(first, gradient, 1);
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] *= 1024;
    }
    settings.bind(layout()).step(second, gradient, 1);

    Goldens.checkClose("longer", second, first, 1e-5, 1e-6);
  }

  @Test
  void step_onAPartOfTheParameters_isAsIfTheRestWereNotThere() {
    ParameterLayout whole =
        layout(ParameterLayout.builder().add("a/x", 3, 3)).add("z/x", 2, 2).build();
    Optimizer part = settings("match").bind(whole.part(List.of("q")));
    Optimizer alone = settings("match").bind(layout());
    SplittableRandom random = new SplittableRandom(8);
    float[] parameters = random(random, whole.size());
    float[] before = parameters.clone();
    int end = 9 + layout().size();
    float[] own = Arrays.copyOfRange(parameters, 9, end);
    for (int i = 0; i < 5; i++) {
      float[] gradient = random(random, whole.size());
      part.step(parameters, gradient, 0.02);
      alone.step(own, Arrays.copyOfRange(gradient, 9, end), 0.02);
    }
    assertThat(Arrays.copyOfRange(parameters, 9, end)).isEqualTo(own);
    assertThat(Arrays.copyOf(parameters, 9)).isEqualTo(Arrays.copyOf(before, 9));
    assertThat(Arrays.copyOfRange(parameters, end, parameters.length))
        .isEqualTo(Arrays.copyOfRange(before, end, before.length));
  }

  @Test
  void state_writtenAndRead_continuesWithTheSameBits() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    int size = layout().size();
    Optimizer first = settings("match").bind(layout());
    float[] parameters = random(random, size);
    for (int i = 0; i < 7; i++) {
      first.step(parameters, random(random, size), 0.01);
    }
    Optimizer second = settings("match").bind(layout());
    StateBytes.restore(StateBytes.of(first), second);
    float[] others = parameters.clone();
    for (int i = 0; i < 5; i++) {
      float[] gradient = random(random, size);
      first.step(parameters, gradient, 0.02);
      second.step(others, gradient, 0.02);
    }
    assertThat(others).isEqualTo(parameters);
  }

  @Test
  void step_inSteadyState_allocatesNothing() {
    Optimizer optimizer = settings("original").bind(layout());
    float[] parameters = new float[layout().size()];
    float[] gradient = random(new SplittableRandom(2), parameters.length);

    assertThat(
            Allocations.bytesPerCall(
                2_000, u -> optimizer.step(parameters, gradient, 1e-3, (u % 10) / 10.0)))
        .as("bytes per step")
        .isLessThan(1);
  }

  private static float[] random(SplittableRandom random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}
