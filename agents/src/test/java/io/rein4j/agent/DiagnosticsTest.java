package io.rein4j.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.random.RandomStreams;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every agent's diagnostics must hold: they change no bit, and resume exactly. */
class DiagnosticsTest {

  private static final int ENVIRONMENTS = 3;
  private static final int STEPS = 250;

  /** An agent in training. */
  private static final class Run {
    final SyncVectorEnv envs;
    final Agent agent;
    final float[] actions;
    final List<Double> norms = new ArrayList<>();

    Run(AgentSettings settings, String id, @Nullable Integer every) {
      envs =
          SyncVectorEnv.of(
              ENVIRONMENTS,
              index -> AgentStateTest.environment(id),
              EpisodeSeeds.derived(7, "training"));
      actions = new float[ENVIRONMENTS * envs.actionSpace().size()];
      AgentContext context =
          new AgentContext(
                  envs.observationSpace(),
                  envs.actionSpace(),
                  ENVIRONMENTS,
                  1000,
                  new RandomStreams(5))
              .masked(envs.actionMasks().length / ENVIRONMENTS);
      agent =
          settings.create(
              every == null ? context : context.diagnosed(new DiagnosticsSettings(every)));
      envs.reset();
    }

    Run steps(int count) {
      for (int i = 0; i < count; i++) {
        agent.act(envs.observations(), envs.actionMasks(), actions);
        envs.step(actions);
        agent.observe(
            envs,
            report -> {
              norms.add(report.whole().normPre());
              norms.add(report.whole().normPost());
            });
      }
      return this;
    }

    Map<String, Double> metrics() {
      Map<String, Double> metrics = new LinkedHashMap<>();
      agent.drainMetrics(metrics::put);
      return metrics;
    }

    byte[] state() throws IOException {
      return StateBytes.of(agent, this::memory, envs.state().orElseThrow());
    }

    void memory(io.rein4j.state.State state) throws IOException {
      try (StateSnapshot memory = agent.snapshot()) {
        memory.state(state);
      }
    }
  }

  /** The agents that measure their gradients, and their environments. */
  static Stream<Arguments> agents() {
    return AgentStateTest.agents()
        .filter(agent -> ((AgentSettings) agent.get()[0]).hasDiagnostics());
  }

  @ParameterizedTest
  @MethodSource("agents")
  void training_measured_hasTheSameBitsAndFiguresAsWithout(AgentSettings settings, String id) {
    Run plain = new Run(settings, id, null).steps(STEPS);
    Run measured = new Run(settings, id, 1).steps(STEPS);

    assertThat(measured.agent.parameters()).isEqualTo(plain.agent.parameters());
    assertThat(measured.norms).isEqualTo(plain.norms).isNotEmpty();
    assertThat(measured.actions).isEqualTo(plain.actions);
    Map<String, Double> figures = measured.metrics();
    assertThat(figures).containsAllEntriesOf(plain.metrics());
    assertThat(figures.keySet()).anyMatch(name -> name.startsWith("local_smoothness"));
    figures.forEach(
        (name, value) -> {
          if (name.startsWith("local_smoothness")) {
            assertThat(value).as(name).isPositive();
          }
          if (name.startsWith("dormant_unit_share")) {
            assertThat(value).as(name).isBetween(0.0, 1.0);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("agents")
  void state_restored_goesOnWithTheSameFigures(AgentSettings settings, String id)
      throws IOException {
    Run first = new Run(settings, id, 3).steps(130);
    Run second = new Run(settings, id, 3);

    StateBytes.restore(
        first.state(), second.agent, second::memory, second.envs.state().orElseThrow());

    assertThat(second.steps(100).metrics()).isEqualTo(first.steps(100).metrics());
    assertThat(second.agent.advice()).isEqualTo(first.agent.advice());
  }
}
