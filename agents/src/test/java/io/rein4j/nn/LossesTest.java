package io.rein4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The golden values are written by {@code torch_goldens.py} beside them. */
class LossesTest {

  private static final Goldens GOLDENS = new Goldens(LossesTest.class, "torch_goldens.txt");

  @ParameterizedTest
  @EnumSource
  void mean_andItsGradient_agreeWithPyTorch(RegressionLoss loss) {
    float[] predictions = GOLDENS.get("loss/predictions");
    int n = predictions.length;
    float[] gradient = new float[n];
    double value = loss.mean(predictions, GOLDENS.get("loss/targets"), gradient, n);
    GOLDENS.check(loss + "/value", new float[] {(float) value}, 1e-6, 0);
    GOLDENS.check(loss + "/gradient", gradient, 1e-6, 0);
  }

  @ParameterizedTest
  @EnumSource
  void derivative_randomErrors_agreesWithFiniteDifferences(RegressionLoss loss) {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 1000; i++) {
      float error = (float) random.nextDouble(-3, 3);
      float step = 1f / 1024;
      double difference =
          ((double) loss.value(error + step) - loss.value(error - step)) / (2 * step);
      assertThat((double) loss.derivative(error))
          .as("at %s", error)
          .isEqualTo(difference, Offset.offset(2e-3));
    }
  }

  @Test
  void categorical_everyFigure_agreesWithPyTorch() {
    Categorical categorical = new Categorical(4);
    categorical.set(new float[40], 10);
    float[] logits = GOLDENS.get("categorical/logits");
    categorical.set(logits, 5);
    GOLDENS.check("categorical/log-probabilities", categorical.logProbabilities(), 1e-6, 1e-6);
    GOLDENS.check("categorical/probabilities", categorical.probabilities(), 1e-6, 1e-30);
    GOLDENS.check("categorical/entropies", categorical.entropies(), 1e-6, 1e-6);
    float[] actions = GOLDENS.get("categorical/actions");
    int[] taken = new int[5];
    for (int i = 0; i < 5; i++) {
      taken[i] = (int) actions[i];
      assertThat(categorical.logProbability(i, taken[i]))
          .isEqualTo(categorical.logProbabilities()[i * 4 + taken[i]]);
    }
    categorical.backward(
        taken,
        GOLDENS.get("categorical/by-log-probability"),
        GOLDENS.get("categorical/by-entropy"),
        logits);
    GOLDENS.check("categorical/by-logits", logits, 1e-6, 1e-6);
  }

  @Test
  void categorical_randomRows_agreeWithDoublePrecision() {
    SplittableRandom random = new SplittableRandom(4);
    for (int actions = 1; actions <= 9; actions++) {
      float[] logits = new float[7 * actions];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) random.nextDouble(-8, 8);
      }
      Categorical categorical = new Categorical(actions);
      categorical.set(logits, 7);
      for (int row = 0; row < 7; row++) {
        double sum = 0;
        for (int a = 0; a < actions; a++) {
          sum += Math.exp(logits[row * actions + a]);
        }
        double entropy = 0;
        for (int a = 0; a < actions; a++) {
          double log = logits[row * actions + a] - Math.log(sum);
          entropy -= Math.exp(log) * log;
          assertThat((double) categorical.logProbability(row, a))
              .isEqualTo(log, Offset.offset(3e-6));
          assertThat((double) categorical.probabilities()[row * actions + a])
              .isEqualTo(Math.exp(log), Offset.offset(5e-7));
        }
        assertThat((double) categorical.entropies()[row]).isEqualTo(entropy, Offset.offset(2e-6));
      }
    }
  }

  @Test
  void categorical_impossibleAction_hasNoPart() {
    Categorical categorical = new Categorical(3);
    categorical.set(new float[] {0, Float.NEGATIVE_INFINITY, 0}, 1);
    assertThat(categorical.entropies()[0]).isEqualTo((float) Math.log(2), Offset.offset(1e-6f));
    assertThat(categorical.probabilities()[1]).isZero();
    float[] gradient = new float[3];
    categorical.backward(new int[] {0}, new float[] {1}, new float[] {1}, gradient);
    assertThat(gradient[1]).isZero();
    assertThat(gradient[0]).isEqualTo(0.5f, Offset.offset(1e-6f));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1000; i++) {
      assertThat(categorical.sample(0, random)).isNotEqualTo(1);
    }
  }

  @Test
  void sample_manyDraws_followTheProbabilities() {
    Categorical categorical = new Categorical(3);
    categorical.set(
        new float[] {9, 9, 9, (float) Math.log(0.2), (float) Math.log(0.5), (float) Math.log(0.3)},
        2);
    SplittableRandom random = new SplittableRandom(1);
    double[] shares = new double[3];
    for (int i = 0; i < 100_000; i++) {
      shares[categorical.sample(1, random)] += 1e-5;
    }
    assertThat(shares)
        .as("%s", Arrays.toString(shares))
        .containsExactly(new double[] {0.2, 0.5, 0.3}, Offset.offset(0.006));
  }

  @Test
  void categorical_withoutActions_isRefused() {
    assertThatThrownBy(() -> new Categorical(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has 0");
  }
}
