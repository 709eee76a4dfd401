package io.rein4j.agent.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.Discrete;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import io.rein4j.nn.Parameters;
import io.rein4j.random.Pcg64;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every policy over choices holds, for outputs of any size. */
class PolicyTest {

  private static final float[] NO_LATENTS = {};

  static Stream<Space> choices() {
    return Stream.of(
        new Discrete(4, -2),
        new MultiDiscrete(new int[] {5}, new int[] {3}),
        new MultiDiscrete(new int[] {3, 1, 4, 2}, new int[] {-1, 7, 0, 2}, new int[] {2, 2}),
        new MultiBinary(1),
        new MultiBinary(2, 3));
  }

  private static Policy policy(Space actions) {
    return Policy.of(
        new Parameters(ParameterLayout.builder().add("actor/output/bias", 1).build()),
        actions,
        GaussianSettings.DEFAULTS,
        0,
        1);
  }

  private static float[] random(SplittableRandom random, int size, double bound) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextDouble(-bound, bound);
    }
    return values;
  }

  /** Log probability and entropy of an action, from how each of its parts is distributed. */
  private record Expected(double logProbability, double entropy) {

    static Expected of(Space space, double[] outputs, float[] taken, int from) {
      double logProbability = 0;
      double entropy = 0;
      int column = 0;
      for (int part = 0; part < space.size(); part++) {
        int n = space instanceof MultiBinary ? 2 : space.integers().get(part).n();
        double[] logits = new double[n];
        if (space instanceof MultiBinary) {
          logits[1] = outputs[column++];
        } else {
          for (int i = 0; i < n; i++) {
            logits[i] = outputs[column++];
          }
        }
        double sum = 0;
        for (double logit : logits) {
          sum += Math.exp(logit);
        }
        for (int i = 0; i < n; i++) {
          double log = logits[i] - Math.log(sum);
          entropy -= Math.exp(log) * log;
          logProbability += i == (int) taken[from + part] ? log : 0;
        }
      }
      return new Expected(logProbability, entropy);
    }

    private double loss(float byLogProbability, float byEntropy) {
      return byLogProbability * logProbability + byEntropy * entropy;
    }
  }

  private static double[] row(float[] outputs, int row, int width) {
    double[] values = new double[width];
    for (int i = 0; i < width; i++) {
      values[i] = outputs[row * width + i];
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("choices")
  void sample_anyOutputs_areActionsWithTheSumOfTheirPartsLogProbabilities(Space space) {
    Policy policy = policy(space);
    int width = Policy.outputs(space, GaussianSettings.DEFAULTS);
    assertThat(policy.actionSize()).isEqualTo(space.size());
    SplittableRandom random = new SplittableRandom(3);
    for (int rows : new int[] {1, 7, 4}) {
      float[] outputs = random(random, rows * width, 4);
      float[] taken = new float[(rows + 2) * space.size()];
      float[] logProbabilities = new float[rows + 2];

      policy.sample(outputs, NO_LATENTS, rows, new Pcg64(rows), taken, logProbabilities, 2);

      float[] actions = new float[rows * space.size()];
      policy.toEnvironment(taken, 2, rows, actions);
      for (int row = 0; row < rows; row++) {
        assertThat(space.contains(actions, row * space.size())).as("row %s", row).isTrue();
        Expected expected =
            Expected.of(space, row(outputs, row, width), taken, (row + 2) * space.size());
        assertThat((double) logProbabilities[row + 2])
            .isCloseTo(expected.logProbability(), within(1e-5));
      }
    }
  }

  /** One uniform number a part, in order: a second generator beside the first one tells which. */
  @ParameterizedTest
  @MethodSource("choices")
  void sample_anyOutputs_drawsOneUniformNumberAPartInOrder(Space space) {
    Policy policy = policy(space);
    int width = Policy.outputs(space, GaussianSettings.DEFAULTS);
    int rows = 5;
    float[] outputs = random(new SplittableRandom(9), rows * width, 2);
    float[] taken = new float[rows * space.size()];
    Pcg64 random = new Pcg64(11);
    Pcg64 beside = new Pcg64(11);

    policy.sample(outputs, NO_LATENTS, rows, random, taken, new float[rows], 0);

    for (int row = 0; row < rows; row++) {
      double[] logits = row(outputs, row, width);
      int column = 0;
      for (int part = 0; part < space.size(); part++) {
        double left = beside.nextDouble();
        int choice = 0;
        if (space instanceof MultiBinary) {
          choice = left < 1 / (1 + Math.exp(-logits[column++])) ? 1 : 0;
        } else {
          int n = space.integers().get(part).n();
          double sum = 0;
          for (int i = 0; i < n; i++) {
            sum += Math.exp(logits[column + i]);
          }
          while (left >= Math.exp(logits[column + choice]) / sum) {
            left -= Math.exp(logits[column + choice]) / sum;
            choice++;
          }
          column += n;
        }
        assertThat(taken[row * space.size() + part])
            .as("row %s, part %s", row, part)
            .isEqualTo(choice);
      }
    }
    assertThat(random.nextLong()).isEqualTo(beside.nextLong());
  }

  @ParameterizedTest
  @MethodSource("choices")
  void backward_randomOutputs_agreesWithFiniteDifferences(Space space) {
    Policy policy = policy(space);
    int width = Policy.outputs(space, GaussianSettings.DEFAULTS);
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 20; round++) {
      int rows = random.nextInt(1, 6);
      float[] outputs = random(random, rows * width, 4);
      float[] byLogProbability = random(random, rows, 1);
      float[] byEntropy = random(random, rows, 1);
      float[] taken = new float[rows * space.size()];
      policy.sample(outputs, NO_LATENTS, rows, new Pcg64(round), taken, new float[rows], 0);

      policy.evaluate(outputs, NO_LATENTS, taken, rows);
      policy.backward(byLogProbability, byEntropy);

      for (int row = 0; row < rows; row++) {
        double[] logits = row(outputs, row, width);
        int from = row * space.size();
        Expected expected = Expected.of(space, logits, taken, from);
        assertThat((double) policy.logProbabilities()[row])
            .isCloseTo(expected.logProbability(), within(1e-5));
        assertThat((double) policy.entropies()[row]).isCloseTo(expected.entropy(), within(1e-5));
        for (int i = 0; i < width; i++) {
          double[] losses = new double[2];
          for (int side = 0; side < 2; side++) {
            logits[i] = outputs[row * width + i] + (side == 0 ? -1e-4 : 1e-4);
            losses[side] =
                Expected.of(space, logits, taken, from).loss(byLogProbability[row], byEntropy[row]);
          }
          logits[i] = outputs[row * width + i];
          assertThat((double) policy.outputGradient()[row * width + i])
              .as("round %s, row %s, output %s", round, row, i)
              .isCloseTo((losses[1] - losses[0]) / 2e-4, within(1e-5));
        }
      }
    }
  }

  @Test
  void mode_ofIntegers_isTheLargestLogitOfEachFromItsStart() {
    MultiDiscrete space = new MultiDiscrete(new int[] {3, 2}, new int[] {-1, 5});
    float[] actions = new float[4];

    policy(space).mode(new float[] {0, 2, 1, -3, -3, 4, -1, 4, 0, 0.1f}, 2, actions);

    assertThat(actions).containsExactly(0, 5, -1, 6);
  }

  @Test
  void mode_ofBits_isOneWhereItIsMoreProbable() {
    float[] actions = new float[4];

    policy(new MultiBinary(2)).mode(new float[] {0.1f, -0.1f, 0, Float.NaN}, 2, actions);

    assertThat(actions).containsExactly(1, 0, 0, 0);
  }
}
