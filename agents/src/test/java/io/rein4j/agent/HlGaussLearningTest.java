package io.rein4j.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.agent.dqn.DqnSettings;
import io.rein4j.agent.dqn.HlGaussDistribution;
import io.rein4j.agent.pg.HlGaussValues;
import io.rein4j.agent.pg.PpoSettings;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.env.source.Envs;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Adam;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values that are learned as classes, without any clipping, are good enough for CartPole. */
class HlGaussLearningTest {

  private static final String CART_POLE = "CartPole-v1";

  /** Returns the mean return of a training's last episodes, of which a random agent's have 22. */
  private static double lastReturns(AgentSettings settings, int environments, int steps) {
    Rig<Agent> rig =
        new Rig<>(environments, env -> Envs.standard().make(CART_POLE), steps, settings::create);
    double[] running = new double[environments];
    List<Double> returns = new ArrayList<>();
    for (int step = 0; step < steps; step += environments) {
      rig.step(UpdateListener.NONE);
      for (int env = 0; env < environments; env++) {
        running[env] += rig.envs.rewards()[env];
        if (rig.envs.terminated()[env] || rig.envs.truncated()[env]) {
          returns.add(running[env]);
          running[env] = 0;
        }
      }
    }
    return returns.subList(returns.size() - 20, returns.size()).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElseThrow();
  }

  @Test
  void dqn_onCartPole_learns() {
    DqnSettings settings =
        DqnSettings.builder()
            .network(
                new MlpSettings(List.of(64, 64), Activation.RELU, Initialization.KAIMING_UNIFORM))
            .optimizer(new Adam(Schedule.constant(1e-3), 0.9, 0.999, 1e-8))
            .clipping(ClippingSettings.DEFAULTS)
            .batchSize(64)
            .replay(new ReplaySettings(20_000, 500))
            .trainFrequency(4)
            .gradientSteps(2)
            .targetUpdateInterval(200)
            .distribution(new HlGaussDistribution(51, 0, 100, 0.75))
            .exploration(new Linear(1, 0.04, 0.3))
            .build();

    assertThat(lastReturns(settings, 1, 12_000)).isGreaterThan(100);
  }

  @Test
  void ppo_onCartPole_learns() {
    PpoSettings settings =
        PpoSettings.builder()
            .optimizer(new Adam(Schedule.constant(1e-3), 0.9, 0.999, 1e-5))
            .clipping(ClippingSettings.DEFAULTS)
            .gamma(0.98)
            .gaeLambda(0.8)
            .rolloutSteps(32)
            .batchSize(256)
            .epochs(20)
            .valueDistribution(new HlGaussValues(51, 0, 50, 0.75))
            .build();

    assertThat(lastReturns(settings, 8, 30_000)).isGreaterThan(150);
  }
}
