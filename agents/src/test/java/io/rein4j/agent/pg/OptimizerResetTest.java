package io.rein4j.agent.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rein4j.agent.AgentSettings;
import io.rein4j.agent.Rig;
import io.rein4j.agent.ScriptedEnv;
import io.rein4j.agent.ScriptedEnv.Step;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Adam;
import io.rein4j.optim.AdamW;
import io.rein4j.optim.Optimizer;
import io.rein4j.optim.OptimizerReset;
import io.rein4j.optim.OptimizerReset.At;
import io.rein4j.optim.OptimizerReset.What;
import io.rein4j.schedule.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Optimizers of on-policy agents start anew with each rollout, if they are told to. */
class OptimizerResetTest {

  private static final double RATE = 0.01;
  private static final int STEPS = 4;
  private static final MlpSettings NETWORK =
      new MlpSettings(List.of(5), Activation.TANH, Initialization.ORTHOGONAL);

  private static Adam adam(@Nullable OptimizerReset reset) {
    return Adam.builder().learningRate(Schedule.constant(RATE)).reset(reset).build();
  }

  private static PpoSettings ppo(@Nullable OptimizerReset reset) {
    return PpoSettings.builder()
        .network(NETWORK)
        .optimizer(adam(reset))
        .clipping(ClippingSettings.DEFAULTS)
        .rolloutSteps(STEPS)
        .batchSize(2)
        .epochs(3)
        .build();
  }

  private static Rig<PolicyGradientAgent> rig(PpoSettings settings) {
    List<Step> script =
        IntStream.range(0, 7).mapToObj(i -> new Step(0.3f * i, i % 3, i == 4, i == 6)).toList();
    return new Rig<>(1, env -> new ScriptedEnv(3, -0.5f, script), 1000, settings::agent);
  }

  private static float[] parameters(@Nullable OptimizerReset reset) {
    Rig<PolicyGradientAgent> rig = rig(ppo(reset));
    rig.steps(3 * STEPS, report -> {});
    return rig.agent.parameters().clone();
  }

  @ParameterizedTest
  @EnumSource
  void reset_atRollouts_isBeforeTheFirstUpdateOfEach(What what) {
    OptimizerReset reset = new OptimizerReset(what, At.ROLLOUT);
    Rig<PolicyGradientAgent> rig = rig(ppo(reset));
    ParameterLayout layout = rig.agent.layout();
    Optimizer ours = adam(null).bind(layout);
    float[] parameters = rig.agent.parameters().clone();
    int[] updates = {0};

    rig.steps(
        3 * STEPS,
        report -> {
          if (updates[0]++ % 6 == 0) {
            ours.reset(what);
          }
          ours.step(parameters, rig.agent.model().parameters.gradient(), RATE);
        });

    assertThat(updates[0]).isEqualTo(18);
    assertThat(rig.agent.parameters()).isEqualTo(parameters);
    assertThat(parameters).isNotEqualTo(parameters(null));
  }

  @Test
  void reset_ofACriticOfItsOwn_leavesTheActorAlone() {
    Rig<PolicyGradientAgent> plain = rig(ppo(null).toBuilder().criticOptimizer(adam(null)).build());
    Rig<PolicyGradientAgent> reset =
        rig(
            ppo(null).toBuilder()
                .criticOptimizer(adam(new OptimizerReset(What.MOMENTS, At.ROLLOUT)))
                .build());

    plain.steps(STEPS, report -> {});
    reset.steps(STEPS, report -> {});
    assertThat(reset.agent.parameters()).isEqualTo(plain.agent.parameters());

    plain.steps(STEPS, report -> {});
    reset.steps(STEPS, report -> {});
    assertThat(of("actor", reset)).isEqualTo(of("actor", plain));
    assertThat(of("critic", reset)).isNotEqualTo(of("critic", plain));
  }

  private static float[] of(String group, Rig<PolicyGradientAgent> rig) {
    ParameterLayout part = rig.agent.layout().part(List.of(group));
    return Arrays.copyOfRange(rig.agent.parameters(), part.offset(), part.offset() + part.size());
  }

  @Test
  void settings_withAResetAtTargets_areRefused() {
    OptimizerReset atTarget = new OptimizerReset(What.STEPS, At.TARGET);
    AdamW adamW = AdamW.builder().reset(atTarget).build();
    refused("ppo", () -> PpoSettings.builder().optimizer(adam(atTarget)).build());
    refused("ppo", () -> PpoSettings.builder().criticOptimizer(adamW).build());
  }

  @Test
  void settings_withAResetButOneUpdateARollout_areRefused() {
    for (What what : What.values()) {
      for (At at : At.values()) {
        OptimizerReset reset = new OptimizerReset(what, at);
        AdamW adamW = AdamW.builder().reset(reset).build();
        refusedOneUpdate(
            "an a2c agent",
            "choose 'type: ppo', which makes several",
            () -> A2cSettings.builder().criticOptimizer(adamW).build());
        refusedOneUpdate(
            "a reinforce agent",
            "choose 'type: ppo', which makes several",
            () -> ReinforceSettings.builder().optimizer(adam(reset)).build());
      }
    }
    PpoSettingsBuilder once = ppo(new OptimizerReset(What.STEPS, At.ROLLOUT)).toBuilder().epochs(1);
    assertThat(rig(once.batchSize(STEPS / 2).build())).isNotNull();
    refusedOneUpdate(
        "a ppo agent with one epoch of one minibatch",
        "choose more 'epochs' or a smaller 'batch-size'",
        () -> rig(once.batchSize(STEPS).build()));
  }

  private static void refusedOneUpdate(String agent, String instead, Supplier<?> settings) {
    assertThatIllegalArgumentException()
        .isThrownBy(settings::get)
        .withMessage(
            "The optimizer has a 'reset', but %s makes one update a rollout, so that every update would be the optimizer's first: leave out 'reset', or %s.",
            agent, instead);
  }

  private static void refused(String agent, Supplier<AgentSettings> settings) {
    assertThatIllegalArgumentException()
        .isThrownBy(settings::get)
        .withMessage(
            "The optimizer's 'reset' is at each target network, but a %s agent has none: choose 'at: rollout', or leave out 'reset'.",
            agent);
  }
}
