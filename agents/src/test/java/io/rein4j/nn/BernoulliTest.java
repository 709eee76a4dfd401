package io.rein4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The golden values are written by {@code torch_goldens.py} beside them. */
class BernoulliTest {

  private static final Goldens GOLDENS = new Goldens(BernoulliTest.class, "torch_goldens.txt");

  @Test
  void everyFigure_agreesWithPyTorch() {
    Bernoulli bernoulli = new Bernoulli(4);
    bernoulli.set(new float[40], 10);
    float[] logits = GOLDENS.get("bernoulli/logits");

    bernoulli.set(logits, 3);

    float[] probabilities = new float[12];
    for (int i = 0; i < 12; i++) {
      probabilities[i] = bernoulli.probability(i / 4, i % 4);
    }
    GOLDENS.check("bernoulli/probabilities", probabilities, 1e-6, 0);
    GOLDENS.check("bernoulli/entropies", bernoulli.entropies(), 1e-6, 1e-7);
    float[] behind = new float[14];
    System.arraycopy(GOLDENS.get("bernoulli/bits"), 0, behind, 2, 12);
    GOLDENS.check("bernoulli/log-probabilities", bernoulli.logProbabilities(behind, 2), 1e-6, 1e-7);
    bernoulli.backward(
        GOLDENS.get("bernoulli/by-log-probability"), GOLDENS.get("bernoulli/by-entropy"), logits);
    GOLDENS.check("bernoulli/by-logits", logits, 1e-5, 1e-7);
  }

  @Test
  void backward_randomRows_agreesWithFiniteDifferences() {
    SplittableRandom random = new SplittableRandom(4);
    for (int round = 0; round < 200; round++) {
      int size = random.nextInt(1, 6);
      float[] logits = new float[3 * size];
      float[] bits = new float[logits.length];
      float[] byLogProbability = new float[3];
      float[] byEntropy = new float[3];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) random.nextDouble(-8, 8);
        bits[i] = random.nextInt(2);
      }
      for (int row = 0; row < 3; row++) {
        byLogProbability[row] = (float) random.nextDouble(-1, 1);
        byEntropy[row] = (float) random.nextDouble(-1, 1);
      }
      Bernoulli bernoulli = new Bernoulli(size);
      bernoulli.set(logits, 3);
      float[] logProbabilities = bernoulli.logProbabilities(bits, 0);
      for (int row = 0; row < 3; row++) {
        double logProbability = 0;
        double entropy = 0;
        for (int i = row * size; i < (row + 1) * size; i++) {
          logProbability += logProbability(logits[i], bits[i]);
          entropy += entropy(logits[i]);
        }
        assertThat((double) logProbabilities[row])
            .isEqualTo(logProbability, Offset.offset(2e-6 * (1 - logProbability)));
        assertThat((double) bernoulli.entropies()[row]).isEqualTo(entropy, Offset.offset(2e-6));
      }
      float[] gradient = new float[logits.length];
      bernoulli.backward(byLogProbability, byEntropy, gradient);
      double step = 1e-4;
      for (int i = 0; i < logits.length; i++) {
        double above = logits[i] + step;
        double below = logits[i] - step;
        double expected =
            byLogProbability[i / size]
                    * (logProbability(above, bits[i]) - logProbability(below, bits[i]))
                    / (2 * step)
                + byEntropy[i / size] * (entropy(above) - entropy(below)) / (2 * step);
        assertThat((double) gradient[i])
            .as("round %s, logit %s", round, logits[i])
            .isEqualTo(expected, Offset.offset(1e-6));
      }
    }
  }

  private static double logProbability(double logit, float bit) {
    return -Math.log1p(Math.exp(bit == 1 ? -logit : logit));
  }

  private static double entropy(double logit) {
    double p = 1 / (1 + Math.exp(-logit));
    return -p * logProbability(logit, 1) - (1 - p) * logProbability(logit, 0);
  }

  @Test
  void bitThatIsAlwaysTheSame_hasNoPart() {
    Bernoulli bernoulli = new Bernoulli(3);
    bernoulli.set(new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0}, 1);

    assertThat(bernoulli.entropies()[0]).isEqualTo((float) Math.log(2), Offset.offset(1e-6f));
    assertThat(bernoulli.logProbabilities(new float[] {1, 0, 1}, 0)[0])
        .isEqualTo((float) Math.log(0.5), Offset.offset(1e-6f));
    float[] gradient = new float[3];
    bernoulli.backward(new float[] {1}, new float[] {1}, gradient);
    assertThat(gradient).containsExactly(new float[] {0, 0, 0.5f}, Offset.offset(0f));
    SplittableRandom random = new SplittableRandom(1);
    float[] drawn = new float[3];
    for (int i = 0; i < 1000; i++) {
      bernoulli.sample(0, random, drawn, 0);
      assertThat(drawn).startsWith(1, 0);
    }
  }

  @Test
  void sample_manyDraws_followTheProbabilities() {
    Bernoulli bernoulli = new Bernoulli(2);
    bernoulli.set(new float[] {9, 9, (float) Math.log(0.2 / 0.8), (float) Math.log(0.7 / 0.3)}, 2);
    SplittableRandom random = new SplittableRandom(1);
    double[] shares = new double[2];
    float[] drawn = new float[3];
    for (int i = 0; i < 100_000; i++) {
      bernoulli.sample(1, random, drawn, 1);
      shares[0] += drawn[1] * 1e-5;
      shares[1] += drawn[2] * 1e-5;
    }
    assertThat(shares).containsExactly(new double[] {0.2, 0.7}, Offset.offset(0.006));
  }

  @Test
  void constructor_withoutBits_isRefused() {
    assertThatThrownBy(() -> new Bernoulli(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has 0");
  }
}
