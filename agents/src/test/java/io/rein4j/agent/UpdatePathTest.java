package io.rein4j.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.NonFinitePolicy;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.Verdict;
import io.rein4j.nn.Parameters;
import io.rein4j.optim.Adam;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.optim.Sgd;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdatePathTest {

  private static final OptimizerSettings ADAM = Adam.DEFAULTS;
  private static final OptimizerSettings SGD = new Sgd(Schedule.constant(1), 0, false);

  /** Three parameters and their path. */
  private static final class Model {
    final Parameters parameters =
        new Parameters(ParameterLayout.builder().add("q/dense0/weight", 3).build());
    final UpdatePath path;
    final List<Verdict> heard = new ArrayList<>();

    Model(
        OptimizerSettings optimizer, NonFinitePolicy policy, int maxSkips, ClippingRule... rules) {
      path =
          new UpdatePath(
              parameters, new ClippingSettings(List.of(rules), policy, maxSkips), optimizer);
      System.arraycopy(new float[] {1, -2, 0.5f}, 0, parameters.values(), 0, 3);
    }

    void update(float... gradient) {
      System.arraycopy(gradient, 0, parameters.gradient(), 0, 3);
      path.update(0.5, report -> heard.add(report.verdict()));
    }

    byte[] state() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      path.writeState(new DataOutputStream(bytes));
      return bytes.toByteArray();
    }
  }

  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  @Test
  void update_gradientOverTheThreshold_isClippedBeforeTheOptimizerAndHeardAfterIt() {
    Model model = new Model(SGD, NonFinitePolicy.FAIL, 0, new GlobalNorm(1, 2));
    long version = model.parameters.version();
    System.arraycopy(new float[] {3, 0, 4}, 0, model.parameters.gradient(), 0, 3);
    List<float[]> parametersHeard = new ArrayList<>();

    model.path.update(
        0.5,
        report -> {
          assertThat(report.verdict()).isEqualTo(Verdict.APPLIED);
          assertThat(report.whole().normPre()).isEqualTo(5);
          parametersHeard.add(model.parameters.values().clone());
        });

    assertThat(parametersHeard).containsExactly(model.parameters.values());
    assertThat(model.parameters.values())
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(1 - 0.6f, -2, 0.5f - 0.8f);
    assertThat(model.parameters.version()).isNotEqualTo(version);
  }

  @Test
  void update_learningRateSchedule_isReadAtTheProgress() {
    Model model = new Model(new Sgd(new Linear(1, 0, 1), 0, false), NonFinitePolicy.FAIL, 0);

    model.update(1, 0, 0);

    assertThat(model.parameters.values()).containsExactly(0.5f, -2, 0.5f);
    assertThat(model.path.learningRate(0.25)).isEqualTo(0.75);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void update_skippedGradient_isAsIfItHadNeverBeen(float bad) throws IOException {
    Model disturbed = new Model(ADAM, NonFinitePolicy.SKIP, 10, new GlobalNorm(1, 2));
    Model undisturbed = new Model(ADAM, NonFinitePolicy.SKIP, 10, new GlobalNorm(1, 2));
    for (Model model : List.of(disturbed, undisturbed)) {
      model.update(3, 0.1f, -4);
      model.update(0.2f, 0, 0.1f);
    }
    float[] parameters = disturbed.parameters.values().clone();
    long version = disturbed.parameters.version();

    disturbed.update(1, bad, 2);

    assertThat(disturbed.parameters.values()).isEqualTo(parameters);
    assertThat(disturbed.parameters.version()).isEqualTo(version);
    disturbed.update(-1, 2, 3);
    undisturbed.update(-1, 2, 3);
    assertThat(disturbed.state()).isEqualTo(undisturbed.state());
    assertThat(disturbed.heard)
        .containsExactly(Verdict.APPLIED, Verdict.APPLIED, Verdict.SKIPPED, Verdict.APPLIED);
  }

  @Test
  void update_moreSkipsInARowThanAllowed_failsWithoutApplying() {
    Model model = new Model(ADAM, NonFinitePolicy.SKIP, 2);
    model.update(NAN, 1, 1);
    model.update(NAN, 1, 1);
    model.update(1, 1, 1);
    model.update(1, INF, 1);
    model.update(1, INF, NAN);
    float[] parameters = model.parameters.values().clone();

    assertThatThrownBy(() -> model.update(NAN, NAN, 1))
        .isInstanceOf(NonFiniteGradientException.class)
        .hasMessage(
            "The gradient has 2 elements that are not finite, and the clipping policy 'skip' drops"
                + " at most 2 updates in a row: the run stops.");

    assertThat(model.parameters.values()).isEqualTo(parameters);
    assertThat(model.heard)
        .containsExactly(
            Verdict.SKIPPED,
            Verdict.SKIPPED,
            Verdict.APPLIED,
            Verdict.SKIPPED,
            Verdict.SKIPPED,
            Verdict.FAILED);
  }

  @Test
  void update_noSkipAllowed_failsAtTheFirst() {
    Model model = new Model(ADAM, NonFinitePolicy.SKIP, 0);

    assertThatThrownBy(() -> model.update(NAN, 1, 1))
        .isInstanceOf(NonFiniteGradientException.class);
  }

  @Test
  void readState_betweenSkips_goesOnCounting() throws IOException {
    Model model = new Model(ADAM, NonFinitePolicy.SKIP, 1);
    model.update(NAN, 1, 1);
    Model resumed = new Model(ADAM, NonFinitePolicy.SKIP, 1);

    resumed.path.readState(new DataInputStream(new ByteArrayInputStream(model.state())));

    assertThat(resumed.state()).isEqualTo(model.state());
    assertThatThrownBy(() -> resumed.update(NAN, 1, 1))
        .isInstanceOf(NonFiniteGradientException.class);
  }

  @Test
  void readState_otherParameters_areSeenByNetworks() throws IOException {
    Model model = new Model(ADAM, NonFinitePolicy.SKIP, 1);
    model.update(1, 1, 1);
    Model resumed = new Model(ADAM, NonFinitePolicy.SKIP, 1);
    long version = resumed.parameters.version();

    resumed.path.readState(new DataInputStream(new ByteArrayInputStream(model.state())));

    assertThat(resumed.parameters.values()).isEqualTo(model.parameters.values());
    assertThat(resumed.parameters.version()).isNotEqualTo(version);
  }

  @Test
  void update_policyFail_throwsASentenceAndAppliesNothing() {
    Model model = new Model(ADAM, NonFinitePolicy.FAIL, 10);
    float[] parameters = model.parameters.values().clone();

    assertThatThrownBy(() -> model.update(NAN, 1, INF))
        .isInstanceOf(NonFiniteGradientException.class)
        .hasMessage(
            "The gradient has 2 elements that are not finite, and the clipping policy is 'fail':"
                + " the run stops.");

    assertThat(model.parameters.values()).isEqualTo(parameters);
    assertThat(model.heard).containsExactly(Verdict.FAILED);
  }

  @Test
  void update_policyZero_appliesWhatRemains() {
    Model model = new Model(SGD, NonFinitePolicy.ZERO, 0, new GlobalNorm(1, 2));
    System.arraycopy(new float[] {NAN, 2, INF}, 0, model.parameters.gradient(), 0, 3);

    model.path.update(
        0,
        report -> {
          assertThat(report.nonFiniteElements()).isEqualTo(2);
          assertThat(report.whole().normPre()).isEqualTo(2);
        });

    assertThat(model.parameters.values()).containsExactly(1, -3, 0.5f);
  }

  @Test
  void update_policyPropagate_appliesTheGradientAsItIsAndCallsItDiverged() {
    Model model = new Model(SGD, NonFinitePolicy.PROPAGATE, 0, new GlobalNorm(1, 2));
    System.arraycopy(new float[] {NAN, 20, 0}, 0, model.parameters.gradient(), 0, 3);

    model.path.update(0, report -> assertThat(report.diverged()).isTrue());

    assertThat(model.parameters.values()).containsExactly(NAN, -22, 0.5f);
  }
}
