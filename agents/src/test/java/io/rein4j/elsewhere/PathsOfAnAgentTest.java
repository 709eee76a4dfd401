package io.rein4j.elsewhere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.UpdatePath;
import io.rein4j.agent.UpdatePathSettings;
import io.rein4j.agent.UpdatePaths;
import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.PerSampleNorm;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.RegressionLoss;
import io.rein4j.nn.Sequential;
import io.rein4j.optim.Adam;
import io.rein4j.random.Pcg64;
import io.rein4j.schedule.Schedule;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an agent in a package of its own makes of update paths. */
class PathsOfAnAgentTest {

  /**
   * A deterministic actor that climbs its critic, as those of DDPG, TD3 and SAC do, and a number
   * that is learned beside them without a network.
   */
  private static final class Climber {

    private static final int BATCH = 32;

    private final Pcg64 random = new Pcg64(1);
    private final Parameters parameters;
    private final Network actor;
    private final Network critic;
    private final int scale;
    private final UpdatePath actorPath;
    private final UpdatePath criticPath;
    private final UpdatePath scalePath;
    private final UpdatePaths paths;

    Climber(ClippingRule ofActor, ClippingRule ofCritic) {
      Sequential actorLayers = MlpSettings.builder().build().network("actor", List.of(1), 1, 0.01);
      Sequential criticLayers = MlpSettings.builder(32).build().network("critic", List.of(2), 1, 1);
      ParameterLayout.Builder layout = ParameterLayout.builder();
      actorLayers.declare(layout);
      criticLayers.declare(layout);
      parameters = new Parameters(layout.add("scale/log", 1).build());
      actor = new Network(parameters, actorLayers);
      critic = new Network(parameters, criticLayers);
      scale = parameters.layout().block("scale/log").offset();
      actor.initialize(random);
      critic.initialize(random);
      actorPath = path("actor", 3e-3, ofActor, actor);
      criticPath = path("critic", 1e-2, ofCritic, critic);
      scalePath = path("scale", 1e-1, new GlobalNorm(1));
      paths = new UpdatePaths(parameters, List.of(actorPath, criticPath, scalePath));
    }

    private UpdatePath path(
        String name, double learningRate, ClippingRule rule, Network... networks) {
      return new UpdatePath(
          new UpdatePathSettings(
              name,
              ClippingSettings.of(rule),
              new Adam(Schedule.constant(learningRate), 0.9, 0.999, 1e-8)),
          parameters,
          List.of(name),
          networks);
    }

    float act(float observation) {
      return actor.predict(new float[] {observation}, 1)[0];
    }

    /** Learns to answer x by 2x, which reward −(a − 2x)² pays best. */
    void learn(double progress, UpdateListener listener) {
      float[] observed = new float[BATCH];
      float[] both = new float[2 * BATCH];
      float[] rewards = new float[BATCH];
      for (int i = 0; i < BATCH; i++) {
        observed[i] = (float) (2 * random.nextDouble() - 1);
        both[2 * i] = observed[i];
        both[2 * i + 1] = act(observed[i]) + (float) random.nextGaussian();
        float miss = both[2 * i + 1] - 2 * observed[i];
        rewards[i] = -miss * miss;
      }
      float[] byValues = new float[BATCH];
      RegressionLoss.SQUARED.mean(critic.forward(both, BATCH), rewards, byValues, BATCH);
      criticPath.update(BATCH, new float[][] {byValues}, progress, listener);

      float[] chosen = actor.forward(observed, BATCH);
      for (int i = 0; i < BATCH; i++) {
        both[2 * i + 1] = chosen[i];
      }
      critic.forward(both, BATCH);
      float[] byInputs = new float[2 * BATCH];
      float[] up = new float[BATCH];
      Arrays.fill(up, -1f / BATCH);
      critic.backward(up, byInputs);
      float[] byActions = new float[BATCH];
      for (int i = 0; i < BATCH; i++) {
        byActions[i] = byInputs[2 * i + 1];
      }
      actorPath.update(BATCH, new float[][] {byActions}, progress, listener);

      parameters.gradient()[scale] = (float) Math.exp(parameters.values()[scale]) - 3;
      scalePath.update(progress, listener);
    }
  }

  @Test
  void paths_ofAnActorThatClimbsItsCritic_learnEachOnItsOwn() {
    Climber agent = new Climber(new GlobalNorm(0.5), new PerSampleNorm(2));
    ClippingStatistics statistics =
        new ClippingStatistics(
            agent.parameters.layout().groups(), List.of("actor", "critic", "scale"));

    for (int i = 0; i < 2_000; i++) {
      agent.learn(i / 2_000.0, statistics::record);
    }

    assertThat(agent.act(0.5f)).isCloseTo(1, within(0.2f));
    assertThat(agent.act(-0.5f)).isCloseTo(-1, within(0.2f));
    assertThat(Math.exp(agent.parameters.values()[agent.scale])).isCloseTo(3, within(0.05));
    assertThat(statistics.updates()).isEqualTo(6_000);
    assertThat(statistics.path(0).updates()).isEqualTo(2_000);
    assertThat(statistics.path(0).clippedSampleFraction()).isNaN();
    assertThat(statistics.path(1).clippedSampleFraction()).isBetween(0.01, 0.99);
  }

  @Test
  void paths_startedFromOthersParameters_goOnFromThere() {
    Climber first = new Climber(new GlobalNorm(1), new GlobalNorm(1));
    first.learn(0, UpdateListener.NONE);
    Climber second = new Climber(new GlobalNorm(1), new GlobalNorm(1));

    second.paths.startFrom(first.parameters.values());

    assertThat(second.act(0.5f)).isEqualTo(first.act(0.5f));
    Map<String, Double> rates = new HashMap<>();
    second.paths.putLearningRates(0, rates::put);
    assertThat(rates)
        .containsEntry("learning_rate", 3e-3)
        .containsEntry("learning_rate/path:critic", 1e-2)
        .containsEntry("learning_rate/path:scale", 1e-1);
  }
}
