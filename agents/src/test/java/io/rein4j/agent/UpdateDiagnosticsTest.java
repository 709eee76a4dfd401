package io.rein4j.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.nn.LearnedVector;
import io.rein4j.nn.Network;
import io.rein4j.nn.Sequential;
import io.rein4j.optim.Sgd;
import io.rein4j.schedule.Schedule;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateDiagnosticsTest {

  private static final float[] NO_INPUTS = {};

  /** A function of each of two parameters, which descends by its derivative. */
  private static final class Descent {
    final Network network =
        Network.of(new Sequential(List.of(new LearnedVector("default/x", 2, 0))));
    final UpdatePath path;
    final DoubleUnaryOperator derivative;

    Descent(double rate, int every, ClippingSettings clipping, DoubleUnaryOperator derivative) {
      this.derivative = derivative;
      this.path =
          new UpdatePath(
              new UpdatePathSettings("", clipping, new Sgd(Schedule.constant(rate), 0, false)),
              new DiagnosticsSettings(every),
              network.parameters(),
              network.parameters().layout().groups(),
              network);
      network.parameters().values()[0] = 3;
      network.parameters().values()[1] = 1;
      network.parameters().changed();
    }

    float[][] gradient() {
      float[] x = network.forward(NO_INPUTS, 1);
      return new float[][] {
        {(float) derivative.applyAsDouble(x[0]), (float) derivative.applyAsDouble(x[1])}
      };
    }

    void update() {
      path.update(1, gradient(), 0, UpdateListener.NONE);
      if (path.awaitsRepetition()) {
        path.repeat(gradient());
      }
    }

    Descent updates(int count) {
      for (int i = 0; i < count; i++) {
        update();
      }
      return this;
    }

    Map<String, Double> figures() {
      Map<String, Double> figures = new HashMap<>();
      path.drainDiagnostics(figures::put);
      return figures;
    }
  }

  private static Descent quadratic() {
    return new Descent(0.01, 1, ClippingSettings.DEFAULTS, x -> 2.5 * x);
  }

  @Test
  void smoothness_ofAQuadratic_isItsCurvatureWithSlopeZero() {
    Map<String, Double> figures = quadratic().updates(100).figures();

    assertThat(figures.get("local_smoothness")).isCloseTo(2.5, within(1e-3));
    assertThat(figures.get("smoothness_slope")).isCloseTo(0, within(1e-3));
  }

  @Test
  void smoothness_ofAnExponential_growsWithTheNormWithSlopeOne() {
    Descent descent = new Descent(1e-4, 1, ClippingSettings.DEFAULTS, Math::exp);
    descent.network.parameters().values()[1] = -30;
    descent.network.parameters().changed();

    double first = Math.exp(3);
    descent.update();

    assertThat(descent.figures().get("local_smoothness")).isCloseTo(first, within(0.02 * first));
    assertThat(descent.updates(3000).figures().get("smoothness_slope")).isCloseTo(1, within(0.01));
    assertThat(descent.path.advice())
        .singleElement()
        .asString()
        .contains("theory asks for clipping");
  }

  @Test
  void smoothness_ofClippedUpdates_isThatOfTheLossAllTheSame() {
    Descent descent = new Descent(0.01, 1, ClippingSettings.of(new GlobalNorm(0.1)), x -> 2.5 * x);

    assertThat(descent.updates(40).figures().get("local_smoothness")).isCloseTo(2.5, within(5e-3));
  }

  @Test
  void slope_ofTooFewUpdates_isUndefined() {
    assertThat(quadratic().updates(9).figures().get("smoothness_slope")).isNaN();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void update_measured_leavesParametersAndGradientAsWithoutMeasuring(int every) {
    Descent measured = new Descent(0.01, every, ClippingSettings.of(new GlobalNorm(1)), Math::exp);
    Descent never = new Descent(0.01, 1_000_000, ClippingSettings.of(new GlobalNorm(1)), Math::exp);
    for (int i = 0; i < 20; i++) {
      measured.update();
      never.update();
      assertThat(measured.network.parameters().values())
          .isEqualTo(never.network.parameters().values());
      assertThat(measured.network.parameters().gradient())
          .isEqualTo(never.network.parameters().gradient());
    }
  }

  @Test
  void state_restored_goesOnWithTheSameFigures() throws IOException {
    Descent first = new Descent(0.01, 2, ClippingSettings.DEFAULTS, Math::exp).updates(51);
    Descent second = new Descent(0.01, 2, ClippingSettings.DEFAULTS, Math::exp);

    StateBytes.restore(StateBytes.of(first.path), second.path);

    assertThat(second.updates(30).figures()).isEqualTo(first.updates(30).figures());
    assertThat(StateBytes.of(second.path)).isEqualTo(StateBytes.of(first.path));
  }

  @Test
  void repeat_ofAnUpdateThatWasNotMeasured_isRefused() {
    Descent descent = new Descent(0.01, 2, ClippingSettings.DEFAULTS, Math::exp).updates(2);

    assertThatThrownBy(() -> descent.path.repeat(descent.gradient()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "The last update of the update path was not measured, so there is nothing to repeat.");
  }
}
