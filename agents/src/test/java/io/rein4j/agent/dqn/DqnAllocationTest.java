package io.rein4j.agent.dqn;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.agent.Rig;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.replay.PrioritizedSettings;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.env.source.Envs;
import io.rein4j.harness.Allocations;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.model.Activation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DqnAllocationTest {

  private static final int STEPS = 300;

  private static DqnSettings plain() {
    return DqnSettings.builder()
        .network(new MlpSettings(List.of(16), Activation.RELU, Initialization.KAIMING_UNIFORM))
        .batchSize(8)
        .replay(new ReplaySettings(500, 10))
        .trainFrequency(1)
        .targetUpdateInterval(20)
        .doubleQ(true)
        .build();
  }

  static Stream<DqnSettings> agents() {
    return Stream.of(
        plain(),
        plain().toBuilder()
            .distribution(new QuantileDistribution(9))
            .replay(new ReplaySettings(500, 10, PrioritizedSettings.DEFAULTS))
            .build(),
        plain().toBuilder()
            .network(MlpSettings.builder(16).layerNorm(true).dropout(0.1).build())
            .build(),
        RecurrentDqnTest.settings(),
        RecurrentDqnTest.noisy(),
        Rainbow.of(plain()));
  }

  @ParameterizedTest
  @MethodSource("agents")
  void step_inSteadyState_allocatesNothing(DqnSettings settings) {
    Rig<DqnAgent> rig =
        new Rig<>(
            2,
            env -> Envs.standard().make("CartPole-v1"),
            100_000,
            context -> new DqnAgent(settings, context));
    assertThat(Allocations.bytesPerCall(STEPS, step -> rig.step(UpdateListener.NONE)))
        .as("bytes per step")
        .isLessThan(1);
    assertThat(rig.metrics().get("updates")).isGreaterThan(STEPS);
  }
}
