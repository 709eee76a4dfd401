package io.rein4j.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.rein4j.agent.dqn.DqnSettings;
import io.rein4j.agent.pg.A2cSettings;
import io.rein4j.agent.pg.PpoSettings;
import io.rein4j.agent.pg.ReinforceSettings;
import io.rein4j.clip.Clipper;
import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.Gradient;
import io.rein4j.clip.MedianOfMeans;
import io.rein4j.clip.NonFinitePolicy;
import io.rein4j.clip.OnExceed;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterUpdateReport;
import io.rein4j.clip.UpdateClippingSettings;
import io.rein4j.clip.UpdateNorm;
import io.rein4j.clip.UpdateRms;
import io.rein4j.clip.UpdateRule;
import io.rein4j.clip.Value;
import io.rein4j.clip.Verdict;
import io.rein4j.clip.WeightNorm;
import io.rein4j.clip.WeightValue;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.Sequential;
import io.rein4j.optim.Adam;
import io.rein4j.optim.Muon;
import io.rein4j.optim.MuonBuilder;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.optim.Sgd;
import io.rein4j.random.RandomStreams;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.SettingException;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
      return StateBytes.of(path);
    }
  }

  /** Two groups of parameters, a path each. */
  private static final class TwoPaths {
    final Parameters parameters =
        new Parameters(
            ParameterLayout.builder().add("actor/dense0/weight", 2).add("critic/w", 1).build());
    final UpdatePath actor =
        path("actor", List.of("actor"), ADAM, NonFinitePolicy.SKIP, new GlobalNorm(1));
    final UpdatePath critic =
        path("critic", List.of("critic"), SGD, NonFinitePolicy.SKIP, new GlobalNorm(0.5));
    final UpdatePaths paths = new UpdatePaths(parameters, List.of(actor, critic));

    UpdatePath path(
        String name,
        List<String> groups,
        OptimizerSettings optimizer,
        NonFinitePolicy policy,
        ClippingRule... rules) {
      return new UpdatePath(
          new UpdatePathSettings(name, new ClippingSettings(List.of(rules), policy, 1), optimizer),
          parameters,
          groups);
    }

    void gradient(float... gradient) {
      System.arraycopy(gradient, 0, parameters.gradient(), 0, 3);
    }

    byte[] state() throws IOException {
      return StateBytes.of(paths);
    }
  }

  @Test
  void update_ofOnePath_changesItsGroupsAlone() {
    TwoPaths model = new TwoPaths();
    model.gradient(3, 4, 2);

    model.critic.update(
        0,
        report -> {
          assertThat(report.path()).isEqualTo("critic");
          assertThat(report.groups()).containsExactly("critic");
          assertThat(report.whole().normPre()).isEqualTo(2);
          assertThat(report.whole().normPost()).isEqualTo(0.5);
        });

    assertThat(model.parameters.values()).containsExactly(0, 0, -0.5f);
    assertThat(model.parameters.gradient()).containsExactly(3, 4, 0.5f);
  }

  @Test
  void update_skippedOnOnePath_isMadeOnTheOtherAndCountsInARowByPath() {
    TwoPaths model = new TwoPaths();
    for (int i = 0; i < 3; i++) {
      model.gradient(i == 1 ? 1 : NAN, 1, 1);
      model.actor.update(0, UpdateListener.NONE);
      model.critic.update(0, report -> assertThat(report.verdict()).isEqualTo(Verdict.APPLIED));
    }

    assertThat(model.parameters.values()[2]).isEqualTo(-1.5f);
    model.gradient(NAN, 1, 1);
    assertThatThrownBy(() -> model.actor.update(0, UpdateListener.NONE))
        .isInstanceOf(NonFiniteGradientException.class)
        .hasMessage(
            "The gradient of the update path 'actor' has 1 element that is not finite, and the"
                + " clipping policy 'skip' drops at most 1 update in a row: the run stops.");
  }

  @Test
  void update_exceedingOftenerThanTheGuardAllows_endsTheRunWithTheReason() {
    ClippingRule rule = GlobalNorm.builder(1).onExceed(OnExceed.SKIP).build();
    Model model = new Model(SGD, NonFinitePolicy.SKIP, 1, rule);
    model.update(3, 4, 0);
    assertThat(model.parameters.values()).containsExactly(1, -2, 0.5f);
    assertThatThrownBy(() -> model.update(3, 4, 0))
        .isInstanceOf(NonFiniteGradientException.class)
        .hasMessage(
            "The rule 'global-norm' drops the gradient of norm 5.0, with a threshold of 1.0, and"
                + " 'max-skips-in-a-row' lets rules drop at most 1 update in a row: the run stops."
                + " Raise a threshold that is exceeded again and again, or choose 'on-exceed:"
                + " clip'.");
    assertThat(model.parameters.values()).containsExactly(1, -2, 0.5f);
    assertThat(model.heard).containsExactly(Verdict.SKIPPED, Verdict.FAILED);
  }

  /** The rule of somebody who drops what is long, whatever the settings say. */
  private record Refusing() implements ClippingRule {
    @Override
    public Clipper bind(ParameterLayout layout) {
      return Gradient::refuse;
    }
  }

  @Test
  void update_refusedByARuleOfOnesOwn_endsTheRunWithItsName() {
    Model model = new Model(SGD, NonFinitePolicy.SKIP, 0, new Refusing());
    assertThatThrownBy(() -> model.update(3, 4, 0))
        .isInstanceOf(NonFiniteGradientException.class)
        .hasMessage(
            "The rule 'Refusing[]' drops the gradient, and 'max-skips-in-a-row' lets rules drop at"
                + " most 0 updates in a row: the run stops.");
  }

  @Test
  void update_exceedingARuleForAGroup_endsTheRunWithTheGroup() {
    ClippingRule rule = Value.builder(2).onExceed(OnExceed.SKIP).groups(List.of("q")).build();
    Model model = new Model(SGD, NonFinitePolicy.SKIP, 0, new GlobalNorm(10), rule);
    assertThatThrownBy(() -> model.update(3, -4, 0))
        .isInstanceOf(NonFiniteGradientException.class)
        .hasMessageStartingWith(
            "The rule 'value' for q drops the gradient of norm 4.0, with a threshold of 2.0, and");
  }

  @Test
  void state_ofTwoPaths_goesOnWithTheSameBits() throws IOException {
    TwoPaths first = new TwoPaths();
    first.gradient(1, NAN, 3);
    first.actor.update(0, UpdateListener.NONE);
    first.gradient(1, 2, 3);
    first.actor.update(0, UpdateListener.NONE);
    first.critic.update(0, UpdateListener.NONE);
    TwoPaths second = new TwoPaths();

    StateBytes.restore(first.state(), second.paths);

    assertThat(second.state()).isEqualTo(first.state());
    for (TwoPaths each : List.of(first, second)) {
      each.gradient(0.1f, 0.2f, 0.3f);
      each.actor.update(0.5, UpdateListener.NONE);
      each.critic.update(0.5, UpdateListener.NONE);
    }
    assertThat(second.state()).isEqualTo(first.state());
  }

  @Test
  void paths_thatAreNoPartition_areRefused() {
    TwoPaths model = new TwoPaths();
    UpdatePath again = model.path("value", List.of("critic"), SGD, NonFinitePolicy.FAIL);
    UpdatePath namesake = model.path("actor", List.of("critic"), SGD, NonFinitePolicy.FAIL);

    assertThatThrownBy(
            () -> new UpdatePaths(model.parameters, List.of(model.actor, model.critic, again)))
        .hasMessage(
            "The group 'critic' of parameters belongs to one update path, but two change it:"
                + " 'critic' and 'value'.");
    assertThatThrownBy(() -> new UpdatePaths(model.parameters, List.of(model.actor)))
        .hasMessage("No update path changes the group 'critic' of parameters.");
    UpdatePath unnamed = model.path("", List.of("critic"), SGD, NonFinitePolicy.FAIL);
    assertThatThrownBy(() -> new UpdatePaths(model.parameters, List.of(model.actor, unnamed)))
        .hasMessage(
            "Each of several update paths needs a name, and the only one has none, but they are"
                + " called [actor, ].");
    assertThatThrownBy(() -> new UpdatePaths(model.parameters, List.of(model.actor, namesake)))
        .hasMessage("Update paths need different names, but are called [actor, actor].");
    assertThatThrownBy(
            () ->
                model.path(
                    "critic",
                    List.of("critic"),
                    SGD,
                    NonFinitePolicy.FAIL,
                    new GlobalNorm(Schedule.constant(1), 2, null, List.of("actor"))))
        .hasMessage(
            "The clipping rule 'global-norm' is limited to the group 'actor', but the"
                + " update path 'critic' has no such group; it has: critic.");
  }

  @Test
  void startFrom_overTwoPaths_takesEachPathsPartAndLeavesItsOptimizerAsItIs() {
    TwoPaths model = new TwoPaths();
    TwoPaths untouched = new TwoPaths();
    for (TwoPaths each : List.of(model, untouched)) {
      each.gradient(0.3f, -0.2f, 0.1f);
      each.actor.update(0, UpdateListener.NONE);
      each.critic.update(0, UpdateListener.NONE);
    }
    long version = model.parameters.version();

    model.paths.startFrom(new float[] {10, 20, 30});

    assertThat(model.parameters.values()).containsExactly(10, 20, 30);
    assertThat(model.parameters.version()).isNotEqualTo(version);
    model.critic.startFrom(new float[] {11, 21, 31});
    assertThat(model.parameters.values()).containsExactly(10, 20, 31);
    float before = untouched.parameters.values()[0];
    for (TwoPaths each : List.of(model, untouched)) {
      each.gradient(0.9f, 0, 0);
      each.actor.update(0, UpdateListener.NONE);
    }
    // Adam's second step is not its first: the moments are still there.
    assertThat(model.parameters.values()[0] - 10)
        .isCloseTo(untouched.parameters.values()[0] - before, offset(1e-5f));
  }

  /** An actor's network and a critic's, on parameters with a group each. */
  private static final class Networks {
    final Sequential actorLayers =
        MlpSettings.builder(2).build().network("actor", List.of(1), 1, 1);
    final Sequential criticLayers =
        MlpSettings.builder().build().network("critic", List.of(1), 1, 1);
    final Parameters parameters;
    final Network actor;
    final Network critic;

    Networks() {
      ParameterLayout.Builder layout = ParameterLayout.builder();
      actorLayers.declare(layout);
      criticLayers.declare(layout);
      parameters = new Parameters(layout.build());
      actor = new Network(parameters, actorLayers);
      critic = new Network(parameters, criticLayers);
    }

    UpdatePath path(String name, Network... networks) {
      return new UpdatePath(
          new UpdatePathSettings(name, ClippingSettings.DEFAULTS, SGD),
          parameters,
          name.isEmpty() ? parameters.layout().groups() : List.of(name),
          networks);
    }
  }

  @Test
  void networks_withOtherParametersThanTheGroups_areRefusedByASentenceThatNamesTheGroup() {
    Networks model = new Networks();
    Network twin = new Network(model.parameters, model.criticLayers);
    Network stranger = Network.of(model.criticLayers);

    assertThatThrownBy(() -> model.path("critic", model.actor))
        .hasMessage(
            "A network of the update path 'critic' has the parameter 'actor/dense0/weight' of the"
                + " group 'actor', which the path does not change.");
    assertThatThrownBy(() -> model.path("", model.actor))
        .hasMessage(
            "No network of the update path has the parameter 'critic/output/weight' of the group"
                + " 'critic', which the path changes.");
    assertThatThrownBy(() -> model.path("critic", model.critic, twin))
        .hasMessage(
            "Two networks of the update path 'critic' have the parameter 'critic/output/weight' of"
                + " the group 'critic': one's gradient would overwrite the other's.");
    assertThatThrownBy(() -> model.path("critic", stranger))
        .hasMessage(
            "A network of the update path 'critic' is not on the agent's parameters, so that it"
                + " would change nothing in it.");
    model.path("", model.actor, model.critic);
    model.path("critic", model.critic);
  }

  @Test
  void update_withDerivativesOfOtherNetworks_isRefused() {
    Networks model = new Networks();
    UpdatePath path = model.path("critic", model.critic);

    assertThatThrownBy(() -> path.update(1, new float[2][1], 0, UpdateListener.NONE))
        .hasMessage(
            "There are derivatives by the outputs of 2 networks, but the update path 'critic' has"
                + " 1.");
  }

  @Test
  void requireBatch_tooSmallForARule_namesOneOfSeveralPaths() {
    ClippingSettings clipping = ClippingSettings.of(new MedianOfMeans(8));

    UpdatePathSettings actor = new UpdatePathSettings("actor", ClippingSettings.DEFAULTS, SGD);
    UpdatePathSettings critic = new UpdatePathSettings("critic", clipping, SGD);
    UpdatePathSettings only = new UpdatePathSettings(clipping, SGD);
    assertThatThrownBy(() -> UpdatePathSettings.requireBatch(List.of(actor, critic), 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Update path 'critic': The rule 'median-of-means' cannot make 8 blocks of batches of 7"
                + " samples.");
    assertThatThrownBy(() -> UpdatePathSettings.requireBatch(List.of(only), 7))
        .hasMessage("The rule 'median-of-means' cannot make 8 blocks of batches of 7 samples.");
    UpdatePathSettings.requireBatch(List.of(actor, critic), 8);
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
  void state_betweenSkips_goesOnCounting() throws IOException {
    Model model = new Model(ADAM, NonFinitePolicy.SKIP, 1);
    model.update(NAN, 1, 1);
    Model resumed = new Model(ADAM, NonFinitePolicy.SKIP, 1);

    StateBytes.restore(model.state(), resumed.path);

    assertThat(resumed.state()).isEqualTo(model.state());
    assertThatThrownBy(() -> resumed.update(NAN, 1, 1))
        .isInstanceOf(NonFiniteGradientException.class);
  }

  @Test
  void state_otherParameters_areSeenByNetworks() throws IOException {
    Model model = new Model(ADAM, NonFinitePolicy.SKIP, 1);
    model.update(1, 1, 1);
    Model resumed = new Model(ADAM, NonFinitePolicy.SKIP, 1);
    long version = resumed.parameters.version();

    StateBytes.restore(model.state(), resumed.path);

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

  @ParameterizedTest
  @EnumSource(NonFinitePolicy.class)
  void update_ofParametersThatOverflow_stopsWithTheirNameUnlessItIsToPropagate(
      NonFinitePolicy policy) {
    Parameters parameters =
        new Parameters(
            ParameterLayout.builder()
                .add("actor/dense0/weight", 2)
                .add("critic/dense0/weight", 2)
                .build());
    UpdatePath path =
        new UpdatePath(
            new UpdatePathSettings(
                "all",
                new ClippingSettings(List.of(), policy, 10),
                new Sgd(Schedule.constant(100), 0, false),
                UpdateClippingSettings.DEFAULTS),
            parameters,
            List.of("actor", "critic"));
    parameters.gradient()[3] = Float.MAX_VALUE;

    if (policy == NonFinitePolicy.PROPAGATE) {
      path.update(0, UpdateListener.NONE);
    } else {
      assertThatThrownBy(() -> path.update(0, UpdateListener.NONE))
          .isInstanceOf(NonFiniteGradientException.class)
          .hasMessage(
              "The optimizer's update of the update path 'all' made elements of the parameter"
                  + " 'critic/dense0/weight' infinite or NaN: the run stops. Lower the learning"
                  + " rate, or bound updates by a rule such as 'update-rms'.");
    }
    assertThat(parameters.values()[3]).isInfinite();
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

  /** Three parameters on a path with something behind its optimizer. */
  private static UpdatePath withUpdateClipping(
      Parameters parameters, OptimizerSettings optimizer, UpdateRule... rules) {
    return new UpdatePath(
        new UpdatePathSettings(
            "",
            ClippingSettings.of(new GlobalNorm(1)),
            optimizer,
            UpdateClippingSettings.of(rules)),
        parameters,
        List.of("q"));
  }

  private static Parameters parameters(float... values) {
    Parameters parameters =
        new Parameters(ParameterLayout.builder().add("q/dense0/weight", values.length, 1).build());
    System.arraycopy(values, 0, parameters.values(), 0, values.length);
    return parameters;
  }

  @Test
  void update_withUpdateClipping_limitsWhatTheOptimizerMakesOfTheClippedGradient() {
    Parameters parameters = parameters(3, 4);
    UpdatePath path = withUpdateClipping(parameters, SGD, new UpdateNorm(0.1));
    parameters.gradient()[0] = 20;

    path.update(
        0,
        report -> {
          assertThat(report.whole().normPost()).isCloseTo(1, offset(1e-6));
          ParameterUpdateReport.Scope update =
              Objects.requireNonNull(report.parameterUpdate()).whole();
          assertThat(update.normPre()).isEqualTo(1);
          assertThat(update.normPost()).isCloseTo(0.5, offset(1e-6));
          assertThat(update.ratio()).isCloseTo(0.1, offset(1e-7));
        });

    assertThat(parameters.values()).containsExactly(2.5f, 4);
  }

  @Test
  void update_thatIsDropped_doesNotReachUpdateClipping() {
    Parameters parameters = parameters(30, 4);
    UpdatePath path = withUpdateClipping(parameters, SGD, new WeightValue(1));
    parameters.gradient()[0] = NAN;

    path.update(0, report -> assertThat(report.parameterUpdate()).isNull());

    assertThat(parameters.values()).containsExactly(30, 4);
  }

  @Test
  void state_withUpdateClipping_goesOnWithTheSameBits() throws IOException {
    UpdateRule[] rules = {UpdateRms.DEFAULTS, new WeightNorm(3)};
    Parameters first = parameters(1, -2, 0.5f);
    UpdatePath one = withUpdateClipping(first, ADAM, rules);
    for (int u = 1; u <= 4; u++) {
      first.gradient()[u % 3] = u;
      one.update(0, UpdateListener.NONE);
    }
    Parameters second = parameters(9, 9, 9);
    UpdatePath other = withUpdateClipping(second, ADAM, rules);
    StateBytes.restore(StateBytes.of(one), other);

    for (int u = 1; u <= 4; u++) {
      for (Parameters each : List.of(first, second)) {
        Arrays.fill(each.gradient(), 3f / u);
      }
      one.update(0, UpdateListener.NONE);
      other.update(0, UpdateListener.NONE);
      assertThat(second.values()).isEqualTo(first.values());
    }
  }

  @Test
  void updateRms_withAnOptimizerWithoutSecondMoments_isRefused() {
    UpdateClippingSettings updates = UpdateClippingSettings.of(UpdateRms.DEFAULTS);

    assertThatThrownBy(() -> new UpdatePathSettings("", ClippingSettings.DEFAULTS, SGD, updates))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "'update-clipping' has the rule 'update-rms', which compares gradients with the mean of their squares that the optimizer keeps, but 'sgd' keeps none: choose adam, adamw, laprop, rmsprop or rmsprop-tf, or a rule that needs none, such as 'update-norm'.");
    assertThatThrownBy(
            () -> new UpdatePathSettings("critic", ClippingSettings.DEFAULTS, SGD, updates))
        .hasMessageContaining("on the update path 'critic'");
    assertThatThrownBy(() -> A2cSettings.builder().optimizer(SGD).updateClipping(updates).build())
        .isInstanceOf(SettingException.class);
    assertThatThrownBy(
            () -> ReinforceSettings.builder().optimizer(SGD).updateClipping(updates).build())
        .isInstanceOf(SettingException.class);
    assertThatThrownBy(() -> DqnSettings.builder().optimizer(SGD).updateClipping(updates).build())
        .isInstanceOf(SettingException.class);
    assertThatThrownBy(
            () -> PpoSettings.builder().criticOptimizer(SGD).updateClipping(updates).build())
        .isInstanceOf(SettingException.class);
  }

  @Test
  void updateClipping_forAnotherGroupThanTheCritics_isRefused() {
    UpdateClippingSettings updates =
        UpdateClippingSettings.of(new UpdateRms(Schedule.constant(1), List.of("actor")));

    assertThatThrownBy(
            () -> PpoSettings.builder().criticOptimizer(ADAM).updateClipping(updates).build())
        .hasMessage(
            "'update-clipping' has a rule that is limited to 'actor', which the update path 'critic' cannot use: give that path its own 'critic-update-clipping'.");
    assertThatThrownBy(
            () -> PpoSettings.builder().sharedTrunk(true).criticUpdateClipping(updates).build())
        .hasMessage(
            "'critic-update-clipping' needs a critic with a network of its own, but with 'shared-trunk' there is none: leave one of them out.");
  }

  @Test
  void prospects_withOneOfTwoLearningRates_areNotThatNothingIsLearned() {
    Schedule none = Schedule.constant(0);
    MuonBuilder still = Muon.builder().learningRate(none);
    AgentContext context =
        new AgentContext(
            Box.vector(new float[2], new float[] {1, 1}),
            new Discrete(2),
            1,
            100_000,
            new RandomStreams(1));

    assertThat(a2c(still.build()).prospects(context))
        .containsExactly(
            "Nothing will be learned: the optimizer's 'learning-rate' is 0 all over training.");
    assertThat(a2c(still.vectorLearningRate(none).build()).prospects(context)).hasSize(1);
    assertThat(a2c(still.vectorLearningRate(Schedule.constant(1e-3)).build()).prospects(context))
        .isEmpty();
  }

  private static A2cSettings a2c(OptimizerSettings optimizer) {
    return A2cSettings.builder().optimizer(optimizer).build();
  }
}
