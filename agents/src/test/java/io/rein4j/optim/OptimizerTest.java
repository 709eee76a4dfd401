package io.rein4j.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.catalog.Catalog;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.nn.Goldens;
import io.rein4j.schedule.Schedule;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden values are written by {@code torch_goldens.py} beside them. */
class OptimizerTest {

  private static final Goldens GOLDENS = new Goldens(OptimizerTest.class, "torch_goldens.txt");
  private static final Schedule RATE = Schedule.constant(0.1);

  private static final Map<String, OptimizerSettings> SETTINGS =
      Map.of(
          "adam", new Adam(RATE, 0.9, 0.999, 1e-8),
          "adam-other", new Adam(RATE, 0.8, 0.95, 1e-5),
          "adamw", AdamW.builder().learningRate(RATE).weightDecay(0.1).build(),
          "rmsprop", new RmsProp(RATE, 0.99, 1e-5),
          "rmsprop-tf", new RmsPropTf(RATE, 0.99, 1e-5),
          "sgd", new Sgd(RATE, 0, false),
          "sgd-momentum", new Sgd(RATE, 0.9, false),
          "sgd-nesterov", new Sgd(RATE, 0.9, true),
          "laprop", new LaProp(RATE, 0.9, 0.999, 1e-15));

  private static final Map<String, OptimizerSettings> MORE =
      Map.of(
          "laprop-other",
          new LaProp(RATE, 0.8, 0.95, 1e-5),
          "muon",
          Muon.builder().learningRate(RATE).weightDecay(0.1).build());

  private static OptimizerSettings settings(String name) {
    return Objects.requireNonNull(SETTINGS.getOrDefault(name, MORE.get(name)));
  }

  @Test
  void settings_ofAllKinds_areTried() {
    assertThat(Stream.of(SETTINGS, MORE).flatMap(all -> all.values().stream()))
        .extracting(Object::getClass)
        .containsAll(Catalog.standard().types(OptimizerSettings.class).values());
  }

  static Stream<String> names() {
    return Stream.of(SETTINGS, MORE).flatMap(all -> all.keySet().stream()).sorted();
  }

  @ParameterizedTest
  @MethodSource("names")
  void step_tenTimes_agreesWithPyTorch(String name) {
    float[] parameters = GOLDENS.get("start");
    float[] rates = GOLDENS.get("rates");
    float[] gradients = GOLDENS.get("gradients");
    int size = parameters.length;
    float[] all = new float[gradients.length];
    Optimizer optimizer = bind(name, size);
    for (int i = 0; i < rates.length; i++) {
      float[] gradient = Arrays.copyOfRange(gradients, i * size, (i + 1) * size);
      float[] kept = gradient.clone();
      optimizer.step(parameters, gradient, rates[i]);
      assertThat(gradient).isEqualTo(kept);
      System.arraycopy(parameters, 0, all, i * size, size);
    }
    GOLDENS.check(name, all, 2e-6, 5e-7);
  }

  @ParameterizedTest
  @CsvSource({"adam, STEPS", "adam, MOMENTS", "adamw, STEPS", "adamw, MOMENTS"})
  void reset_beforeSomeSteps_agreesWithPyTorch(String name, OptimizerReset.What what) {
    float[] parameters = GOLDENS.get("start");
    float[] rates = GOLDENS.get("rates");
    float[] gradients = GOLDENS.get("gradients");
    int size = parameters.length;
    float[] all = new float[gradients.length];
    Optimizer optimizer = bind(name, size);
    for (int i = 0; i < rates.length; i++) {
      if (i == 3 || i == 7) {
        optimizer.reset(what);
      }
      optimizer.step(parameters, Arrays.copyOfRange(gradients, i * size, (i + 1) * size), rates[i]);
      System.arraycopy(parameters, 0, all, i * size, size);
    }
    GOLDENS.check(name + "@" + what.name().toLowerCase(Locale.ROOT), all, 2e-6, 5e-7);
  }

  @Test
  void reset_ofAllMomentsOfAPart_isAsIfNew() throws IOException {
    ParameterLayout layout = ParameterLayout.builder().add("a/x", 3).add("b/x", 4).build();
    Optimizer optimizer = settings("adam").bind(layout.part(List.of("b")));
    byte[] fresh = StateBytes.of(optimizer);
    optimizer.step(new float[7], random(new SplittableRandom(9), 7), 0.1);
    assertThat(StateBytes.of(optimizer)).isNotEqualTo(fresh);

    optimizer.reset(OptimizerReset.What.MOMENTS);

    assertThat(StateBytes.of(optimizer)).isEqualTo(fresh);
  }

  @ParameterizedTest
  @ValueSource(floats = {1e-19f, 1e-18f, 2e-18f, 3e-18f, 1e-17f, 1e-10f})
  void step_ofLaPropWithDreamersEpsilon_isNoLongerThanTheLearningRate(float element) {
    LaProp settings = new LaProp(Schedule.constant(1), 0.9, 0.999, 1e-20);
    Optimizer optimizer = settings.bind(ParameterLayout.builder().add("x", 1).build());
    float[] parameters = {0};
    for (int i = 1; i <= 5000; i++) {
      parameters[0] = 0;
      optimizer.step(parameters, new float[] {element}, 1);
      assertThat(Math.abs(parameters[0])).as("step %s", i).isLessThanOrEqualTo(1.001f);
    }
  }

  @Test
  void reset_ofAnOptimizerWithoutAny_fails() {
    assertThatThrownBy(() -> bind("sgd", 4).reset(OptimizerReset.What.STEPS))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("The optimizer SgdOptimizer cannot be reset.");
  }

  @ParameterizedTest
  @MethodSource("names")
  void step_withGradientsThatVanished_keepsNoSubnormalNumber(String name) throws IOException {
    int size = 16;
    Optimizer optimizer = bind(name, size);
    float[] parameters = random(new SplittableRandom(6), size);
    optimizer.step(parameters, random(new SplittableRandom(7), size), 1e-3);
    for (int i = 0; i < 120_000; i++) {
      optimizer.step(parameters, new float[size], 1e-3);
    }

    ByteBuffer state = ByteBuffer.wrap(StateBytes.of(optimizer));
    state.position(state.capacity() % (Integer.BYTES + size * Float.BYTES)); // Adam's step count
    while (state.hasRemaining()) {
      assertThat(state.getInt()).isEqualTo(size);
      for (int i = 0; i < size; i++) {
        assertThat(Math.abs(state.getFloat()))
            .satisfiesAnyOf(
                moment -> assertThat(moment).isZero(),
                moment -> assertThat(moment).isBetween(Float.MIN_NORMAL, 1e-29f));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void state_writtenAndRead_continuesWithTheSameBits(String name) throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    int size = 133;
    Optimizer first = bind(name, size);
    float[] parameters = random(random, size);
    for (int i = 0; i < 7; i++) {
      first.step(parameters, random(random, size), 0.01);
    }
    byte[] state = StateBytes.of(first);
    Optimizer second = bind(name, size);
    StateBytes.restore(state, second);
    float[] others = parameters.clone();
    for (int i = 0; i < 5; i++) {
      float[] gradient = random(random, size);
      first.step(parameters, gradient, 0.02);
      second.step(others, gradient, 0.02);
    }
    assertThat(others).isEqualTo(parameters);
    StateBytes.restore(state, second);
    assertThat(StateBytes.of(second)).isEqualTo(state);
  }

  @ParameterizedTest
  @MethodSource("names")
  void state_ofAnotherLayout_fails(String name) throws IOException {
    byte[] state = StateBytes.of(bind(name, 4));
    assertThatThrownBy(() -> StateBytes.restore(state, bind(name, 5)))
        .isInstanceOf(IOException.class)
        .hasMessage("The state holds 4 numbers where 5 belong.");
  }

  @ParameterizedTest
  @MethodSource("names")
  void step_withArraysOfAnotherLength_fails(String name) {
    assertThatThrownBy(() -> bind(name, 4).step(new float[5], new float[4], 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("made for 4 parameters, but was given 5");
  }

  @ParameterizedTest
  @MethodSource("names")
  void step_onAPartOfTheParameters_isAsIfTheRestWereNotThere(String name) {
    ParameterLayout whole =
        ParameterLayout.builder().add("a/x", 7).add("b/x", 20).add("b/y", 13).add("c/x", 5).build();
    Optimizer part = settings(name).bind(whole.part(List.of("b")));
    Optimizer alone = bind(name, 33);
    SplittableRandom random = new SplittableRandom(8);
    float[] parameters = random(random, whole.size());
    float[] before = parameters.clone();
    float[] own = Arrays.copyOfRange(parameters, 7, 40);
    for (int i = 0; i < 5; i++) {
      float[] gradient = random(random, whole.size());
      part.step(parameters, gradient, 0.02);
      alone.step(own, Arrays.copyOfRange(gradient, 7, 40), 0.02);
    }
    assertThat(Arrays.copyOfRange(parameters, 7, 40)).isEqualTo(own);
    assertThat(Arrays.copyOf(parameters, 7)).isEqualTo(Arrays.copyOf(before, 7));
    assertThat(Arrays.copyOfRange(parameters, 40, 45))
        .isEqualTo(Arrays.copyOfRange(before, 40, 45));
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertThatThrownBy(() -> new Adam(RATE, 1, 0.999, 1e-8)).hasMessageContaining("'beta1'");
    assertThatThrownBy(() -> new Adam(RATE, 0.9, -0.1, 1e-8)).hasMessageContaining("'beta2'");
    assertThatThrownBy(() -> new Adam(RATE, 0.9, 0.9, Double.NaN)).hasMessageContaining("'eps");
    assertThatThrownBy(
            () -> AdamW.builder().learningRate(RATE).beta2(0.9).epsilon(0).weightDecay(-1).build())
        .hasMessageContaining("'weight-decay'");
    assertThatThrownBy(() -> new RmsProp(RATE, 1, 0)).hasMessageContaining("'alpha'");
    assertThatThrownBy(() -> new RmsPropTf(RATE, 0.9, -1)).hasMessageContaining("'epsilon'");
    assertThatThrownBy(() -> new LaProp(RATE, 1, 0.9, 1e-8)).hasMessageContaining("'beta1'");
    assertThatThrownBy(() -> new LaProp(RATE, 0.9, 1, 1e-8)).hasMessageContaining("'beta2'");
    assertThatThrownBy(() -> new LaProp(RATE, 0.9, 0.9, 0)).hasMessageContaining("'epsilon'");
    assertThatThrownBy(() -> new LaProp(RATE, 0.9, 0.9, 1e-60)).hasMessageContaining("'epsilon'");
    assertThatThrownBy(() -> Muon.builder().momentum(1).build()).hasMessageContaining("'momentum'");
    assertThatThrownBy(() -> Muon.builder().weightDecay(-1).build())
        .hasMessageContaining("'weight-decay'");
    assertThatThrownBy(() -> Muon.builder().vectorLearningRate(Schedule.constant(-1)).build())
        .hasMessageContaining("'vector-learning-rate'");
    assertThatThrownBy(() -> Muon.builder().beta1(1).build()).hasMessageContaining("'beta1'");
    assertThatThrownBy(() -> Muon.builder().beta2(-1).build()).hasMessageContaining("'beta2'");
    assertThatThrownBy(() -> Muon.builder().epsilon(-1).build()).hasMessageContaining("'epsilon'");
    assertThatThrownBy(() -> new Sgd(RATE, 1.5, false)).hasMessageContaining("'momentum'");
    assertThatThrownBy(() -> new Sgd(RATE, 0, true)).hasMessageContaining("'nesterov'");
  }

  private static Optimizer bind(String name, int size) {
    return settings(name).bind(ParameterLayout.builder().add("x", size).build());
  }

  private static float[] random(SplittableRandom random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  @Test
  void state_stepsBelowZero_isRefused() throws IOException {
    byte[] state = StateBytes.of(bind("adam", 4));
    ByteBuffer.wrap(state).putLong(0, -1);

    assertThatThrownBy(() -> StateBytes.restore(state, bind("adam", 4)))
        .isInstanceOf(IOException.class)
        .hasMessage("The state counts -1 where a count is at least 0.");
  }
}
