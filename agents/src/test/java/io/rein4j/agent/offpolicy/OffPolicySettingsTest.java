package io.rein4j.agent.offpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.MemoryNeed;
import io.rein4j.agent.UpdatePathSettings;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.Space;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.LayerListSettings;
import io.rein4j.nn.LstmSettings;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.NatureCnnSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Adam;
import io.rein4j.optim.OptimizerReset;
import io.rein4j.random.RandomStreams;
import io.rein4j.schedule.Schedule;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffPolicySettingsTest {

  private static final Box VECTOR = Box.of(-1, 1, 3);
  private static final Box ACTIONS = Box.of(-2, 2, 2);

  private static AgentContext context(Space actions) {
    return new AgentContext(VECTOR, actions, 1, 1_000, new RandomStreams(1));
  }

  private static void assertRefused(ThrowingCallable call, String... parts) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessageContainingAll(parts);
  }

  @Test
  void create_onOtherActions_saysWhatWouldFit() {
    assertRefused(
        () -> SacSettings.DEFAULTS.create(context(new Discrete(3))),
        "A sac agent needs continuous actions",
        "choose an agent of type dqn, ppo, a2c or reinforce");
    assertRefused(
        () -> Td3Settings.DEFAULTS.requireActions(new MultiBinary(2)),
        "A td3 agent needs continuous actions",
        "choose an agent of type ppo, a2c or reinforce");
    assertRefused(
        () ->
            SacSettings.DEFAULTS.requireActions(
                Box.of(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 1)),
        "must be finite");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.1, Double.NaN, Double.NEGATIVE_INFINITY})
  void targetEntropy_ofTheWrongSign_isRefused(double target) {
    assertRefused(
        SacSettings.builder().targetEntropy(target)::build,
        "'target-entropy' must be finite and ≤ 0, but is " + target,
        "'target-entropy: -1'");
  }

  @Test
  void settingsOfAlpha_besideAHeldCoefficient_areRefused() {
    SacSettingsBuilder held = SacSettings.builder().entropyCoefficient(0.1);
    assertThat(held.build().pathNames()).containsExactly("critics", "actor");
    assertRefused(held.targetEntropy(-1.0)::build, "'target-entropy'", "'entropy-coefficient'");
    assertRefused(
        held.targetEntropy(null).alphaClipping(ClippingSettings.DEFAULTS)::build,
        "'alpha-clipping'");
    assertRefused(
        held.alphaClipping(null).initialEntropyCoefficient(1.0)::build,
        "'initial-entropy-coefficient'");
  }

  @Test
  void prospects_actorThatIsNeverDue_areTold() {
    Td3SettingsBuilder settings = Td3Settings.builder();
    assertThat(settings.policyDelay(1_000).build().prospects(context(ACTIONS))).isEmpty();
    assertThat(settings.policyDelay(1_001).build().prospects(context(ACTIONS)))
        .containsExactly(
            "The actor never learns: 'policy-delay' is 1001 updates of the critics, but training"
                + " has 1000 steps.");
  }

  @Test
  void networks_thatDoNotFit_areRefused() {
    MlpSettings remembering =
        new MlpSettings(
            new LstmSettings(8, null), List.of(8), Activation.RELU, Initialization.KAIMING_UNIFORM);
    assertRefused(
        SacSettings.builder().network(remembering)::build,
        "'network' has an 'lstm', but a sac agent learns from single transitions");
    assertRefused(
        Td3Settings.builder().network(remembering)::build, "'lstm', but a td3 agent learns");
    assertRefused(
        SacSettings.builder().network(MlpSettings.builder(8).dropout(0.1).build())::build,
        "'network' has dropout");
    assertRefused(
        SacSettings.builder().network(LayerListSettings.builder(new NatureCnnSettings(512)).build())
            ::build,
        "'network' has convolutions");
  }

  @Test
  void updatePaths_withoutSettingsOfTheirOwn_haveTheSharedOnes() {
    ClippingSettings shared = ClippingSettings.of(new GlobalNorm(1, 2));
    ClippingSettings own = ClippingSettings.of(new GlobalNorm(10, 2));

    List<UpdatePathSettings> paths =
        SacSettings.builder()
            .clipping(shared)
            .criticClipping(own)
            .actorOptimizer(Adam.DEFAULTS)
            .build()
            .updatePaths();

    assertThat(paths)
        .extracting(UpdatePathSettings::name)
        .containsExactly("critics", "actor", "alpha");
    assertThat(paths).extracting(UpdatePathSettings::clipping).containsExactly(own, shared, shared);
    assertThat(paths)
        .extracting(UpdatePathSettings::optimizer)
        .containsExactly(
            SacSettings.DEFAULTS.optimizer(), Adam.DEFAULTS, SacSettings.DEFAULTS.optimizer());
  }

  @Test
  void rules_limitedToGroupsOfOnePath_areRefusedForAll() {
    ClippingSettings limited =
        ClippingSettings.of(new GlobalNorm(Schedule.constant(1), 2, null, List.of("critic1")));
    assertRefused(
        Td3Settings.builder().clipping(limited)::build,
        "'clipping' has a rule that is limited to 'critic1', which the update path 'actor' cannot"
            + " use: give that path its own 'actor-clipping'");
    assertThat(Td3Settings.builder().criticClipping(limited).build().agent(context(ACTIONS)))
        .isNotNull();
  }

  @Test
  void batches_thatDoNotFit_areRefused() {
    assertRefused(
        SacSettings.builder().replay(new ReplaySettings(100, 0))::build,
        "'batch-size' is 256, but the replay memory keeps 100 transitions only");
    assertRefused(Td3Settings.builder().gradientSteps(0)::build, "gradient-steps");
  }

  @Test
  void ornsteinUhlenbeckNoise_thatOvershoots_isRefused() {
    assertRefused(
        () -> new OrnsteinUhlenbeckNoise(0.1, 0.15, 20),
        "'theta' times 'dt' must be at most 1, because the noise would overshoot 0 at every step,"
            + " but it is 3.0");
  }

  @Test
  void optimizers_thatStartAnew_areRefused() {
    Adam starting =
        Adam.builder()
            .reset(new OptimizerReset(OptimizerReset.What.STEPS, OptimizerReset.At.TARGET))
            .build();
    assertRefused(
        SacSettings.builder().criticOptimizer(starting)::build,
        "The optimizer has a 'reset', but the objective of a sac agent changes with every update");
  }

  @Test
  void memory_ofALargeReplay_isThatOfItsKey() {
    SacSettings large =
        SacSettings.builder().replay(new ReplaySettings(2_000_000_000, 100)).build();

    List<MemoryNeed> needs = large.memory(context(ACTIONS));

    MemoryNeed capacity =
        needs.stream()
            .filter(need -> need.key().equals("replay.capacity"))
            .findFirst()
            .orElseThrow();
    // Three floats of an observation, two of an action, and four numbers a transition.
    assertThat(capacity.bytes()).isGreaterThan(2e9 * 4 * 9);
    assertThat(large.prospects(context(ACTIONS))).isEmpty();
    assertThat(
            large.toBuilder()
                .replay(new ReplaySettings(1_000_000, 5_000))
                .build()
                .prospects(context(ACTIONS)))
        .hasSize(1);
  }
}
