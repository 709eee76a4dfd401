package io.rein4j.clip.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ClippingStage;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterUpdateReport;
import io.rein4j.clip.SecondMoments;
import io.rein4j.clip.UpdateClippingSettings;
import io.rein4j.clip.UpdateClippingStage;
import io.rein4j.clip.UpdateRule;
import io.rein4j.env.contract.Allocations;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/**
 * The tests that every rule of update clipping passes, whatever the update: what it does not act on
 * is untouched, it keeps to its groups, parameters stay finite, its state is whole, and it
 * allocates nothing. A test class extends it and makes the rule.
 */
public abstract class UpdateRuleContract {

  private static final int SEEDS = 60;
  private static final int UPDATES = 12;
  private static final int CALLS = 5_000;

  private static final ParameterLayout LAYOUT =
      ParameterLayout.builder()
          .add("actor/dense0/weight", 7, 40)
          .add("actor/dense0/bias", 40)
          .add("actor/gaussian/log-std", 3)
          .add("critic/dense0/weight", 7, 9)
          .add("critic/dense0/bias", 9)
          .build();

  /**
   * {@return the rule on some groups of parameters} It is to act on some updates that are up to a
   * thousand times as long as the parameters, of gradients up to a hundred times as long as the
   * optimizer has seen.
   *
   * @param groups names of groups, {@code actor} and {@code critic}; none means all
   */
  protected abstract UpdateRule rule(List<String> groups);

  /** The parameters of a model, and an optimizer that makes updates of random lengths. */
  private static final class Training {

    final SplittableRandom random;
    final ClippingStage gradients = new ClippingStage(LAYOUT, ClippingSettings.DEFAULTS);
    final UpdateClippingStage stage;
    final float[] parameters = new float[LAYOUT.size()];
    final float[] gradient = new float[LAYOUT.size()];
    final float[] squares = new float[LAYOUT.size()];
    final float[] optimized = new float[LAYOUT.size()];
    final SecondMoments moments =
        new SecondMoments() {
          @Override
          public float[] values() {
            return squares;
          }

          @Override
          public double correction() {
            return 1;
          }

          @Override
          public double floor() {
            return 1e-16;
          }
        };

    Training(UpdateRule rule, long seed) {
      this.random = new SplittableRandom(seed);
      this.stage = new UpdateClippingStage(LAYOUT, UpdateClippingSettings.of(rule));
      for (int i = 0; i < parameters.length; i++) {
        parameters[i] = (float) (random.nextDouble() - 0.5);
      }
    }

    ParameterUpdateReport update() {
      return update(Math.pow(10, random.nextDouble(-5, 3)), Math.pow(10, random.nextDouble(-2, 2)));
    }

    ParameterUpdateReport update(double length, double spike) {
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = (float) (spike * (random.nextDouble() - 0.5));
        squares[i] = (float) (random.nextDouble() + 1e-3 * gradient[i] * gradient[i]);
      }
      var report = gradients.process(gradient, parameters, 0.5);
      stage.begin(parameters);
      for (int i = 0; i < parameters.length; i++) {
        parameters[i] += (float) (length * (random.nextDouble() - 0.5));
        optimized[i] = parameters[i];
      }
      return stage.process(report, parameters, gradient, moments, 0.5);
    }
  }

  private void tryAll(LongConsumer check) {
    for (long seed = 0; seed < SEEDS; seed++) {
      check.accept(seed);
    }
  }

  @Test
  void update_thatTheRuleDoesNotActOn_isUntouchedBitForBit() {
    int[] leftAlone = new int[1];
    tryAll(
        seed -> {
          Training training = new Training(rule(List.of()), seed);
          for (int u = 0; u < UPDATES; u++) {
            if (!training.update().ruleBound(0)) {
              leftAlone[0]++;
              assertThat(RandomGradients.differences(training.parameters, training.optimized))
                  .as(
                      "parameters changed by a rule that did not ask for edit() or scale(), seed %s",
                      seed)
                  .isZero();
            }
          }
        });
    assumeThat(leftAlone[0]).as("updates that the rule did not act on").isPositive();
  }

  @Test
  void updates_ofManyLengths_areNotAllLeftAsTheyAre() {
    int[] clipped = new int[1];
    tryAll(
        seed -> {
          Training training = new Training(rule(List.of()), seed);
          for (int u = 0; u < UPDATES; u++) {
            clipped[0] += training.update().whole().clipped() ? 1 : 0;
          }
        });
    assertThat(clipped[0]).as("updates that the rule changed").isPositive();
  }

  @Test
  void parameters_ofOtherGroups_areUntouchedBitForBit() {
    tryAll(
        seed -> {
          Training training = new Training(rule(List.of("critic")), seed);
          int end = LAYOUT.block("critic/dense0/weight").offset();
          for (int u = 0; u < UPDATES; u++) {
            training.update();
            for (int i = 0; i < end; i++) {
              assertThat(Float.floatToRawIntBits(training.parameters[i]))
                  .as("parameter %s of the actor under a rule for the critic, seed %s", i, seed)
                  .isEqualTo(Float.floatToRawIntBits(training.optimized[i]));
            }
          }
        });
  }

  @Test
  void measure_ofTheRule_isReportedAndNotAlwaysTheSame() {
    double[] measures = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    tryAll(
        seed -> {
          Training training = new Training(rule(List.of()), seed);
          for (int u = 0; u < UPDATES; u++) {
            double measure = training.update().ruleNorm(0);
            if (!Double.isNaN(measure)) {
              measures[0] = Math.min(measures[0], measure);
              measures[1] = Math.max(measures[1], measure);
            }
          }
        });
    assertThat(measures[0]).as("the smallest measure reported").isLessThan(measures[1]);
  }

  @Test
  void state_ofTheRule_isWhole() throws IOException {
    for (long seed = 0; seed < SEEDS; seed++) {
      Training training = new Training(rule(List.of()), seed);
      Training resumed = new Training(rule(List.of()), seed);
      for (int u = 0; u < UPDATES; u++) {
        training.update();
      }
      StateBytes.restore(StateBytes.of(training.stage), resumed.stage);
      SplittableRandom random = training.random.split();
      System.arraycopy(training.parameters, 0, resumed.parameters, 0, LAYOUT.size());
      for (int u = 0; u < UPDATES; u++) {
        float[] change = new float[LAYOUT.size()];
        for (int i = 0; i < change.length; i++) {
          change[i] = (float) (random.nextDouble() - 0.5);
        }
        go(training, change);
        go(resumed, change);
        assertThat(resumed.parameters)
            .as("parameters %s updates after the state was restored, seed %s", u + 1, seed)
            .isEqualTo(training.parameters);
      }
    }
  }

  private static void go(Training training, float[] change) {
    System.arraycopy(change, 0, training.gradient, 0, change.length);
    var report = training.gradients.process(training.gradient, training.parameters, 0.5);
    training.stage.begin(training.parameters);
    for (int i = 0; i < change.length; i++) {
      training.parameters[i] += change[i];
      training.squares[i] = 0.01f;
    }
    training.stage.process(report, training.parameters, training.gradient, training.moments, 0.5);
  }

  @Test
  void update_inSteadyState_allocatesNothing() {
    Training training = new Training(rule(List.of()), 1);
    double bytes =
        Allocations.bytesPerCall(
            CALLS, u -> training.update(u % 3 == 0 ? 1e-5 : 1, u % 2 == 0 ? 10 : 0.1));
    assertThat(bytes).as("bytes per update").isLessThan(1);
  }
}
