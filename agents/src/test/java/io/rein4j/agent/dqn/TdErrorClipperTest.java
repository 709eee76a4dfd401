package io.rein4j.agent.dqn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rein4j.agent.replay.Batch;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.agent.replay.TransitionMemory;
import io.rein4j.env.Discrete;
import io.rein4j.env.contract.Allocations;
import io.rein4j.nn.RegressionLoss;
import io.rein4j.random.Pcg64;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TdErrorClipperTest {

  /** The golden file, which {@code td_clip_goldens.py} made. */
  static Stream<String> cases() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            TdErrorClipperTest.class.getResourceAsStream("td_clip_goldens.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
    }
  }

  private static TdErrorClipper clipper(double factor, double decay) {
    return new TdErrorClipper(new TdClipSettings(factor, decay));
  }

  private static double fraction(TdErrorClipper clipper) {
    Map<String, Double> metrics = new HashMap<>();
    clipper.drain(metrics::put);
    return metrics.getOrDefault("td_clipped_fraction", Double.NaN);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void errors_areClippedAsTheAuthorsCodeDoes(String line) {
    String[] cells = line.split("; ", -1);
    TdErrorClipper clipper = clipper(Double.parseDouble(cells[0]), Double.parseDouble(cells[1]));
    String[] errors = cells[2].split(" ", -1);
    String[] expected = cells[3].split(" ", -1);
    int clipped = 0;
    for (int i = 0; i < errors.length; i++) {
      float error = Float.parseFloat(errors[i]);
      float limit = Float.parseFloat(expected[i]);
      assertThat(clipper.clip(0, error))
          .as("error %d", i)
          .isCloseTo(limit, Offset.offset(Math.abs(limit) * 1e-6f));
      clipped += Math.abs(error) > Math.abs(limit) * (1 + 1e-6) ? 1 : 0;
    }
    assertThat(clipped).isPositive();
    assertThat(fraction(clipper)).isCloseTo((double) clipped / errors.length, Offset.offset(1e-12));
    assertThat(fraction(clipper)).as("since the last report").isNaN();
  }

  static IntStream seeds() {
    return IntStream.range(0, 100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anyError_isNoLargerAndKeepsItsSign_andWhatIsWithinTheLimitItsBits(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double factor = Math.pow(10, random.nextDouble(0.01, 2));
    double decay = random.nextDouble(0.01, 0.9999);
    TdErrorClipper clipper = clipper(factor, decay);
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < 100; i++) {
      float error = (float) (random.nextDouble(-1, 1) * Math.pow(10, random.nextDouble(-30, 15)));
      double known =
          sum > 0 ? Math.min(Math.abs(error), factor * Math.sqrt(sum / weight)) : Math.abs(error);
      sum = decay * sum + (1 - decay) * known * known;
      weight = decay * weight + 1 - decay;
      double limit = factor * Math.sqrt(sum / weight);
      float clipped = clipper.clip(0, error);
      String what = "seed %s, error %s: %s".formatted(seed, i, error);
      assertThat((double) Math.abs(clipped))
          .as(what)
          .isLessThanOrEqualTo(Math.min(Math.abs(error), limit * (1 + 1e-6)));
      assertThat(clipped * error).as(what).isGreaterThanOrEqualTo(0);
      if (Math.abs(error) < limit * (1 - 1e-6)) {
        assertThat(clipped).as(what).isEqualTo(error);
      }
    }
  }

  @Test
  void error_thatIsNotFinite_isLeftAndNotTakenIn() {
    TdErrorClipper clipper = clipper(2, 0.5);
    assertThat(clipper.clip(0, 1)).isEqualTo(1);
    assertThat(clipper.clip(0, Float.NaN)).isNaN();
    assertThat(clipper.clip(0, Float.NEGATIVE_INFINITY)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(clipper.clip(0, 1)).isEqualTo(1);
    // The mean square is ½ · ¾ of 1 and ½ of 4, as 9 is taken in as 2, with a weight of ⅞.
    assertThat(clipper.clip(0, -9))
        .isCloseTo(-2 * (float) Math.sqrt(2.375 / 0.875), Offset.offset(1e-5f));
  }

  @Test
  void errorsOfABatch_onceMore_meetTheLimitsThatTheyMet() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    TdErrorClipper clipper = clipper(1.1, 0.5);
    float[] errors = new float[32];
    float[] clipped = new float[errors.length];
    int limited = 0;
    for (int row = 0; row < errors.length; row++) {
      errors[row] = (float) random.nextGaussian();
      clipped[row] = clipper.clip(row, errors[row]);
      limited += clipped[row] == errors[row] ? 0 : 1;
    }
    byte[] state = StateBytes.of(clipper);
    clipper.learn(false);
    for (int row = 0; row < errors.length; row++) {
      assertThat(clipper.clip(row, errors[row])).as("row %s", row).isEqualTo(clipped[row]);
    }
    clipper.learn(true);
    assertThat(limited).isBetween(2, errors.length - 2);
    assertThat(StateBytes.of(clipper)).isEqualTo(state);
  }

  @Test
  void state_writtenAndRead_goesOnBitForBit() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    TdErrorClipper clipper = clipper(1.5, 0.9);
    for (int i = 0; i < 50; i++) {
      clipper.clip(0, (float) random.nextGaussian());
    }
    TdErrorClipper restored = clipper(1.5, 0.9);
    byte[] state = StateBytes.of(clipper);
    StateBytes.restore(state, restored);
    assertThat(StateBytes.of(restored)).isEqualTo(state);
    for (int i = 0; i < 50; i++) {
      float error = (float) random.nextGaussian();
      assertThat(restored.clip(0, error)).isEqualTo(clipper.clip(0, error));
    }
    assertThat(fraction(restored)).isEqualTo(fraction(clipper)).isPositive();
  }

  @Test
  void clip_allocatesNothing() {
    TdErrorClipper clipper = clipper(1.1, 0.99);
    assertThat(Allocations.bytesPerCall(10_000, i -> clipper.clip(0, i % 17 - 8f))).isLessThan(1);
  }

  @Test
  void head_withALimit_learnsFromClippedErrorsAndReportsThemAsPriorities() {
    TdErrorClipper clipper = clipper(2, 0.5);
    ValueHead head = new ExpectedValueHead(1, 2, RegressionLoss.SQUARED, clipper);
    Batch batch =
        new TransitionMemory(new ReplaySettings(2, 0), new Discrete(2), 1, 1, 1, 1, 2, new Pcg64(1))
            .batch()
            .steps();
    batch.rewards()[0] = -3;
    batch.rewards()[1] = -1_000;
    float[] gradient = new float[2];
    head.computeTargets(new float[2], new int[2], batch);
    head.backward(new float[2], batch, gradient, new BatchMetrics());
    // Half of 9 and half of 36, as 1,000 is taken in as 6, without the weight of the start.
    float limit = 2 * (float) Math.sqrt((0.25 * 9 + 0.5 * 36) / 0.75);
    assertThat(batch.errors()[0]).isEqualTo(3);
    assertThat(batch.errors()[1]).isCloseTo(limit, Offset.offset(1e-5f));
    assertThat(gradient[0]).isEqualTo(RegressionLoss.SQUARED.derivative(3) / 2);
    assertThat(gradient[1])
        .isCloseTo(RegressionLoss.SQUARED.derivative(limit) / 2, Offset.offset(1e-5f));
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertThat(TdClipSettings.DEFAULTS).isEqualTo(new TdClipSettings(20, 0.9998));
    for (double bad : new double[] {1, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TdClipSettings(bad, 0.9))
          .withMessageContaining("The factor of 'td-clip' must be finite and > 1, but is " + bad);
    }
    for (double bad : new double[] {0, 1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TdClipSettings(20, bad))
          .withMessageContaining("The decay of 'td-clip' must be in (0, 1), but is " + bad);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                DqnSettings.builder()
                    .tdClip(TdClipSettings.DEFAULTS)
                    .distribution(QuantileDistribution.DEFAULTS)
                    .build())
        .withMessage(
            "'td-clip' limits the difference of a value and its target, but a 'distribution' of"
                + " returns has no such difference: leave out one of them.");
  }
}
