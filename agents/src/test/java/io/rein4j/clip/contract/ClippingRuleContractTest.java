package io.rein4j.clip.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.clip.Clipper;
import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.Effect;
import io.rein4j.clip.Gradient;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.harness.ContractKit;
import io.rein4j.schedule.Schedule;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kit says of rules with one defect each. */
class ClippingRuleContractTest {

  /** The settings of a rule that limits the length, with a defect. */
  private static final class Limit implements ClippingRule {

    private static final double[] STATIC = {0};
    private static final Clipper ONE_FOR_ALL = new Remembering("state in one", 1, new double[1]);

    private final String defect;
    private final double limit;
    private final double[] shared = {0};

    Limit(String defect, double limit) {
      this.defect = defect;
      this.limit = limit;
    }

    @Override
    @SuppressWarnings("NullAway") // one of the defects
    public Clipper bind(ParameterLayout layout) {
      return switch (defect) {
        case "no clipper" -> null;
        case "state shared" -> new Remembering(defect, limit, shared);
        case "state static" -> new Remembering(defect, limit, STATIC);
        case "state in one" -> ONE_FOR_ALL;
        default ->
            defect.startsWith("state")
                ? new Remembering(defect, limit, new double[1])
                : new Limiting(defect, limit);
      };
    }

    @Override
    public Effect effect() {
      return switch (defect) {
        case "called one of elements" -> Effect.LIMITS_ELEMENTS;
        case "called one of parts" -> Effect.LIMITS_PARTS;
        default -> Effect.LIMITS_LENGTH;
      };
    }

    @Override
    public @Nullable Schedule threshold() {
      return defect.equals("no threshold") ? null : Schedule.constant(limit);
    }

    @Override
    public boolean hasFixedThreshold() {
      return !defect.startsWith("state") && !defect.equals("no threshold");
    }
  }

  private static final class Limiting implements Clipper {

    private final String defect;
    private final double limit;
    private double[] kept = {};

    Limiting(String defect, double limit) {
      this.defect = defect;
      this.limit = limit;
    }

    @Override
    public void clip(Gradient gradient) {
      double norm = gradient.norm();
      boolean exceeds = norm > limit * (1 + 7e-7);
      int first = gradient.blocks().get(0).offset();
      switch (defect) {
        case "too long" -> {
          gradient.limit(norm, 1.1 * limit);
          gradient.report(norm, limit);
        }
        case "no threshold" -> gradient.limit(norm, 1.01 * limit);
        case "nothing clipped" -> gradient.report(norm, limit);
        case "spikes refused" -> {
          if (norm > 50 * limit) {
            gradient.refuse();
          }
          gradient.limit(norm, limit);
        }
        case "elements clipped" -> {
          if (exceeds) {
            float[] values = gradient.edit();
            float least = (float) (limit / Math.sqrt(values.length));
            for (int i = 0; i < values.length; i++) {
              values[i] = Math.max(-least, Math.min(least, values[i]));
            }
          }
        }
        case "anything reported" -> {
          gradient.limit(norm, limit);
          gradient.report(123, limit);
        }
        case "another norm reported" -> {
          gradient.limit(norm, limit);
          gradient.report(gradient.norm(1), limit);
        }
        case "another threshold reported" -> {
          gradient.limit(norm, limit);
          gradient.report(norm, 456);
        }
        case "small ones removed" -> {
          if (norm < 0.5 * limit) {
            removeSmall(gradient);
          }
          gradient.limit(norm, limit);
        }
        case "always scaled" -> gradient.scale(exceeds ? 0.999 * limit / norm : 0.999);
        case "sign flipped" -> {
          if (exceeds) {
            gradient.edit()[first] *= -1;
          }
          gradient.limit(norm, limit);
        }
        case "lengthened" -> {
          if (norm > 0 && norm < 0.5 * limit) {
            gradient.scale(2);
          }
          gradient.limit(norm, limit);
        }
        case "written unseen" -> {
          gradient.limit(norm, limit);
          if (exceeds) {
            gradient.values()[first] *= 0.5f;
          }
        }
        case "edited for nothing" -> {
          gradient.limit(norm, limit);
          gradient.edit();
        }
        case "parameters written" -> {
          gradient.limit(norm, limit);
          gradient.parameters()[first] = 3;
        }
        case "epsilon" -> {
          if (exceeds) {
            gradient.scale(limit / (norm + 1e-6));
          }
        }
        case "whole array" -> gradient.limit(RandomGradients.norm(gradient.values(), 2), limit);
        case "others written" -> {
          gradient.limit(norm, limit);
          float[] values = gradient.edit();
          for (int i = 0; i < values.length; i++) {
            values[i] = exceeds && i % 9 == 8 ? 0 : values[i];
          }
        }
        case "zeros refused" -> {
          gradient.limit(norm, limit);
          if (norm == 0) {
            gradient.refuse();
          }
        }
        case "random" -> gradient.limit(norm, limit / (1 + Math.floorMod(System.nanoTime(), 97)));
        case "allocates" -> {
          gradient.limit(norm, limit);
          kept = Arrays.copyOf(kept, 8);
        }
        default -> gradient.limit(norm, limit);
      }
    }

    private void removeSmall(Gradient gradient) {
      for (Block block : gradient.blocks()) {
        for (int i = block.offset(); i < block.end(); i++) {
          float value = gradient.values()[i];
          if (value != 0 && Math.abs(value) < 0.01 * limit) {
            gradient.edit()[i] = 0;
          }
        }
      }
    }
  }

  /** Limits the length to a share of the mean of earlier ones as well. */
  private static final class Remembering implements Clipper {

    private final String defect;
    private final double limit;
    private final double[] mean;
    private double last;

    Remembering(String defect, double limit, double[] mean) {
      this.defect = defect;
      this.limit = limit;
      this.mean = mean;
      if (mean[0] == 0 || !defect.equals("state static")) {
        mean[0] = limit;
      }
    }

    @Override
    public void clip(Gradient gradient) {
      double least = defect.equals("state that freezes") ? 1e-300 : 0.1 * limit;
      last = gradient.norm();
      gradient.limit(last, Math.min(limit, Math.max(least, 0.3 * mean[0])));
      if (defect.equals("state before the commit")) {
        remember();
      }
    }

    @Override
    public void commit() {
      if (!defect.equals("state before the commit")) {
        remember();
      }
    }

    private void remember() {
      mean[0] = 0.9 * mean[0] + 0.1 * last;
    }

    @Override
    public void state(State state) throws IOException {
      if (defect.equals("state not kept")) {
        state.of(mean[0]);
      } else if (!defect.equals("state left out")) {
        mean[0] = state.of(mean[0]);
      }
    }
  }

  private static final class Kit extends ClippingRuleContract {

    private final String defect;

    Kit(String defect) {
      this.defect = defect;
    }

    @Override
    protected ClippingRule rule(double unit) {
      return new Limit(defect, unit);
    }

    @Override
    protected boolean hasKnownLimit() {
      return !defect.startsWith("state");
    }

    @Override
    protected boolean isIdempotent() {
      return !defect.startsWith("state") || defect.equals("state, called idempotent");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "state without defect"})
  void kit_onARuleWithoutDefect_passes(String none) {
    assertThat(ContractKit.failures(new Kit(none))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          too long | anyGradient_isNoLongerThanTheRuleAllows | times as long as the rule allows
          no threshold | anyGradient_isNoLongerThanTheRuleAllows | Implement threshold() and effect()
          spikes refused | update_ofARuleThatDropsNone_isApplied | overrides dropsUpdates()
          anything reported | report_ofTheRule_isWhatItMeasured | the norm 123.0 of a gradient
          another norm reported | report_ofTheRule_isWhatItMeasured | let normType() say
          another threshold reported | report_ofTheRule_isWhatItMeasured | the threshold 456.0
          state, called idempotent | clippedGradient_clippedAgain_isNotChanged | whose limit moves with its state
          sign flipped | anyElement_keepsItsSignAndStaysFinite | Multiply by factors that are
          edited for nothing | report_ofAnyGradient_saysWhatWasDone | Call edit() only if
          parameters written | parameters_ofAnyUpdate_areLeftAsTheyAre | only the optimizer changes
          epsilon | gradientScaledByAPowerOfTwo_isClippedToScale | Add no constant to a norm
          allocates | update_inSteadyState_allocatesNothing | Make arrays in bind(layout)
          state left out | state_writtenAndRead_goesOnBitForBit | Hand all that changes over
          state not kept | state_writtenAndRead_goesOnBitForBit | mean = state.of(mean)
          state before the commit | droppedUpdate_leavesNoTraceInTheState | take it into the state in commit()
          state shared | clippers_ofTheSameRule_shareNothing | Keep state in fields of the Clipper
          state that freezes | gradientsOfZero_neverFreezeTheRule | away from 0
          """)
  void kit_onOneDefect_namesItAndNothingElse(String defect, String test, String sentence) {
    Map<String, String> failures = ContractKit.failures(new Kit(defect));

    assertThat(failures).containsOnlyKeys(test);
    assertThat(failures.get(test)).contains(sentence);
  }

  /** Defects that more than one test must come upon. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          small ones removed | gradientWithinTheLimit_isUntouchedBitForBit | Leave every bit of it
          elements clipped | effect_ofTheRule_isWhatItDoes | by different factors
          written unseen | report_ofAnyGradient_saysWhatWasDone | values() is for reading
          no clipper | anyGradient_isNoLongerThanTheRuleAllows | its bind(layout) returns null
          zeros refused | gradientsOfZero_neverFreezeTheRule | Let a norm of 0 pass
          nothing clipped | gradientsOfManyLengths_areNotAllLeftAsTheyAre | changed none of 600 gradients
          called one of elements | effect_ofTheRule_isWhatItDoes | by the same factor
          called one of parts | effect_ofTheRule_isWhatItDoes | by the same factor
          always scaled | clippedGradient_clippedAgain_isNotChanged | overrides isIdempotent()
          always scaled | gradientWithinTheLimit_isUntouchedBitForBit | Leave every bit of it
          lengthened | anyElement_neverGrows | Let no factor exceed 1
          whole array | rule_limitedToAGroup_isAsIfTheRestWereNotThere | Go through gradient.blocks()
          whole array | rule_onAPartOfALayout_isAsIfTheRestWereNotThere | Go through gradient.blocks()
          others written | rule_limitedToAGroup_isAsIfTheRestWereNotThere | or changes the rest
          state static | clippers_ofTheSameRule_shareNothing | not in static ones
          state in one | clippers_ofTheSameRule_shareNothing | Let bind return a new Clipper
          random | clippers_ofTheSameRule_shareNothing | draw nothing at random
          """)
  void kit_onADefectOfSeveralKinds_namesItAmongOthers(String defect, String test, String sentence) {
    assertThat(ContractKit.failures(new Kit(defect)).get(test)).contains(sentence);
  }
}
